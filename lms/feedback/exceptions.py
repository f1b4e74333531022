"""What can go wrong with reports of faults."""


class FeedbackError(Exception):
    """Base class."""


class ReportIsAnswered(FeedbackError):
    """Somebody else has answered the report already."""
