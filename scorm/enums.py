"""Enumerations of SCORM 1.2 and 2004 for the whole project."""

from enum import StrEnum


class PackageStandard(StrEnum):
    """The standard of a package."""

    SCORM_12 = "scorm_12"
    SCORM_2004 = "scorm_2004"


class ItemKind(StrEnum):
    """The kind of resource that an item of a manifest launches (SCORM CAM, adlcp:scormType)."""

    SCO = "sco"
    ASSET = "asset"
    FOLDER = "folder"


class CompletionStatus(StrEnum):
    """cmi.completion_status (SCORM 2004 RTE 4.2.4), which a 1.2 lesson_status is derived into."""

    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    NOT_ATTEMPTED = "not attempted"
    UNKNOWN = "unknown"


class SuccessStatus(StrEnum):
    """cmi.success_status (SCORM 2004 RTE 4.2.22)."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Mode(StrEnum):
    """cmi.mode (SCORM 2004 RTE 4.2.13), cmi.core.lesson_mode (1.2 RTE 3.4.4)."""

    NORMAL = "normal"
    REVIEW = "review"
    BROWSE = "browse"


#: cmi.exit as stored: the value that the content set when it finished, or
EXIT_INTERRUPTED = "interrupted"  # a session without a finish: the browser or the network failed
EXIT_NORMAL = "normal"  # finished without a suspend
EXIT_SUSPEND = "suspend"
EXITS_TO_RESUME = frozenset({EXIT_SUSPEND, EXIT_INTERRUPTED})
#: navigation requests after which the attempt on the SCO has no outcome (SCORM 2004 SN 5.6.4)
ABANDONS = frozenset({"abandon", "abandonAll"})
