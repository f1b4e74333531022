"""Choices about what is found."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PassageKind(TextChoices):
    """What a passage is a stretch of."""

    TRANSCRIPT = "transcript", _("Transcript")  # about 45 seconds, so that words said apart meet
    CUE = "cue", _("Caption")  # a single caption: the very second
    MATERIAL = "material", _("Material")
    SEMINAR = "seminar", _("Seminar")
    MODULE = "module", _("Module")
    STEP = "step", _("Step")
    PAGE = "page", _("Page")


#: found by what is said alone: the title of a recording is no reason to show each of its minutes
SPOKEN = frozenset({PassageKind.TRANSCRIPT, PassageKind.CUE})


class ResultKind(TextChoices):
    """What a person may narrow the search to."""

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
    """What a row of the vocabulary counts."""

    WORD = "word", "word"  # as written, for spelling and for restoring å, ä and ö
    TOKEN = "token", "token"  # as searched for, for its rarity
