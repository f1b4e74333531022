"""Choices of search."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PassageKind(TextChoices):
    """The kind of text that a passage is a section of."""

    TRANSCRIPT = (
        "transcript",
        _("Transcript"),
    )  # about 45 seconds, several captions
    CUE = "cue", _("Caption")  # a single caption, for the exact time
    MATERIAL = "material", _("Material")
    SEMINAR = "seminar", _("Seminar")
    MODULE = "module", _("Module")
    STEP = "step", _("Step")
    PAGE = "page", _("Page")


#: kinds whose passages are indexed without the title, which would match every section of a recording
TRANSCRIPT_KINDS = frozenset({PassageKind.TRANSCRIPT, PassageKind.CUE})


class ResultKind(TextChoices):
    """The kinds of results that a search can be limited to."""

    RECORDINGS = "inspelningar", _("Recordings")
    MODULES = "utbildningar", _("Modules")
    PAGES = "sidor", _("Pages")

    @property
    def passage_kinds(self) -> tuple[PassageKind, ...]:
        return _PASSAGE_KINDS[self]


_PASSAGE_KINDS: dict[ResultKind, tuple[PassageKind, ...]] = {
    ResultKind.RECORDINGS: (
        PassageKind.TRANSCRIPT,
        PassageKind.CUE,
        PassageKind.MATERIAL,
        PassageKind.SEMINAR,
    ),
    ResultKind.MODULES: (PassageKind.MODULE, PassageKind.STEP),
    ResultKind.PAGES: (PassageKind.PAGE,),
}


class TermKind(TextChoices):
    """The kinds of terms in the vocabulary."""

    WORD = "word", "word"  # as written, for spelling and diacritics
    TOKEN = "token", "token"  # as indexed, for its rarity
