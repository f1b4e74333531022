from lms.feedback.models.reports import AnswerMail, FaultReport
