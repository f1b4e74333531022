"""Learners see their municipality's layer as one module; completion refers to the shared version."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.layers.actions import SaveLocalValues
from courses.layers.models import LocalVariable
from courses.layers.operations import OperationKind
from courses.models import ModulePage
from lms.attempts.actions.corrections import move_to_correction
from lms.attempts.models import Attempt
from lms.attempts.progress.queries import progress_of
from lms.attempts.progress.reasons import why_not_complete
from lms.attempts.progress.steps import steps_of
from lms.records.models import Completion
from people.models import Municipality, Person
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_unit
from tests.factories.steps.module_layers import (
    PLACE_ID,
    change_core,
    local_text,
    make_shared_page,
    operation,
    publish_layer,
    screen_with_place,
)
from tests.factories.steps.questions import single_choice

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality() -> Municipality:
    return MunicipalityFactory(name="Ön")


@pytest.fixture
def learner(client: Client, municipality: Municipality) -> Person:
    person = EmploymentFactory(unit=make_unit("Hemtjänst", municipality=municipality)).person
    client.force_login(person)
    return person


def start(client: Client, page: ModulePage, name: str = "start", **data: str) -> Any:
    return client.post(reverse(f"tracking:{name}", args=[page.module.slug]), data)


def body_of(client: Client, attempt: Attempt, step: str) -> str:
    return client.get(reverse("tracking:step", args=[attempt.pk, step])).content.decode()


def layered_page(municipality: Municipality) -> ModulePage:
    page = make_shared_page("Händer", "Handskar")
    hide = operation(page, OperationKind.HIDE, 1)
    insert = operation(page, OperationKind.INSERT, 0, content=local_text("Så gör vi på Ön"))
    fill = operation(page, OperationKind.FILL, 2, place=PLACE_ID, text="<p>Ring 0123-45.</p>")
    publish_layer(page, municipality, hide, insert, fill)
    return page


def test_learner_takes_the_layer_and_completes_the_shared_version(
    client: Client, learner: Person, municipality: Municipality
) -> None:
    page = layered_page(municipality)
    start(client, page)
    attempt = Attempt.objects.get()
    steps = steps_of(attempt).all

    assert [step.title for step in steps] == ["Händer", "Så gör vi på Ön", "På natten"]
    assert [step.is_local for step in steps] == [False, True, False]
    assert "Ring nattpatrullen." in body_of(client, attempt, steps[1].id)
    assert "Ring 0123-45." in body_of(client, attempt, steps[2].id)
    assert "Fråga din chef." not in body_of(client, attempt, steps[2].id)
    for step in steps[:2]:
        client.post(reverse("tracking:step_done", args=[attempt.pk, step.id]))
    progress = progress_of(learner)[page.module_id]
    assert (progress.steps_done, progress.steps_total, progress.percent) == (2, 3, 50)
    assert [reason.url for reason in why_not_complete(learner, page.module)] == [
        reverse("tracking:step", args=[attempt.pk, steps[2].id])
    ]
    ended = client.post(reverse("tracking:step_done", args=[attempt.pk, steps[2].id]))
    assert ended.url == reverse("tracking:result", args=[attempt.pk])
    assert Completion.objects.get().module_version == attempt.module_version


def test_local_step_that_was_not_opened_does_not_prevent_completion(
    client: Client, learner: Person, municipality: Municipality
) -> None:
    page = layered_page(municipality)
    start(client, page)
    attempt = Attempt.objects.get()

    for step in steps_of(attempt).of_core:
        client.post(reverse("tracking:step_done", args=[attempt.pk, step.id]))

    assert Completion.objects.count() == 1
    assert client.get(reverse("tracking:result", args=[attempt.pk])).status_code == 200


def test_hidden_step_of_an_attempt_is_not_found(
    client: Client, learner: Person, municipality: Municipality
) -> None:
    page = layered_page(municipality)
    start(client, page)
    attempt = Attempt.objects.get()
    hidden = attempt.module_version.stored_steps[1].id

    assert client.get(reverse("tracking:step", args=[attempt.pk, hidden])).status_code == 404
    assert client.post(reverse("tracking:step_done", args=[attempt.pk, hidden])).status_code == 404


def test_somebody_of_another_municipality_sees_the_core(client: Client, municipality: Municipality) -> None:
    page = layered_page(municipality)
    for person in (EmploymentFactory().person, PersonFactory()):
        client.force_login(person)
        start(client, page)
        attempt = Attempt.objects.get(person=person)

        assert attempt.layer_version is None
        assert [step.title for step in steps_of(attempt).all] == ["Händer", "Handskar", "På natten"]
        assert "Fråga din chef." in body_of(client, attempt, steps_of(attempt).all[2].id)


def test_learner_of_several_municipalities_chooses_one_where_they_differ(
    client: Client, learner: Person, municipality: Municipality
) -> None:
    EmploymentFactory(person=learner)
    page, plain = layered_page(municipality), make_shared_page("Lyft")

    start(client, plain)
    asking = start(client, page)
    chosen = client.get(asking.url)
    wrong = start(client, page, municipality="0000")
    started = start(client, page, municipality=municipality.code)

    assert Attempt.objects.get(module=plain.module).municipality is None
    assert asking.url == reverse("tracking:choose", args=[page.module.slug]) == wrong.url
    assert municipality.name in chosen.content.decode()
    attempt = Attempt.objects.get(module=page.module)
    assert (attempt.municipality, started.url) == (
        municipality,
        reverse("tracking:attempt", args=[attempt.pk]),
    )
    assert start(client, page).url == started.url
    assert start(client, page, "again").url == reverse("tracking:choose_again", args=[page.module.slug])


def test_attempt_keeps_its_layer_version_and_moves_with_a_correction(
    client: Client, learner: Person, municipality: Municipality
) -> None:
    page = layered_page(municipality)
    start(client, page)
    attempt = Attempt.objects.get()
    raw = list(page.steps.raw_data)
    raw[0]["value"]["body"] = "<p>Sprita längre.</p>"
    change_core(page, raw)
    attempt.refresh_from_db()
    pinned = (attempt.module_version.number, attempt.layer_version.number)  # type: ignore[union-attr]  # pinned

    move_to_correction(version=page.module.versions.latest("number"))
    moved = Attempt.objects.get()

    assert pinned == (1, 1)
    assert moved.layer_version is not None
    assert (moved.module_version.number, moved.layer_version.number) == (2, 2)
    assert moved.layer_version.base == moved.module_version
    first, *_rest, last = steps_of(moved).all
    assert "Sprita längre." in body_of(client, moved, first.id)
    assert "Ring 0123-45." in body_of(client, moved, last.id)


def test_correction_with_a_layer_that_hides_what_was_left_completes(
    client: Client, learner: Person, municipality: Municipality
) -> None:
    page = make_shared_page("Händer", "Handskar")
    publish_layer(page, municipality, operation(page, OperationKind.INSERT, 0, content=local_text()))
    start(client, page)
    attempt = Attempt.objects.get()
    first, hidden, last = steps_of(attempt).of_core
    for step in (first, last):
        client.post(reverse("tracking:step_done", args=[attempt.pk, step.id]))
    publish_layer(page, municipality, operation(page, OperationKind.HIDE, 1))
    assert Completion.objects.count() == 0
    raw = list(page.steps.raw_data)
    raw[0]["value"]["body"] = "<p>Sprita längre.</p>"
    change_core(page, raw)

    move_to_correction(version=page.module.versions.latest("number"))

    moved = Attempt.objects.get()
    assert hidden.id not in {step.id for step in steps_of(moved).all}
    assert Completion.objects.get().module_version == moved.module_version


def test_variables_are_filled_by_municipality_and_escaped(
    client: Client, learner: Person, municipality: Municipality
) -> None:
    LocalVariable.objects.create(key="jour", label="Jour", text_sv="numret på anslaget", text_en="the number")
    question = single_choice(prompt="Ringer du {{ kommun.jour }}?")
    page = make_shared_page("Händer", last=screen_with_place("<p>Ring {{kommun.jour}} nu</p>", question))
    SaveLocalValues(by=None, municipality=municipality, values={"jour": "<b>0123</b> & 45"}).run()
    step = page.module.versions.get().stored_steps[1].id
    start(client, page)
    client.get(reverse("tracking:step", args=[Attempt.objects.get().pk, step]))

    filled = body_of(client, Attempt.objects.get(), step)
    stranger = PersonFactory()
    client.force_login(stranger)
    start(client, page)
    unfilled = body_of(client, Attempt.objects.get(person=stranger), step)

    assert filled.count("&lt;b&gt;0123&lt;/b&gt; &amp; 45") == 2
    assert unfilled.count("numret på anslaget") == 2
    assert "kommun.jour" not in filled + unfilled


def test_step_without_layers_reads_no_table_of_layers(client: Client, learner: Person) -> None:
    page = make_shared_page("Händer", "Handskar")
    start(client, page)
    attempt = Attempt.objects.get()
    first = steps_of(attempt).all[0].id
    body_of(client, attempt, first)

    with CaptureQueriesContext(connection) as queries:
        body_of(client, attempt, first)
        client.post(reverse("tracking:step_done", args=[attempt.pk, first]))

    assert [query["sql"] for query in queries if 'FROM "courses_l' in query["sql"]] == []
