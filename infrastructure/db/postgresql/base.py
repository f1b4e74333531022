"""PostgreSQL whose kept connections are looked at before they are asked whether they still stand.

A thread keeps its connection, and a database that was restarted leaves a dead one to each. Django finds those
by asking the server something before a request's first query, which costs each request a round trip.
"""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that asks the server for its health only where there is cause."""

    def is_usable(self) -> bool:
        """Tell whether the connection can be used: ask the server after an error or if its socket has news.

        A server that ends, or ends this connection, closes the socket, which can be read from then on.
        Between two requests nothing else makes it readable but a notice.
        """
        if self.connection is not None and not self.errors_occurred and not self._has_news():
            return True
        return bool(super().is_usable())

    def _has_news(self) -> bool:
        if self.connection.closed:
            return True
        look = select.poll()
        look.register(self.connection.pgconn.socket, select.POLLIN)
        return bool(look.poll(0))
