"""Exceptions of courses."""


class CoursesError(Exception):
    """The base of this package's errors."""


class ModulePageMissing(CoursesError):
    """There is no catalogue in that language to add the page to: create the site's pages first."""


class ModuleIsFixed(CoursesError):
    """The page has been published: its module has versions and completions and cannot be replaced."""


class FileInUse(CoursesError):
    """The document or image is used by a page or a module version, so it can't be deleted or replaced."""


class FileKindDiffers(CoursesError):
    """The file is of another kind than the one that it should replace."""


class QuestionBankInUse(CoursesError):
    """A module uses the question bank, so it can't be deleted."""


class LayerRefused(CoursesError):
    """A local layer can't be changed or published like this; `sentences` say what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


class StepsNotCopied(CoursesError):
    """Steps can't be copied into a module; the reasons are sentences for its author."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class TranslationRefused(CoursesError):
    """A translation can't be begun or stored; the message is a sentence for the trainer."""
