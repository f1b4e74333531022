"""What is kept out of the log."""

import logging

FORBIDDEN = 403


class WithoutTracebackOfRefusals(logging.Filter):
    """Lets a refused request be one line: somebody came to a closed door, and nothing broke.

    Django logs PermissionDenied with the traceback of whoever raised it; the address and the status say
    all that an operator needs.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == FORBIDDEN:
            record.exc_info = record.exc_text = None
        return True
