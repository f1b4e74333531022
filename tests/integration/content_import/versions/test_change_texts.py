"""Texts on the page of a change: no difference without one, and a text for zero people."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content_import.versions.changes import plan_change
from courses.models import ModulePage
from lms.attempts.actions.attempts import mark_step_done, start_attempt
from lms.records.models import Completion
from people.models import Person
from tests.factories.courses import make_module_page
from tests.factories.people import EmploymentFactory

pytestmark = pytest.mark.django_db
#: as a package or a command writes it, and as Wagtail's editor saves it without any change
WRITTEN = "<p>Sprita händerna.</p><p>Överallt på ön.</p>"
SAVED = '<p data-block-key="kmwnd">Sprita händerna.</p><p data-block-key="ancv9">Överallt på ön.</p>'


@pytest.fixture
def page() -> ModulePage:
    return make_module_page(
        "Hygien på ön", slug="hygien", steps=[("text", {"title": "Händer", "body": WRITTEN})]
    )


def save_draft(page: ModulePage, **values: Any) -> ModulePage:
    raw = [dict(block) for block in page.steps.raw_data]
    raw[0] = {**raw[0], "value": {**raw[0]["value"], **values}}
    page.steps = page.steps.stream_block.to_python(raw)
    page.save_revision()
    return ModulePage.objects.get(pk=page.pk)


def test_text_saved_in_the_editor_without_a_change_makes_no_new_version(page: ModulePage) -> None:
    draft = save_draft(page, body=SAVED)

    assert plan_change(draft) is None
    draft.get_latest_revision().publish()
    assert page.module.versions.count() == 1


def test_title_that_is_changed_in_the_editor_is_the_only_difference(page: ModulePage) -> None:
    change = plan_change(save_draft(page, title="Händer – så gör du", body=SAVED))

    assert change is not None
    (step,) = change.steps
    assert (step.title, step.details, len(step.texts)) == ("Händer – så gör du", (), 1)


def test_emphasis_that_is_added_in_the_editor_is_named(page: ModulePage) -> None:
    change = plan_change(save_draft(page, body=SAVED.replace("ön", "<b>ön</b>")))

    assert change is not None
    assert [list(map(str, step.texts)) for step in change.steps] == [["Utseende eller länkar."]]


def test_change_that_concerns_nobody_in_the_middle_says_nobody(client: Client, page: ModulePage) -> None:
    client.force_login(Person.objects.create_superuser("tora", password="x"))
    person = EmploymentFactory(person__first_name="Åsa").person
    attempt = start_attempt(person=person, module_version=page.module.versions.get(), by=person)
    mark_step_done(attempt=attempt, step_id=attempt.module_version.steps[0]["id"], by=person)
    assert Completion.objects.count() == 1
    save_draft(page, title="Händer – så gör du")

    shown = client.get(reverse("publish_change", args=[page.pk])).content.decode()

    assert "Ingen är mitt i." in shown
    assert "1 person är klar." in shown
    assert "0 person" not in shown
