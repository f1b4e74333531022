"""SQLite whose writers take turns.

SQLite lets one write at a time and has the others sleep and ask again, for longer and longer: whoever has
waited longest asks most seldom, and under load some wait for seconds while others pass. Here a transaction
first takes its turn in a queue, across threads and processes, and finds the database free.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

from infrastructure.db.sqlite.write_lock import Turn


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that begins a transaction when it is its turn, and gives the turn back when it ends."""

    _turn: Turn | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self.is_in_memory_db():
            self._turn = Turn(str(conn_params["database"]), conn_params.get("timeout", 5.0))
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        if self._turn is not None:
            self._turn.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> None:
        # One that fails is rolled back, and keeps the turn until then.
        super()._commit()  # type: ignore[misc]  # not in the stubs
        self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            if self._turn is not None:
                self._turn.close()

    def _give_back(self) -> None:
        if self._turn is not None:
            self._turn.give_back()
