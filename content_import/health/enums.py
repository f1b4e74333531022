"""Choices of health reports: states, ways of checking, severities and findings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HealthState(TextChoices):
    """The state of a check."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being checked")
    DONE = "done", _("Checked")
    FAILED = "failed", _("Could not be checked")


UNFINISHED = frozenset({HealthState.WAITING, HealthState.RUNNING})


class HowChecked(TextChoices):
    """How a package was checked."""

    PLAYED = "played", _("Played in a browser, and its files read")
    READ = "read", _("Its files read, without playing it")


class NotPlayed(TextChoices):
    """Why a package was not played, or not completely."""

    NO_BROWSER = "no_browser", _("No Chromium is installed where Närlära runs.")
    BROWSER_FAILED = "browser_failed", _("The browser could not be started, or stopped on the way.")
    NO_SANDBOX = (
        "no_sandbox",
        _("The machine has no sandbox for the browser, so it was not let loose on the package."),
    )
    TIME_OUT = "time_out", _("There was not time to play all of it.")


class Severity(TextChoices):
    """The severity of a finding; only danger prevents a package from becoming a module."""

    DANGER = "danger", _("Dangerous")
    WARNING = "warning", _("To look at")
    GOOD = "good", _("Works well")


class FindingCode(TextChoices):
    """A finding, with its sentence for trainers. `advice.ADVICE` has what to do about it."""

    # danger
    HANGS = "hangs", _("The content stopped answering: the learner's browser would freeze.")
    EATS_MEMORY = "eats_memory", _("The content used up the browser's memory.")
    FLOODS = "floods", _("The content opened windows or messages without end.")
    REACHES_FOR_SITE = "reaches_for_site", _("The content tried to reach into Närlära itself.")

    # incomplete checks
    BREAKS_CHECK = "breaks_check", _("The check broke off while the content was played.")
    NO_ANSWER = "no_answer", _("A part of the content never opened.")
    TIMED_OUT = "timed_out", _("There was not time to play all of the content.")

    # the player
    NO_CALLS = "no_calls", _("The content never called Närlära, so nothing tells what the learner has done.")
    OTHER_VERSION = "other_version", _("The content speaks another version of SCORM than it says it is.")
    NOT_BEGUN = "not_begun", _("The content found Närlära, but never began a session.")
    NO_STATUS = (
        "no_status",
        _("The content never says how it goes, so it counts as done when it has been opened and closed."),
    )
    NOT_COMPLETED = "not_completed", _("It did not become done while a machine clicked through it.")
    DONE_AT_ONCE = "done_at_once", _("It says that it is done as soon as it is opened.")
    TOO_MUCH_DATA = "too_much_data", _("The content wants to save more than its standard has room for.")
    REFUSED_VALUES = "refused_values", _("The content wanted to save what its standard does not allow.")
    USES_UNLOAD = "uses_unload", _("The content waits until it is closed before it saves its last (unload).")

    # its files and scripts
    OTHER_HOSTS = "other_hosts", _("The content fetches things from elsewhere on the internet.")
    MISSING_FILES = "missing_files", _("Files that the content asks for are not in the package.")
    SCRIPT_ERRORS = "script_errors", _("The content's own scripts stopped with an error.")
    PLUG_IN = "plug_in", _("The content needs a plug-in that browsers no longer have.")
    OPENS_WINDOWS = "opens_windows", _("The content opens a window of its own.")
    TAKES_WINDOW = "takes_window", _("The content tries to take over the whole window.")
    INSTALLS_ITSELF = "installs_itself", _("The content tries to install itself in the browser.")

    # accessibility
    IMAGES_WITHOUT_TEXT = "images_without_text", _("Images lack a text alternative.")
    TOO_WIDE = "too_wide", _("Pages are wider than a phone.")

    # good
    SAVES = "saves", _("The content finds Närlära and saves how it goes.")
    COMPLETES = "completes", _("It became done when it had been clicked through.")
    JUDGES = (
        "judges",
        _("It came to its end and said how it went: not passed, since a machine answers at random."),
    )
    SELF_CONTAINED = "self_contained", _("Everything it needs is in the package.")
    FITS_PHONE = "fits_phone", _("Its pages fit a narrow phone.")
    IMAGES_DESCRIBED = "images_described", _("Its images have text alternatives.")


DANGERS = frozenset(
    {FindingCode.HANGS, FindingCode.EATS_MEMORY, FindingCode.FLOODS, FindingCode.REACHES_FOR_SITE}
)
#: findings after which the rest of the content is unknown
INCONCLUSIVE = frozenset({FindingCode.BREAKS_CHECK, FindingCode.NO_ANSWER, FindingCode.TIMED_OUT})
#: findings with which learners cannot take or complete the course; `import_package --publish` refuses them
FAULTS = frozenset({FindingCode.NO_CALLS, FindingCode.SCRIPT_ERRORS})
GOOD = frozenset(
    {
        FindingCode.SAVES,
        FindingCode.COMPLETES,
        FindingCode.JUDGES,
        FindingCode.SELF_CONTAINED,
        FindingCode.FITS_PHONE,
        FindingCode.IMAGES_DESCRIBED,
    }
)


def severity_of(code: str) -> Severity:
    if code in DANGERS:
        return Severity.DANGER
    return Severity.GOOD if code in GOOD else Severity.WARNING
