"""A PostgreSQL back-end that checks persistent connections without a query.

A thread keeps its connection, and a restart of the database leaves a dead one in each. Django finds those by
a query before a request's first one, which costs each request a round trip.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that queries the server for its health only after an error or a message."""

    def is_usable(self) -> bool:
        """Return whether the connection is usable; query the server after an error or if its socket has data.

        A server that ends, or ends this connection, closes the socket, which can be read from then on.
        Between two requests nothing else makes it readable but a notice.
        """
        if self.connection is not None and not self.errors_occurred and not self._is_readable():
            return True
        return bool(super().is_usable())

    def _is_readable(self) -> bool:
        if self.connection.closed:
            return True
        poller = select.poll()
        poller.register(self.connection.pgconn.socket, select.POLLIN)
        return bool(poller.poll(0))
