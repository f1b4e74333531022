"""Exceptions of lms.feedback."""


class FeedbackError(Exception):
    """The base class of the exceptions of this package."""


class ReportIsAnswered(FeedbackError):
    """The report has an answer already."""
