"""The actions on pages, files and packages, each with the arguments of one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringSegment

from content_import.h5p.removal import RemoveLibrary
from content_import.health.actions import OverrideHealthCheck, RequestHealthCheck
from content_import.health.models import HealthReport
from content_import.hosts.actions import AllowHost, EndHostPermission, RequestHost
from content_import.hosts.fetching.actions import RequestFetch
from content_import.hosts.models import HostPermission
from content_import.packages.actions import DeletePackage, ImportPackage, RenamePackage
from content_import.packages.publishing import DraftModule, publish_as_module
from content_import.questions.actions import (
    DiscardQuestions,
    PlanQuestions,
    TakeInQuestions,
    UndoQuestions,
)
from content_import.questions.reading import read_questions
from content_import.versions.changes import PublishChange
from content_import.versions.upgrades import UpgradePage
from courses.banks.actions import AddQuestions, CreateQuestionBank, DeleteQuestionBank, RemoveQuestions
from courses.editing.copied_steps import CopySteps
from courses.enums import SeminarKind
from courses.files.actions import DeleteFile, ReplaceFile
from courses.languages.actions import FetchOriginal, ImportTexts, SaveTexts, StartTranslation
from courses.languages.po_files import PoEntry
from courses.layers.actions import DecideOperation, RemoveOperation, SaveLocalValues, SaveOperation
from courses.layers.decisions import Decision
from courses.layers.models import LocalVariable
from courses.layers.publishing import PublishLayer
from courses.modules.actions import KeepAsDraft, PublishModulePage
from courses.review.actions import RecordReview
from courses.seminars.actions import CreateSeminarPage, NewSeminar
from lms.attempts.trials.actions import EndTrial, StartTrial
from lms.export.actions import RequestExport
from lms.export.backup.importing import ImportModules
from lms.export.backup.writing import write_backup
from lms.export.enums import ExportFormat, Licence
from lms.h5p.models import H5PLibrary
from people.access.actions import Action
from tests.factories.courses import make_module_page, make_site
from tests.factories.files.used_files import document, text_link
from tests.factories.packages import archive, make_package
from tests.factories.seminars import make_pdf, make_seminar_index
from tests.factories.steps.module_layers import LOCAL_ID, make_layer, replacing
from tests.factories.steps.question_banks import make_bank
from tests.factories.steps.questions import true_false
from tests.integration.access.action_cases import Case, World

HOST = {"host": "film.example.se", "reason": "Filmen ligger där, på ö"}
STEP = ("text", {"title": "Börja här", "body": "<p>Ord på ö.</p>"})


def new_module(world: World) -> dict[str, Any]:
    make_site()
    texts = {"title": "Lyft", "introduction": "Så gör du.", "aims": "<p>Lyfta.</p>", "audience": "Alla"}
    return {**texts, "module_slug": "lyft", "language": "sv", "minutes": 5, "themes": [], "steps": [STEP]}


def changed_page(world: World) -> dict[str, Any]:
    page = world.page
    page.steps = page.steps.stream_block.to_python([{"type": STEP[0], "value": STEP[1]}])
    return {"page": page, "revision_id": page.save_revision().pk, "is_correction": False}


def copied_steps(world: World) -> dict[str, Any]:
    source = make_module_page("Lyft", steps=[STEP])
    return {"page": world.page, "source": source, "step_ids": [step.id for step in source.stored_steps]}


def started_trial(world: World) -> dict[str, Any]:
    StartTrial(page=world.page, by=world.trainer).run()
    return {"page": world.page}


def page_to_upgrade(world: World) -> dict[str, Any]:
    make_site()
    page = publish_as_module(package=world.package)
    renewed = make_package(title="Förflyttning, ny", lineage=world.package.lineage)
    return {"page": page, "package": renewed, "moves": False}


def replaced_file(world: World) -> dict[str, Any]:
    used = text_link()
    return {"old": used.file, "new": used.other}


def unrequested_check(world: World) -> dict[str, Any]:
    HealthReport.objects.filter(package=world.package).delete()
    return {"package": world.package}


def allowed_host(world: World) -> dict[str, Any]:
    values = {"host": HOST["host"], "request_reason": HOST["reason"], "requested_by": world.trainer}
    return {"permission": HostPermission.objects.create(package=world.package, **values)}


def installed_library(world: World) -> dict[str, Any]:
    values = {"machine_name": "Narlara.Tom", "major": 1, "minor": 0, "patch": 0, "is_ready": True}
    return {"library": H5PLibrary.objects.create(**values)}


def with_site(world: World) -> dict[str, Any]:
    make_site()
    return {"package": world.package}


def planned_questions(world: World) -> dict[str, Any]:
    file = read_questions("Rena händer räcker på ö.{F}".encode())
    action = PlanQuestions(file_name="ö.gift", file=file, title="Händer", by=world.trainer)
    return {"question_import": action.run()}


def taken_in_questions(world: World) -> dict[str, Any]:
    arguments = planned_questions(world)
    TakeInQuestions(by=world.trainer, **arguments).run()
    arguments["question_import"].refresh_from_db()
    return arguments


def layer(world: World) -> dict[str, Any]:
    return {"module": world.page.module, "municipality": world.municipality, "language": "sv"}


def pending_layer(world: World) -> dict[str, Any]:
    """A layer whose replaced step the core has changed."""
    values, page = layer(world), world.page
    SaveOperation(by=None, **values, operation=replacing(page)).run()
    page.steps = page.steps.stream_block.to_python([{**page.steps.raw_data[0], "value": STEP[1]}])
    page.save_revision().publish()
    return {**values, "operation_id": LOCAL_ID}


def local_value(world: World) -> dict[str, Any]:
    LocalVariable.objects.create(key="jour", label="Jour", text_sv="numret", text_en="the number")
    return {"municipality": world.municipality, "values": {"jour": "0123-45"}}


def backup_of(world: World) -> Path:
    path = Path(settings.FILE_UPLOAD_TEMP_DIR) / f"kopia-{uuid4()}.zip"
    with path.open("w+b") as stream:
        write_backup([world.page.module], stream)
    return path


def by_operator(arguments: Any) -> Case:
    return Case(arguments, lambda world: world.operator)


def by_trainer(arguments: Any) -> Case:
    return Case(arguments, lambda world: world.trainer)


def in_english(world: World) -> dict[str, Any]:
    return {"original": world.page, "locale": Locale.objects.get(language_code="en")}


def translation(world: World) -> dict[str, Any]:
    """Begin a translation, and return the argument of actions on it, with its texts."""
    return {"page": StartTranslation(**in_english(world), by=world.trainer).run()}


def translated_texts(world: World) -> dict[str, Any]:
    arguments = translation(world)
    segment = StringSegment.objects.get(source__object=world.page.translation_key, context__path="title")
    return {**arguments, "texts": {segment.pk: "Hygiene"}}


def po_entries(world: World) -> dict[str, Any]:
    arguments = translation(world)
    return {**arguments, "entries": [PoEntry("title", world.page.title, "Hygiene")]}


CONTENT_CASES: dict[type[Action[Any]], Case] = {
    CopySteps: by_trainer(copied_steps),
    StartTranslation: by_trainer(in_english),
    SaveTexts: by_trainer(translated_texts),
    ImportTexts: by_trainer(po_entries),
    FetchOriginal: by_trainer(translation),
    StartTrial: by_trainer(lambda w: {"page": w.page}),
    EndTrial: by_trainer(started_trial),
    DeleteFile: by_operator(lambda w: {"file": document(make_pdf("Rutin"))}),
    ReplaceFile: by_operator(replaced_file),
    PublishModulePage: by_trainer(new_module),
    RecordReview: by_trainer(lambda w: {"page": w.page}),
    KeepAsDraft: Case(
        lambda w: {"page": w.page, "revision": w.page.latest_revision, "reasons": ["Farligt på ö."]},
        lambda w: w.trainer,
        can_be_refused=False,
    ),
    CreateSeminarPage: by_trainer(
        lambda w: {
            "parent": make_seminar_index(),
            "seminar": NewSeminar(title="Vård på ö", slug="vard", kind=SeminarKind.SEMINAR),
        }
    ),
    SaveOperation: by_operator(lambda w: {**layer(w), "operation": replacing(w.page)}),
    RemoveOperation: by_operator(pending_layer),
    DecideOperation: by_operator(lambda w: {**pending_layer(w), "decision": Decision.TAKE_CORE}),
    PublishLayer: by_operator(lambda w: {"layer": make_layer(w.page, w.municipality)}),
    SaveLocalValues: by_operator(local_value),
    RequestHealthCheck: by_trainer(unrequested_check),
    OverrideHealthCheck: by_operator(lambda w: {"package": w.package, "reason": "Provad på ö"}),
    RequestHost: by_trainer(lambda w: {"package": w.package, **HOST}),
    AllowHost: by_operator(
        lambda w: {"package": w.package, **HOST, "expires_on": timezone.localdate() + dt.timedelta(days=1)}
    ),
    EndHostPermission: by_operator(allowed_host),
    RequestFetch: by_operator(lambda w: {"package": w.package, **HOST}),
    ImportPackage: by_trainer(lambda w: {"archive": archive(), "title": "Förflyttning"}),
    RenamePackage: by_trainer(lambda w: {"package": w.package, "title": "Lyft"}),
    DeletePackage: by_trainer(lambda w: {"package": w.package}),
    RemoveLibrary: by_operator(installed_library),
    DraftModule: by_trainer(with_site),
    PublishChange: by_trainer(changed_page),
    CreateQuestionBank: by_trainer(lambda w: {"title": "Händer", "owner": None}),
    AddQuestions: by_trainer(lambda w: {"bank": make_bank(), "questions": [true_false("Å, ä och ö")]}),
    RemoveQuestions: by_trainer(lambda w: {"bank": make_bank(), "ids": []}),
    DeleteQuestionBank: by_trainer(lambda w: {"bank": make_bank()}),
    PlanQuestions: by_trainer(
        lambda w: {"file_name": "ö.gift", "file": read_questions(b"S? {T}"), "title": "Händer"}
    ),
    DiscardQuestions: by_trainer(planned_questions),
    TakeInQuestions: by_trainer(planned_questions),
    UndoQuestions: by_trainer(taken_in_questions),
    UpgradePage: by_trainer(page_to_upgrade),
    ImportModules: by_operator(lambda w: {"archive": backup_of(w), "as_copies": True}),
    RequestExport: by_trainer(
        lambda w: {"page": w.page, "format": ExportFormat.SCORM_12, "licence": Licence.OWN}
    ),
}
