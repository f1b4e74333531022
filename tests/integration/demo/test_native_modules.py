"""Native demo modules can be published, keep their ids, and are answered to the end."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.core.files.storage import default_storage
from wagtail.images import get_image_model

from courses.models import ModulePage, ModuleVersion, QuestionBank
from courses.modules.frozen_content import find_frozen_step
from courses.steps.native import NativeStep
from courses.steps.types import step_types
from demo.catalogues.modules import modules
from demo.catalogues.source import Form, Language, SourceError
from demo.seeding.native.answers import NativeAnswering
from demo.seeding.native.layers import seed_variables
from demo.seeding.native.pictures import picture_key
from demo.seeding.native.steps import stored, stored_steps
from people.models import Person
from scorm.data_model.interactions import read_interactions
from scorm.enums import PackageStandard
from tests.factories.courses import make_module_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

NATIVE = [each for each in modules() if each.form is Form.NATIVE]
DRAWINGS = 10
RESULTS = {True: "correct", False: "incorrect", None: "neutral"}


def steps_of(number: int, by: Person) -> list[Any]:
    return stored_steps(NATIVE[number], Language.SWEDISH, by=by)


def published(number: int, by: Person) -> ModulePage:
    demo_module = NATIVE[number]
    seed_variables()
    return make_module_page(demo_module.title.sv, slug=demo_module.slug, steps=steps_of(number, by))


def test_steps_are_the_same_each_time_with_each_picture_stored_once() -> None:
    person = PersonFactory()
    first = [steps_of(number, person) for number in range(len(NATIVE))]

    assert [steps_of(number, person) for number in range(len(NATIVE))] == first
    assert get_image_model().objects.count() == DRAWINGS
    assert all(image.description for image in get_image_model().objects.all())


def test_steps_satisfy_the_rules_of_the_editor() -> None:
    person = PersonFactory()
    for number in range(len(NATIVE)):
        for kind, values in steps_of(number, person):
            block = step_types[kind]
            block.clean(block.to_python(values))


@pytest.mark.parametrize("number", range(len(NATIVE)))
def test_module_published_twice_has_one_version_and_its_pictures(number: int) -> None:
    person = PersonFactory()
    published(number, person)
    page = published(number, person)

    version = ModuleVersion.objects.get()
    assert {step.kind for step in page.stored_steps} <= {"screen", "film", "conversation", "check"}
    assert version.files.filter(image__isnull=False).count() == 5


def test_check_draws_from_a_bank_that_is_made_once() -> None:
    person = PersonFactory()
    for _ in range(2):
        steps = [step for number in range(len(NATIVE)) for step in steps_of(number, person)]

    bank = QuestionBank.objects.get()
    assert [values["bank"] for _kind, values in steps if values.get("bank")] == [bank.pk]
    assert (str(bank), bank.owner, len(bank.questions)) == ("Bemötande vid demens", None, 5)


@pytest.mark.parametrize("number", range(len(NATIVE)))
def test_generated_answers_complete_every_step(number: int) -> None:
    version = published(number, PersonFactory()).module.versions.get()
    random = Random(1)  # noqa: S311 - no secret
    for step in version.stored_steps:
        content = find_frozen_step(version, step.id)
        assert content is not None
        if step.package:
            assert isinstance(content.block, NativeStep)
            for attempt in "abc":
                assert_is_completed(content, attempt, random)


def assert_is_completed(content: Any, attempt: str, random: Random) -> None:
    """Assert that generated answers are those that the site would have recorded."""
    ((_sco, cmi),) = NativeAnswering(content, random).commits(attempt, random)
    questions = {question.id: question for question in content.block.questions(content.value)}
    given = read_interactions(cmi, PackageStandard.SCORM_2004)
    grades = [
        questions[answer.identifier].block.grade(questions[answer.identifier].value, answer.response)
        for answer in given
    ]

    assert given
    assert [answer.result for answer in given] == [RESULTS[grade.is_right] for grade in grades]
    is_graded = content.block.passing_share(content.value) is not None
    assert cmi.get("success_status") == ("passed" if is_graded else None)


def test_changed_picture_is_stored_beside_the_one_before(tmp_path: Any) -> None:
    source, person = NATIVE[0].folder / "images" / "koket.webp", PersonFactory()
    changed = tmp_path / "koket.webp"
    changed.write_bytes(source.with_name("vagen.webp").read_bytes())
    keys = [picture_key(path, title="Köket", alt="Ett kök.", by=person) for path in (source, changed, source)]

    assert keys[0] == keys[2] != keys[1]
    assert all(default_storage.exists(image.file.name) for image in get_image_model().objects.all())


def test_field_that_a_block_does_not_have_is_refused() -> None:
    step = {"type": "screen", "id": "ny", "title": "Ny", "contents": []}
    with pytest.raises(SourceError, match="no field “contents”"):
        stored(step_types["screen"], step, "ny", lambda src, alt: 0)
