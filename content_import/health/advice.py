"""Advice to trainers for each finding."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content_import.health.enums import FindingCode

ADVICE: dict[str, str | Promise] = {
    FindingCode.HANGS: _(
        "Do not use the package. Export it again, and ask whoever made it if it is the same."
    ),
    FindingCode.EATS_MEMORY: _(
        "Do not use the package. Make its films and pictures smaller, or divide it, and export it again."
    ),
    FindingCode.FLOODS: _("Do not use the package. Ask whoever made it what the windows are for."),
    FindingCode.REACHES_FOR_SITE: _(
        "It was stopped. A course has no business there: do not use the package until whoever made it has "
        "explained why."
    ),
    FindingCode.BREAKS_CHECK: _(
        "Check again. If it happens once more, export the package again, and ask whoever made it."
    ),
    FindingCode.NO_ANSWER: _(
        "Preview that part. If it does not open there either, export the package again."
    ),
    FindingCode.TIMED_OUT: _("Check again when less is going on, or divide the course into several."),
    FindingCode.NO_CALLS: _(
        "Export it again as SCORM with reporting to the learning platform turned on. As it is, nobody can "
        "become done with it."
    ),
    FindingCode.OTHER_VERSION: _(
        "Choose the same version of SCORM everywhere in the authoring tool, and export again. As it is, "
        "nothing is saved."
    ),
    FindingCode.NOT_BEGUN: _(
        "Preview the package and see if it saves. If not, export it again with the tool's standard settings."
    ),
    FindingCode.NO_STATUS: _(
        "If that is not what you mean, look in the authoring tool for how completion is reported, and choose "
        "the last page or the test."
    ),
    FindingCode.NOT_COMPLETED: _(
        "Often it has a test or a film that a machine does not manage. Preview it and go through all of it "
        "once, and see that it becomes done."
    ),
    FindingCode.DONE_AT_ONCE: _(
        "If that is not what you mean, choose in the authoring tool that all pages must be seen or the test "
        "passed, and export again."
    ),
    FindingCode.TOO_MUCH_DATA: _(
        "The learner may come back to the wrong place. Divide the course into several, or export it as "
        "SCORM 2004, which has more room."
    ),
    FindingCode.REFUSED_VALUES: _(
        "Mostly harmless, but an answer or a score may be missing. Tell whoever makes the authoring tool."
    ),
    FindingCode.USES_UNLOAD: _(
        "Närlära saves along the way, so little is lost. Telephones do not always let a page do this: "
        "export with a newer version of the tool when there is one."
    ),
    FindingCode.OTHER_HOSTS: _(
        "It is not let through, so that nobody learns who takes the course. Put films, pictures and fonts in "
        "the package itself, or there will be holes in the pages."
    ),
    FindingCode.MISSING_FILES: _("Preview it and see if something is missing. If so, export it again."),
    FindingCode.SCRIPT_ERRORS: _(
        "Preview the page and try its buttons. If something stands still, export it again."
    ),
    FindingCode.PLUG_IN: _(
        "That part cannot be shown to anyone. Make it anew as a film or an ordinary page."
    ),
    FindingCode.OPENS_WINDOWS: _(
        "Telephones often stop it. Choose in the authoring tool that the course opens in the same window."
    ),
    FindingCode.TAKES_WINDOW: _(
        "It was stopped, and does no harm. A button that was to close the course may do nothing: the learner "
        "closes it with Närlära's own."
    ),
    FindingCode.INSTALLS_ITSELF: _(
        "It was stopped, and mostly does no harm. Preview it and see that it works."
    ),
    FindingCode.IMAGES_WITHOUT_TEXT: _(
        "Who does not see them misses what they show. Write a text alternative for each in the authoring "
        "tool, or mark it as decoration."
    ),
    FindingCode.TOO_WIDE: _(
        "Many take the course on a phone and would have to scroll sideways. Choose a layout that adapts "
        "(responsive) and export again."
    ),
}
