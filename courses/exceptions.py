"""What can go wrong with what is learned."""


class CoursesError(Exception):
    """The root of this room's errors."""


class ModulePageMissing(CoursesError):
    """There is no catalogue in that language to put the page in: lay out the site first."""


class ModuleIsFixed(CoursesError):
    """The page has been published, so its module has versions and completions and cannot be exchanged."""
