from courses.banks.models import QuestionBank
from courses.glossary.models import GlossaryTerm
from courses.layers.models import (
    LayerVersion,
    LayerVersionContent,
    LayerVersionFile,
    LocalValue,
    LocalVariable,
    ModuleLayer,
)
from courses.models.approval import RoleApprovalTask
from courses.models.declarations import AccessibilityDeclaration
from courses.models.media import MunicipalityFolder, Recording
from courses.models.module import Module, ModuleRules, ModuleVersion, ModuleVersionPackage
from courses.models.package import Package, PackagePassage
from courses.models.pages import HomePage, InformationPage, ModuleIndexPage, ModulePage
from courses.models.seminar import (
    SeminarIndexPage,
    SeminarMaterial,
    SeminarPage,
    SeminarProgrammeItem,
    SeminarSpeaker,
)
from courses.models.theme import Theme
from courses.models.version_content import ModuleVersionContent, ModuleVersionFile
