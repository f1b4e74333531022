"""Questions and how they were answered: derived from the journal of commits, and possible to rebuild from it.

What a page shows is in `PublishedQuestions` alone, where no group under five is told; see `publication`.
"""

from django.conf import settings
from django.db import models

from courses.api import Package


class JournalPosition(models.Model):
    """How far the journal has been read: one row. Whoever changes what follows from it locks it first."""

    position = models.BigIntegerField(default=0)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.position)


class Question(models.Model):
    """A question of a package's part, as its content names it."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="questions")
    sco = models.CharField(max_length=255)
    #: as the content writes it, up to 4,000 characters; `digest` stands for it where it must be unique
    identifier = models.TextField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, blank=True)
    #: the question in words, where the content tells
    wording = models.TextField(blank=True)
    #: the right answers, in the notation of `tracking.scorm.answers`
    patterns = models.JSONField(default=list)
    #: its place among the part's interactions when it was first seen
    number = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "sco", "digest"], name="item_question_once")
        ]

    def __str__(self) -> str:
        return self.identifier


class Answer(models.Model):
    """A person's first and last answer to a question. Words of the learner's own are never kept here."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    first = models.CharField(max_length=255, blank=True)
    first_is_right = models.BooleanField(null=True)
    first_seconds = models.FloatField(null=True)
    first_at = models.DateTimeField()
    last = models.CharField(max_length=255, blank=True)
    last_is_right = models.BooleanField(null=True)
    last_at = models.DateTimeField()
    #: when what last changed something that is counted was received
    changed_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="item_answer_once")]
        indexes = [
            models.Index(fields=["question", "first", "first_is_right"], name="item_answer_first"),
            models.Index(fields=["question", "last", "last_is_right"], name="item_answer_last"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.first}"


class PublishedQuestions(models.Model):
    """A package's questions as they may be shown, until enough people more have answered."""

    package = models.OneToOneField(Package, models.CASCADE, related_name="published_questions")
    #: what `publication.PublishedQuestion` holds, in the order of the package
    questions = models.JSONField(default=list)
    #: what was received until then is counted
    as_of = models.DateTimeField()
    published_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.package_id} {self.as_of:%Y-%m-%d}"
