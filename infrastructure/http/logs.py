"""Logging filters."""

import logging

FORBIDDEN = 403


class RefusalTracebackFilter(logging.Filter):
    """A filter that removes the traceback from the log record of a request refused with 403.

    Django logs PermissionDenied with a traceback; the URL and the status are all that an operator needs.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == FORBIDDEN:
            record.exc_info = record.exc_text = None
        return True
