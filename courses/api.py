"""Modules, packages, seminars and files, for other packages."""

from courses.enums import CaptionOrigin, LENGTHS, PackageStatus, STANDARD_LABELS, SeminarKind, StepKind
from courses.exceptions import ModulePageMissing
from courses.files.types import MEDIA_EXTENSIONS, extension_of
from courses.media.pictures import CleanPicture
from courses.media.readers import DocumentText, MediaFacts, Readable, UnreadableMaterial, register_readers
from courses.models import AccessibilityDeclaration, InformationPage, Module, ModuleIndexPage, ModulePage, ModuleVersion, ModuleVersionPackage, Package, SeminarIndexPage, SeminarMaterial, SeminarPage, Theme
from courses.models.media import is_sound
from courses.models.module import ModuleQuerySet
from courses.models.package import PackageQuerySet
from courses.models.pages import REVIEW_EVERY
from courses.modules.actions import Step, publish_module_page, save_module
from courses.modules.frozen_content import find_frozen_step, is_same_content, resolve_steps
from courses.modules.publish_checks import register_publish_check, run_publish_checks, register_bulk_check
from courses.modules.queries import is_open, modules_of_others, pages_of
from courses.modules.version_changes import StepChange, compare_steps, has_same_structure, structure_of
from courses.permissions import owned_by_trainer, trains_own_alone
from courses.seminars.actions import NewMaterial, NewProgrammeItem, NewSeminar, NewSpeaker, create_seminar_page
from courses.seminars.transcript import Cue, Transcript, clock
from courses.site.actions import lay_out_site, publish_information_page
from courses.site.slugs import ascii_slug
from courses.slots import HOME, MODULE_ACTION, MODULE_CARD, MODULE_TRAINER, fill_slot
from courses.templatetags.frame_tags import in_language, short_date, relative_day

__all__ = [
    "AccessibilityDeclaration",
    "CaptionOrigin",
    "CleanPicture",
    "Cue",
    "DocumentText",
    "HOME",
    "InformationPage",
    "LENGTHS",
    "MEDIA_EXTENSIONS",
    "MODULE_ACTION",
    "MODULE_CARD",
    "MODULE_TRAINER",
    "MediaFacts",
    "Module",
    "ModuleIndexPage",
    "ModulePage",
    "ModulePageMissing",
    "ModuleQuerySet",
    "ModuleVersion",
    "ModuleVersionPackage",
    "NewMaterial",
    "NewProgrammeItem",
    "NewSeminar",
    "NewSpeaker",
    "Package",
    "PackageQuerySet",
    "PackageStatus",
    "REVIEW_EVERY",
    "Readable",
    "STANDARD_LABELS",
    "SeminarIndexPage",
    "SeminarKind",
    "SeminarMaterial",
    "SeminarPage",
    "Step",
    "StepChange",
    "StepKind",
    "Theme",
    "Transcript",
    "UnreadableMaterial",
    "ascii_slug",
    "register_publish_check",
    "clock",
    "compare_steps",
    "create_seminar_page",
    "extension_of",
    "fill_slot",
    "find_frozen_step",
    "has_same_structure",
    "in_language",
    "is_open",
    "is_same_content",
    "is_sound",
    "lay_out_site",
    "modules_of_others",
    "run_publish_checks",
    "owned_by_trainer",
    "pages_of",
    "publish_information_page",
    "publish_module_page",
    "register_bulk_check",
    "register_readers",
    "resolve_steps",
    "save_module",
    "short_date",
    "relative_day",
    "structure_of",
    "trains_own_alone",
]
