"""Words of the glossary, shared or of a municipality."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.glossary.matching import Word
from courses.models.module import municipalities_open_to
from people.api import Municipality, Person


class GlossaryTermQuerySet(models.QuerySet["GlossaryTerm"]):
    """A queryset of words by who sees them."""

    def open_to(self, person: Person, day: dt.date) -> GlossaryTermQuerySet:
        """Return shared words, and those of municipalities that are open to the person that day."""
        return self.filter(Q(owner__isnull=True) | Q(owner__in=municipalities_open_to(person, day)))

    def of(self, owner: Municipality | None) -> GlossaryTermQuerySet:
        """Return shared words and those of `owner`, if there is one."""
        return self.filter(Q(owner__isnull=True) | Q(owner=owner)) if owner else self.filter(owner=None)

    def in_language(self, language: str) -> GlossaryTermQuerySet:
        """Return the words of a language, by the alphabet of the database."""
        return self.filter(language=language).order_by("term", "pk")


class GlossaryTerm(models.Model):
    """A word or an abbreviation, and what it means in plain words.

    Words are read when a page is shown and are no part of module versions: a better explanation reaches
    everybody at once (decision 0039).
    """

    term = models.CharField(
        _("word"), max_length=80, help_text=_("As in a dictionary, or an abbreviation such as SIP.")
    )
    other_forms = models.CharField(
        _("other forms"),
        max_length=300,
        blank=True,
        help_text=_("Several are parted by commas. Common endings are found without them."),
    )
    explanation = models.TextField(
        _("explanation"), max_length=400, help_text=_("One or two short sentences in plain words.")
    )
    language = models.CharField(
        _("language"), max_length=12, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    owner = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Whose it is")
    )

    objects = GlossaryTermQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["term", "pk"]
        verbose_name = _("word in the glossary")
        verbose_name_plural = _("glossary")
        constraints = [
            models.UniqueConstraint(
                fields=["term", "language"],
                condition=Q(owner__isnull=True),
                name="shared_term_once_a_language",
                violation_error_message=_("The glossary has this word already."),
            ),
            models.UniqueConstraint(
                fields=["term", "language", "owner"],
                name="term_of_an_owner_once_a_language",
                violation_error_message=_("The glossary has this word already."),
            ),
        ]

    def __str__(self) -> str:
        return self.term

    @property
    def word(self) -> Word:
        """The word as it is looked for in a text."""
        others = [form.strip() for form in self.other_forms.split(",")]
        forms = tuple(form for form in (self.term.strip(), *others) if form)
        return Word(forms, self.explanation, self.language, is_own=self.owner_id is not None)
