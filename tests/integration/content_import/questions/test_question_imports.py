"""Trainers take in files of questions in the Wagtail admin: plan, take in, undo."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content_import.questions.models import QuestionImport
from courses.models import QuestionBank
from tests.factories.courses import make_module_page
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.steps.question_banks import make_bank
from tests.factories.steps.questions import check
from tests.integration.content_import.packages.test_package_admin import signed_in, trainer
from tests.integration.courses.modules.test_module_admin import form

pytestmark = pytest.mark.django_db
GIFT = "::Ett::Handsprit räcker på ö.{F}\n\nBerätta. {}\n\nVad? {=a ~%50%b ~c}\n\nVad? {=a ~b ~c}"
NAMES = "wagtailsnippets_courses_questionbank"


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def client() -> Client:
    return signed_in(trainer())


def upload(client: Client, content: str = GIFT, **data: Any) -> Any:
    file = SimpleUploadedFile("frågor å.gift", content.encode())
    return client.post(reverse("question_import_add"), {"file": file, **data}, follow=True)


def post(client: Client, name: str) -> Any:
    return client.post(reverse(name, args=[QuestionImport.objects.get().pk]), follow=True)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def prompts() -> list[list[str]]:
    banks = QuestionBank.objects.order_by("pk")
    return [[question.value["prompt"] for question in bank.questions] for bank in banks]


def test_file_becomes_a_new_bank_and_is_undone(client: Client) -> None:
    plan = text_of(upload(client, title="Hygien på ö"))

    assert QuestionBank.objects.count() == 0
    assert "2 questions will be added to “Hygien på ö”." in plan
    assert "2 questions are not taken in" in plan
    assert "Line 3: Berätta." in plan
    assert "The bank has this question already, or the file twice." in plan
    assert "Here the right ones count alike. (1 question)" in plan

    page = text_of(post(client, "question_import_run"))

    assert prompts() == [["Handsprit räcker på ö.", "Vad?"]]
    assert QuestionBank.objects.get().revisions.count() == 1
    assert "2 questions are taken in." in page
    assert "frågor å.gift" in page

    again = text_of(post(client, "question_import_run"))
    undone = text_of(post(client, "question_import_undo"))

    assert "This was done before, in another window." in again
    assert "The import is undone." in undone
    assert prompts() == []


def test_undo_leaves_other_and_changed_questions(client: Client) -> None:
    bank = make_bank()
    upload(client, bank=bank.pk)
    post(client, "question_import_run")
    bank.refresh_from_db()
    assert len(bank.questions) == 5
    bank.questions[3].value["prompt"] = "Ändrad på ö"
    bank.save()

    undone = text_of(post(client, "question_import_undo"))

    assert "1 question stays, since somebody has changed it." in undone
    assert [prompt[:9] for prompt in prompts()[0]] == [*["Påstående"] * 3, "Ändrad på"]


def test_new_bank_that_a_module_uses_is_not_undone(client: Client) -> None:
    upload(client, title="Hygien")
    post(client, "question_import_run")
    make_module_page(steps=[check(bank=QuestionBank.objects.get())])

    refused = text_of(post(client, "question_import_undo"))

    assert "is used by a module, so it must stay" in refused
    assert len(prompts()[0]) == 2


def test_discarded_plan_leaves_nothing(client: Client) -> None:
    upload(client, title="Hygien")
    post(client, "question_import_discard")

    assert (QuestionImport.objects.count(), QuestionBank.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("content", "data", "field", "sentence"),
    [
        ("<!DOCTYPE a []><quiz/>", {"title": "x"}, "file", "The file has a document type (DTD)"),
        (GIFT, {}, "title", "Write a name, or choose a question bank."),
        (GIFT, {"bank": "0"}, "bank", "Select a valid choice."),
    ],
)
def test_faulty_upload_keeps_nothing(
    client: Client, content: str, data: dict[str, Any], field: str, sentence: str
) -> None:
    response = upload(client, content, **data)

    (error,) = response.context["form"].errors[field]
    assert error.startswith(sentence)
    assert QuestionImport.objects.count() == 0


def test_municipality_s_trainer_reaches_own_banks_and_imports_alone(client: Client) -> None:
    own, other = MunicipalityFactory(), MunicipalityFactory()
    shared, foreign = make_bank(title="Delad"), make_bank(title="Främmande", owner=other)
    mine = make_bank(title="Egen", owner=own)
    upload(client, title="Hygien")
    of_one = signed_in(trainer(own))

    form = of_one.get(reverse("question_import_add")).context["form"]
    listed = text_of(of_one.get(reverse(f"{NAMES}:list")))
    chooser = text_of(of_one.get(reverse("wagtailsnippetchoosers_courses_questionbank:choose")))
    codes = [
        of_one.get(reverse(f"{NAMES}:{name}", args=[bank.pk])).status_code
        for bank in (mine, shared, foreign)
        for name in ("inspect", "edit", "delete", "history")
    ]

    assert list(form.fields["bank"].queryset) == [mine]
    for page in (listed, chooser):
        assert ("Egen" in page, "Delad" in page, "Främmande" in page) == (True, True, False)
    assert [code == 200 for code in codes] == [True] * 4 + [True, False, False, False] + [False] * 4
    assert post(of_one, "question_import_run").status_code == 404
    assert post(signed_in(PersonFactory()), "question_import_run").status_code in {302, 403, 404}
    assert QuestionBank.objects.count() == 3


def test_bank_of_another_municipality_is_refused_in_a_module() -> None:
    bank = make_bank(owner=MunicipalityFactory(name="Åby"))
    page = make_module_page()
    values = {"title": "Prov", "introduction": rich_text(""), "bank": bank.pk, "items": streamfield([])}
    rules = {"drawn": "", "pass_percent": "80", "tries": ""}
    steps = nested_form_data({"steps": streamfield([("check", {**values, **rules})])})

    response = signed_in(PersonFactory(is_superuser=True)).post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), {**form(), **steps}
    )

    errors = response.context["form"].errors
    assert "belongs to Åby and can be used in its own modules only." in str(errors)


def test_editor_and_bank_s_page_show_that_the_bank_has_changed() -> None:
    client, bank = signed_in(PersonFactory(is_superuser=True)), make_bank()
    page = make_module_page("Händer på ö", steps=[check(bank=bank)])
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    unchanged = text_of(client.get(editor))
    upload(client, bank=bank.pk)
    post(client, "question_import_run")

    changed = text_of(client.get(editor))
    shown = text_of(client.get(reverse(f"{NAMES}:inspect", args=[bank.pk])))
    refused = text_of(client.post(reverse(f"{NAMES}:delete", args=[bank.pk]), follow=True))

    sentence = "The question bank “Händer” has changed. Publish to let learners have its questions."
    assert (sentence in unchanged, sentence in changed) == (False, True)
    assert "published with earlier questions." in shown
    assert "“Händer” is used by a module, so it must stay." in refused
    assert QuestionBank.objects.filter(pk=bank.pk).exists()
