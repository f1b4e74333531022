"""A module is translated text by text in a draft, follows its original, and is published by its editor."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.exceptions import TranslationRefused
from courses.languages.actions import FetchOriginal, SaveTexts
from courses.languages.lag import lag_notes, lag_of
from courses.languages.links import link_of
from courses.languages.texts import TextState, TranslatedTexts
from courses.models import ModulePage, ModuleVersion
from people.models import Person
from tests.factories.courses import make_module_page
from tests.factories.people import MunicipalityFactory
from tests.factories.steps.exports import exported_page
from tests.factories.steps.translations import (
    BODY,
    begin,
    draft_of,
    english,
    original_page,
    texts_of,
    the_text,
    trainer_of,
    translate_all,
)

pytestmark = pytest.mark.django_db

EXTRA_STEP = "0d4b5b7e-0000-4000-8000-000000000001"


def change_original(page: ModulePage, change: Any) -> None:
    """Publish the original with other raw steps."""
    draft = draft_of(page)
    draft.steps = ModulePage._meta.get_field("steps").to_python(change(list(draft.steps.raw_data)))
    draft.save_revision().publish()
    page.refresh_from_db()


def with_body(body: str) -> Any:
    def change(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**steps[0], "value": {**steps[0]["value"], "body": body}}, *steps[1:]]

    return change


def test_translation_of_every_kind_is_published_with_the_same_steps() -> None:
    original, trainer = exported_page(), trainer_of(None)

    page = begin(original, trainer)
    translate_all(page, trainer)
    page.refresh_from_db()
    was_live = page.live
    draft = draft_of(page)
    draft.get_latest_revision().publish(user=trainer)
    page.refresh_from_db()

    assert (was_live, page.live, page.module) == (False, True, original.module)
    swedish, other = (
        ModuleVersion.objects.filter(module=original.module, language=language).latest("number")
        for language in ("sv", "en")
    )
    assert [step["id"] for step in other.steps] == [step["id"] for step in swedish.steps]
    assert [step["kind"] for step in other.steps] == [step["kind"] for step in swedish.steps]
    pairs = [(mine["package"], its["package"]) for mine, its in zip(other.steps, swedish.steps, strict=True)]
    assert all(mine != its for mine, its in pairs if its is not None)
    assert [text for text in texts_of(page) if text.state != TextState.DONE] == []
    raw = json.dumps(list(page.steps.raw_data), ensure_ascii=False)
    assert raw.count('"is_right": true') == json.dumps(list(original.steps.raw_data)).count(
        '"is_right": true'
    )
    assert "Före besöket" not in raw


def test_translator_opens_every_step_and_saves_only_what_changed(client: Client) -> None:
    original, trainer = exported_page(owner=MunicipalityFactory()), None
    trainer = trainer_of(original.module.owner)
    page = begin(original, trainer)
    client.force_login(trainer)
    url = reverse("translate_module", args=[page.pk])
    link = link_of(page)
    assert link is not None
    parts = TranslatedTexts(link).parts

    for part in parts[:3]:
        assert client.get(url, {"step": part.id}).status_code == 200
    title, intro = (text for text in parts[0].texts if text.path in ("title", "introduction"))
    answer = {
        f"text-{title.id}": "Hygiene at home",
        f"initial-text-{title.id}": "",
        f"text-{intro.id}": "as it was",
        f"initial-text-{intro.id}": "as it was",
        "action": "next",
    }
    response = client.post(f"{url}?step=", answer)

    assert response.url == f"{url}?step={parts[1].id}"
    assert draft_of(page).title == "Hygiene at home"
    assert the_text(page, original.introduction).translation == ""
    assert (
        "Hygiene at home" in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )


def test_original_that_changes_is_marked_and_fetched_without_losing_texts(client: Client) -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    translate_all(page, trainer)
    draft_of(page).get_latest_revision().publish(user=trainer)
    page.refresh_from_db()
    before = lag_of(page)
    change_original(
        original, with_body(BODY.replace("Ring sedan", "Ring sedan 1177").replace("Läs", "Läs å"))
    )
    change_original(original, lambda steps: [*steps, {**steps[0], "id": str(steps[0]["id"])[::-1]}])

    lag = lag_of(page)
    notes = lag_notes(ModulePage.objects.all(), timezone.localdate())
    client.force_login(trainer)
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    left = FetchOriginal(page=page, by=trainer).run()

    assert before is None
    assert lag is not None
    assert lag.summary == "1 nytt steg, 1 ändrat."
    assert lag.since == ModuleVersion.objects.filter(module=original.module, number=3).get().created_at
    assert set(notes) == {page.pk}
    assert "Originalet har ändrats sedan" in editor
    page.refresh_from_db()
    assert lag_of(page) is None
    assert page.steps.raw_data[0]["value"]["body"].count("1177") == 0
    draft = draft_of(page)
    assert [step.id for step in draft.stored_steps] == [step.id for step in original.stored_steps]
    states = Counter(text.state for text in texts_of(page))
    assert (states[TextState.CHANGED], states[TextState.MISSING], left) == (2, 2, 4)
    assert "Ring sedan. EN" in draft.steps.raw_data[0]["value"]["body"]


def test_change_of_the_original_that_is_taken_back_needs_nothing() -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    translate_all(page, trainer)
    draft_of(page).get_latest_revision().publish(user=trainer)
    change_original(original, lambda steps: [*steps, {**steps[0], "id": str(steps[0]["id"])[::-1]}])
    while_changed = lag_notes(ModulePage.objects.all(), timezone.localdate())

    change_original(original, lambda steps: steps[:-1])

    assert set(while_changed) == {page.pk}
    assert lag_notes(ModulePage.objects.all(), timezone.localdate()) == {}


def test_what_is_typed_is_saved_before_changes_are_fetched(client: Client) -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    title = the_text(page, original.title)
    change_original(original, with_body(BODY.replace("Ring sedan", "Ring sedan 1177")))
    client.force_login(trainer)
    typed = {f"text-{title.id}": "Close care – å", f"initial-text-{title.id}": ""}

    url = reverse("translate_module", args=[page.pk])
    client.post(f"{url}?step=", {**typed, "action": "fetch"})

    assert lag_of(page) is None
    assert draft_of(page).title == "Close care – å"


def test_po_file_that_comes_back_unchanged_changes_nothing(client: Client) -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    translate_all(page, trainer)
    change_original(original, with_body(BODY.replace("Ring sedan", "Ring sedan 1177")))
    FetchOriginal(page=page, by=trainer).run()
    before, revisions = texts_of(page), page.revisions.count()
    client.force_login(trainer)
    url = reverse("translation_file", args=[page.pk])

    file = SimpleUploadedFile("texter.po", client.get(url).content)
    client.post(url, {"file": file})

    assert TextState.CHANGED in {text.state for text in before}
    assert texts_of(page) == before
    assert page.revisions.count() == revisions


def test_title_has_room_for_its_special_characters() -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    title = the_text(page, original.title)

    SaveTexts(page=page, texts={title.id: "&" * 51}, by=trainer).run()
    with pytest.raises(TranslationRefused):
        SaveTexts(page=page, texts={title.id: "&" * 52}, by=trainer).run()

    assert draft_of(page).title == "&" * 51


def test_what_was_changed_in_the_editor_stays(client: Client) -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    translate_all(page, trainer)
    draft = draft_of(page)
    raw = list(draft.steps.raw_data)
    raw[0] = {**raw[0], "value": {**raw[0]["value"], "title": "Start here instead"}}
    extra = {
        "type": "text",
        "id": "0d4b5b7e-0000-4000-8000-000000000001",
        "value": {"title": "For you", "body": ""},
    }
    draft.steps = ModulePage._meta.get_field("steps").to_python([*raw, extra])
    draft.save_revision()

    shown = the_text(page, "Börja här")
    SaveTexts(page=page, texts={the_text(page, "Rena händer").id: "Clean hands"}, by=trainer).run()
    change_original(original, with_body("<p>Nytt.</p>"))
    FetchOriginal(page=page, by=trainer).run()

    assert (shown.translation, shown.state) == ("Start here instead", TextState.DONE)
    titles = [step.title for step in draft_of(page).stored_steps]
    assert titles == ["Start here instead", "Proeva EN", "For you"]
    assert draft_of(page).title == "Clean hands"


def test_draft_saved_by_a_browser_counts_no_line_ends_as_changes() -> None:
    original, trainer = original_page(introduction="En rad.\nEn till."), trainer_of(None)
    page = begin(original, trainer)
    draft = draft_of(page)
    draft.introduction = draft.introduction.replace("\n", "\r\n")
    draft.save_revision()

    assert {text.state for text in texts_of(page)} == {TextState.MISSING}


def test_copy_that_was_made_before_is_taken_over_with_its_texts() -> None:
    original, trainer = original_page(), trainer_of(None)
    page = original.copy_for_translation(english())
    raw = list(page.steps.raw_data)
    raw[0] = {**raw[0], "value": {**raw[0]["value"], "title": "Start here"}}
    page.steps = ModulePage._meta.get_field("steps").to_python(raw)
    page.save_revision().publish()
    change_original(original, with_body("<p>Nytt.</p>"))
    lag = lag_of(page)
    revisions = page.revisions.count()

    taken = begin(original, trainer)

    assert lag is not None
    assert taken == page
    assert page.revisions.count() == revisions
    assert the_text(page, "Börja här").translation == "Start here"
    assert lag_of(page) is not None
    FetchOriginal(page=page, by=trainer).run()
    assert draft_of(page).stored_steps[0].title == "Start here"


def test_page_with_steps_of_its_own_is_not_taken_over() -> None:
    original = original_page()
    other = make_module_page("Clean hands", language="en", slug="rena-hander", owner=original.module.owner)

    with pytest.raises(TranslationRefused, match="egna steg"):
        begin(original, trainer_of(None))

    assert link_of(other) is None


def test_page_has_one_button_to_its_languages(operator: Person) -> None:
    page, client = original_page(), Client()
    client.force_login(operator)

    parent = page.get_parent()
    edit, explore = reverse("wagtailadmin_pages:edit", args=[page.pk]), "wagtailadmin_explore"
    shown = [client.get(url).content.decode() for url in (edit, reverse(explore, args=[parent.pk]))]

    assert all("/localize/submit/" not in text for text in shown)
    assert all(reverse("page_languages", args=[page.pk]) in text for text in shown)
