"""Models of questions and answers, which are derived from the journal of commits and can be rebuilt.

Pages show `PublishedQuestions` only, which contains no group under five; see `publication`.
"""

from django.conf import settings
from django.db import models

from courses.api import Package
from infrastructure.db.api import UnindexedModel


class Question(UnindexedModel):
    """A question of a SCO, by the identifier in its content."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="questions")
    sco = models.CharField(max_length=255)
    #: as in the content, up to 4,000 characters; `digest` represents it in the constraint.
    #: That of a native question is "#" and its digest.
    identifier = models.TextField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, blank=True)
    #: the text of the question, if the content has it
    wording = models.TextField(blank=True)
    #: of native questions: the author's texts by their numbers in answers, and the unit of a number
    texts = models.JSONField(default=dict)
    unit = models.CharField(max_length=20, blank=True)
    #: the right answers, in the notation of `scorm.data_model.response_text`
    patterns = models.JSONField(default=list)
    #: its index among the interactions of the SCO when first seen
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "sco", "digest"], name="item_question_once")
        ]

    def __str__(self) -> str:
        return self.identifier


class Answer(UnindexedModel):
    """The first and last answer of a person to a question. Free text is never stored."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    first = models.CharField(max_length=255, blank=True)
    first_is_right = models.BooleanField(null=True)
    first_seconds = models.FloatField(null=True)
    first_at = models.DateTimeField()
    last = models.CharField(max_length=255, blank=True)
    last_is_right = models.BooleanField(null=True)
    last_at = models.DateTimeField()
    #: time of receipt of the last commit that changed a counted value
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="item_answer_once")]
        indexes = [
            models.Index(fields=["question", "first", "first_is_right"], name="item_answer_first"),
            models.Index(fields=["question", "last", "last_is_right"], name="item_answer_last"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.first}"


class PublishedQuestions(UnindexedModel):
    """The published questions of a package, until enough more people have answered."""

    package = models.OneToOneField(Package, models.CASCADE, related_name="published_questions")
    #: `publication.PublishedQuestion` as JSON, in package order
    questions = models.JSONField(default=list)
    #: answers received by then are counted
    as_of = models.DateTimeField()
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.package_id} {self.as_of:%Y-%m-%d}"
