from lms.feedback.models.reports import AnswerMail, FaultReport

__all__ = ["AnswerMail", "FaultReport"]
