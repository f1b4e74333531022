"""An SQLite back-end whose write transactions are queued.

SQLite allows one writer at a time and makes the others sleep and retry, at longer and longer intervals: the
one that has waited longest retries most seldom, and under load some wait for seconds while others pass. Here
a transaction first acquires a fair lock, across threads and processes, and finds the database free.
"""

from typing import Any

from django.db.backends.sqlite3 import base

from infrastructure.db.sqlite.write_lock import WriteLock


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds a `WriteLock` during each transaction."""

    _write_lock: WriteLock | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not self.is_in_memory_db():
            self._write_lock = WriteLock(str(conn_params["database"]), conn_params.get("timeout", 5.0))
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        if self._write_lock is not None:
            self._write_lock.acquire()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._release_lock()
            raise

    def _commit(self) -> None:
        # A commit that fails is rolled back, and the lock is held until then.
        super()._commit()  # type: ignore[misc]  # not in the stubs
        self._release_lock()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._release_lock()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            if self._write_lock is not None:
                self._write_lock.close()

    def _release_lock(self) -> None:
        if self._write_lock is not None:
            self._write_lock.release()
