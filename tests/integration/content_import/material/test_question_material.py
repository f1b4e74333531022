"""Files of questions become knowledge checks among other material."""

from __future__ import annotations

import pytest
from django.utils import translation

from content_import.material.enums import MaterialState
from content_import.material.kinds import recognise
from content_import.material.planning import store_uploads
from courses.models import ModulePage
from people.models import Person
from tests.factories.packages import archive
from tests.integration.content_import.material.test_material_kinds import (  # noqa: F401 - fixtures
    SimpleUploadedFile,
    _files_apart,
    operator,
    planned,
    problems,
    taken_in,
)
from tests.unit.content_import.questions.test_qti import CHOICE
from tests.unit.content_import.questions.test_question_files import package

pytestmark = pytest.mark.django_db
GIFT = "::Ett::Räcker handsprit på ö?{F#Nej}\n\nBerätta {}\n\nVad?{=a ~b}".encode()


def kinds(**files: bytes) -> list[str]:
    rows = store_uploads(SimpleUploadedFile(name, content) for name, content in files.items())
    return [kind.name if (kind := recognise(row.upload)) else "" for row in rows]


def test_questions_are_recognised_by_their_content() -> None:
    assert kinds(
        gift=GIFT,
        moodle=b'<?xml version="1.0"?>\n<quiz></quiz>',
        item=CHOICE.encode(),
        qti=package("a.xml", a=CHOICE),
        scorm=archive().getvalue(),
        markdown="# Rubrik\n\nText om {å} = ä.".encode(),
    ) == ["questions", "questions", "questions", "questions", "package", "markdown"]


def test_file_of_questions_becomes_a_check_in_a_draft(operator: Person) -> None:  # noqa: F811 - a fixture
    plan = planned({"Händer på ö.gift": GIFT}, operator).files.get().plan
    done = taken_in({"Händer på ö.gift": GIFT}, operator)

    assert done.state == MaterialState.DONE
    (step,) = ModulePage.objects.get().get_latest_revision_as_object().steps
    assert (step.block_type, step.value["title"], step.value["pass_percent"]) == ("check", "Händer på ö", 80)
    assert [question.value["prompt"] for question in step.value.all_questions] == [
        "Räcker handsprit på ö?",
        "Vad?",
    ]
    assert list(plan.notices) == ["Rad 3: Berätta: Den besvaras med en längre text, som inte kan rättas här."]


def test_file_whose_questions_cannot_be_read_is_refused(operator: Person) -> None:  # noqa: F811 - a fixture
    with translation.override("en"):
        faulty = planned({"a": b"<!DOCTYPE q []><quiz/>", "b": b"::Ett::Vad? {}"}, operator)
        found = problems(faulty)

    assert [sentence[:40] for sentence in found] == [
        "The file has a document type (DTD), whic",
        "There is no question to take in.",
        "Line 1: Ett: It is answered with a longe",
    ]
