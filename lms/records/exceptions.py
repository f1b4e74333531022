"""What can go wrong with records."""


class RecordsError(Exception):
    """The root of this room's errors."""


class CompletionIsImmutable(RecordsError):
    """A completion is recorded once and never changed or deleted."""
