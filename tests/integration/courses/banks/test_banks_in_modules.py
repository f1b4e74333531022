"""Knowledge checks that draw from a bank: what is frozen, what changes, and what protects the bank."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model

from content_import.versions.changes import plan_change
from courses.banks.actions import AddQuestions, DeleteQuestionBank, RemoveQuestions
from courses.banks.queries import notes_of_changed_banks, outdated_banks, uses_of_bank
from courses.exceptions import FileInUse, QuestionBankInUse
from courses.files.actions import DeleteFile
from courses.models import ModulePage, ModuleVersionFile, Package, QuestionBank
from courses.modules.actions import freeze_module_version
from courses.modules.frozen_content import find_frozen_step
from courses.steps.types import step_type
from people.models import Person
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import image
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.steps.question_banks import FALSE, make_bank
from tests.factories.steps.questions import PICTURE, check, hotspot, key, true_false
from tests.integration.courses.test_trainers_rights import trainer
from tests.integration.runtimes.native.learner import Learner
from tests.integration.runtimes.native.test_checks import hand_in, shown, status

pytestmark = pytest.mark.django_db
OWN = true_false("Egen fråga")
NEW = true_false("Ny fråga i banken")


def module(bank: QuestionBank, *questions: dict[str, Any], **values: Any) -> ModulePage:
    return make_module_page("Prov", slug="prov", steps=[check(*questions, bank=bank, **values)])


def frozen_ids(page: ModulePage) -> list[str]:
    """Return the ids of the questions of the newest version's first step."""
    version = page.module.versions.latest("number")
    step = find_frozen_step(version, version.stored_steps[0].id)
    assert step is not None
    return [question.id for question in step.block.questions(step.value)]


def keys(*questions: dict[str, Any]) -> list[str]:
    return [question["id"] for question in questions]


@pytest.fixture
def by() -> Person:
    return PersonFactory(is_superuser=True)


def test_learner_gets_drawn_questions_of_check_and_bank() -> None:
    learner = Learner.starts(module(make_bank(), OWN, drawn=3))

    first = shown(learner)
    hand_in(learner, 3)

    assert len(first) == 3
    assert set(first) < set(keys(OWN, *FALSE))
    assert status(learner) == ("completed", "passed", 1.0)


def test_changed_bank_reaches_learners_by_the_next_publication(by: Person) -> None:
    bank = make_bank()
    page = module(bank)
    learner = Learner.starts(page)
    before = Package.objects.get()

    AddQuestions(bank=bank, questions=[NEW], by=by).run()
    RemoveQuestions(bank=bank, ids=keys(FALSE[0]), by=by).run()

    assert (frozen_ids(page), shown(learner)) == (keys(*FALSE), keys(*FALSE))
    assert outdated_banks([page]) == {page.pk: [bank]}
    notes = notes_of_changed_banks(ModulePage.objects.all(), timezone.localdate())
    assert [note.text[:31] for note in notes[page.pk]] == ["Frågebanken ”Händer” har ändrat"]
    assert [(use.page, use.is_published, use.is_outdated) for use in uses_of_bank(bank, by).visible] == [
        (page, True, True)
    ]
    change = plan_change(page)
    assert change is not None
    assert (change.allows_correction, change.steps[0].details) == (
        False,
        ("Frågor i banken: 1 nya, 0 ändrade, 1 borttagna.",),
    )

    page.save_revision().publish()

    assert frozen_ids(page) == keys(*FALSE[1:], NEW)
    assert shown(learner) == keys(*FALSE)
    assert (outdated_banks([page]), plan_change(page)) == ({}, None)
    after = Package.objects.exclude(pk=before.pk).get()
    assert (after.lineage, after.version) == (before.lineage, before.version + 1)


def test_unchanged_bank_makes_no_new_version() -> None:
    page = module(make_bank(), OWN)

    page.save_revision().publish()

    assert page.module.versions.count() == 1


