"""The public interface of courses: modules, packages, seminars and files."""

from courses.banks.actions import AddQuestions, CreateQuestionBank, DeleteQuestionBank, RemoveQuestions
from courses.banks.permissions import BANK_POLICY, banks_managed_by
from courses.banks.queries import outdated_banks, uses_of_bank
from courses.content.texts import FEATURES
from courses.dashboard.registry import (
    Item,
    ItemGroup,
    MainAction,
    Note,
    register_main_action,
    register_module_notes,
    register_waiting_items,
)
from courses.editing.tools_panel import EditorTool, register_editor_tool
from courses.editing.trials import delete_trial_modules, freeze_trial, plan_trial
from courses.enums import LENGTHS, CaptionOrigin, PackageKind, PackageStatus, SeminarKind, format_label
from courses.exceptions import ModulePageMissing, QuestionBankInUse
from courses.files.imported import DeleteUnusedFiles, StoreFile
from courses.files.types import MEDIA_EXTENSIONS, extension_of
from courses.files.uses import referenced_objects
from courses.films.languages import CAPTION_LANGUAGES, language_name, language_of_tag
from courses.languages.actions import SaveTexts, StartTranslation
from courses.languages.texts import texts_to_translate
from courses.layers.actions import SaveLocalValues, SaveOperation
from courses.layers.core_steps import bases_of, has_questions, text_step
from courses.layers.models import (
    ImportedBase,
    LayerVersion,
    LocalValue,
    LocalVariable,
    ModuleLayer,
    refuse_script,
)
from courses.layers.operations import (
    Operation,
    OperationKind,
    places_in,
    read_operations,
    variables_in,
    without_variables,
)
from courses.layers.permissions import may_edit_layers_of
from courses.layers.publishing import PublishLayer
from courses.layers.reading import find_shown_step, has_local_differences, layer_versions_on
from courses.layers.variables import with_values
from courses.media.actions import measure_recording
from courses.media.folders import folder_of, folders_closed_to, recordings_choosable_by
from courses.media.pictures import CleanPicture
from courses.media.readers import DocumentText, MediaFacts, Readable, UnreadableMaterial, file_readers
from courses.models import (
    AccessibilityDeclaration,
    GlossaryTerm,
    InformationPage,
    Module,
    ModulePage,
    ModuleVersion,
    ModuleVersionPackage,
    Package,
    PackagePassage,
    QuestionBank,
    Recording,
    SeminarIndexPage,
    SeminarMaterial,
    SeminarPage,
    Theme,
)
from courses.models.module import ModuleQuerySet, municipalities_open_to
from courses.models.package import PackageQuerySet
from courses.models.querysets import ModulePageQuerySet
from courses.modules.actions import PublishModulePage, Step, catalogue_in, free_module_slug, save_module
from courses.modules.frozen_content import (
    find_frozen_step,
    frozen_questions,
    frozen_steps,
    is_same_content,
    resolve_steps,
)
from courses.modules.publish_checks import register_bulk_check, register_publish_check, run_publish_checks
from courses.modules.queries import is_open, modules_of_others, pages_of
from courses.modules.version_changes import (
    StepChange,
    compare_steps,
    has_same_structure,
    structure_of,
    summary_of,
)
from courses.packages.native_packages import NATIVE_PART
from courses.packages.wording import Wording
from courses.permissions import (
    is_trainer,
    may_own_shared,
    municipalities_trained_by,
    owned_by_trainer,
    trains_own_only,
)
from courses.questions.base import QuestionBlock
from courses.questions.block_ids import BLOCK_ID
from courses.questions.kinds import question_blocks
from courses.questions.shown import ShownQuestion
from courses.seminars.actions import (
    CreateSeminarPage,
    NewMaterial,
    NewProgrammeItem,
    NewSeminar,
    NewSpeaker,
)
from courses.seminars.transcript import Cue, Transcript, clock
from courses.site.actions import lay_out_site, publish_information_page
from courses.site.slugs import ascii_slug
from courses.slots import HOME, LAYER_TOOLS, MODULE_ACTION, MODULE_CARD, MODULE_TRAINER, fill_slot
from courses.steps.check import CheckStep
from courses.steps.film import FilmStep
from courses.steps.native import NativeAnswer, NativeOutcome, NativeStep, Question, Sheet, mean_score
from courses.steps.package import PackageStep
from courses.steps.screen import ScreenStep
from courses.steps.stored import StoredStep, read_stream, without_block_keys
from courses.steps.text import TextStep
from courses.steps.types import StepBlock, step_types
from courses.templatetags.frame_tags import in_language, relative_day, short_date
