"""What can go wrong with what is learned."""


class CoursesError(Exception):
    """The root of this room's errors."""


class ModulePageMissing(CoursesError):
    """There is no catalogue in that language to put the page in: lay out the site first."""


class ModuleIsFixed(CoursesError):
    """The page has been published, so its module has versions and completions and cannot be exchanged."""


class FileInUse(CoursesError):
    """The document or image is used by a page or a module version, so it can't be deleted or exchanged."""


class FileKindDiffers(CoursesError):
    """The document is of another kind than the one that it should replace."""