def test_check_without_a_bank_keeps_its_version_of_before_banks() -> None:
    page = make_module_page("Prov", slug="prov", steps=[check(OWN)])
    version = page.module.versions.get()
    stored = version.content.steps
    assert stored[0]["value"].pop("bank_questions") == []
    version.content.save()
    digest = Package.objects.get().digest

    page.steps[0].value["bank"] = None
    page.save_revision().publish()

    assert page.module.versions.count() == 1
    assert step_type("check").digest({**stored[0]["value"], "bank": None, "bank_questions": []}) == digest


def test_picture_of_a_bank_is_protected_by_the_version() -> None:
    picture = image(pk=PICTURE)
    page = module(make_bank(hotspot()))

    files = ModuleVersionFile.objects.filter(module_version__module=page.module)
    assert [file.image for file in files] == [picture]


def test_picture_of_a_bank_that_no_module_uses_cannot_be_deleted(by: Person) -> None:
    picture = image(pk=PICTURE)
    bank = make_bank(hotspot())
    client = Client(headers={"accept-language": "sv"})
    client.force_login(by)

    page = client.get(reverse("wagtailimages:delete", args=[picture.pk])).content.decode()
    with pytest.raises(FileInUse):
        DeleteFile(file=picture, by=by).run()
    RemoveQuestions(bank=bank, ids=keys(hotspot()), by=by).run()
    DeleteFile(file=picture, by=by).run()

    assert "Händer</a>: frågebank" in page
    assert "Ändra eller ta bort frågan i banken först." in page
    assert not get_image_model().objects.exists()


def test_bank_used_by_a_published_module_or_a_draft_stays(by: Person) -> None:
    bank, other = make_bank(), make_bank(title="Fötter")
    page = module(bank)
    revision = page.get_latest_revision()
    steps = json.loads(revision.content["steps"])
    steps[0]["value"]["bank"] = other.pk
    page.steps = page.steps.stream_block.to_python(steps)
    page.save_revision()

    for used in (bank, other):
        with pytest.raises(QuestionBankInUse):
            DeleteQuestionBank(bank=used, by=by).run()
    page.unpublish()
    page.refresh_from_db()
    page.save_revision()

    assert QuestionBank.objects.count() == 2


def test_unused_bank_is_deleted(by: Person) -> None:
    bank = make_bank()
    module(make_bank(title="Fötter"))

    DeleteQuestionBank(bank=bank, by=by).run()

    assert [each.title for each in QuestionBank.objects.all()] == ["Fötter"]


def test_uses_by_modules_of_others_are_counted_without_their_titles() -> None:
    bank = make_bank()
    make_module_page("Hemlig", slug="hemlig", owner=MunicipalityFactory(), steps=[check(bank=bank)])

    uses = uses_of_bank(bank, trainer(MunicipalityFactory()))

    assert (uses.visible, uses.hidden) == ((), 1)


@pytest.mark.parametrize(
    ("questions", "drawn", "field"), [((), None, "bank"), ((OWN,), 2, "drawn"), ((OWN,), 1, "")]
)
def test_check_without_enough_questions_is_refused(
    questions: tuple[dict[str, Any], ...], drawn: int | None, field: str
) -> None:
    block = step_type("check")
    _kind, values = check(*questions, drawn=drawn)
    value = block.to_python(values)

    try:
        block.clean(value)
        refused = set()
    except ValidationError as error:
        refused = set(getattr(error, "block_errors", {}))

    assert refused == ({field} if field else set())


def test_bank_with_enough_questions_is_enough_to_publish() -> None:
    block = step_type("check")
    _kind, values = check(drawn=3, bank=make_bank().pk)

    cleaned = block.clean(block.to_python(values))

    assert len(cleaned.all_questions) == 3


def test_frozen_step_shows_each_question_once() -> None:
    page = module(make_bank(OWN, *FALSE), OWN)

    assert frozen_ids(page) == keys(OWN, *FALSE)
    assert freeze_module_version(page=page) == page.module.versions.get()
    assert len(re.findall(key("Egen fråga"), json.dumps(shown(Learner.starts(page))))) == 1
