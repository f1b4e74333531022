"""What was done in a translation's own page stays when its texts are saved in the translator."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.exceptions import TranslationRefused
from courses.languages.actions import FetchOriginal, SaveTexts
from courses.languages.texts import TextState
from courses.models import ModulePage
from people.models import Person
from tests.factories.steps.questions import text
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


def raw_of(page: ModulePage) -> list[dict[str, Any]]:
    return list(draft_of(page).steps.raw_data)


def edit(page: ModulePage, steps: list[dict[str, Any]] | None = None, **fields: Any) -> None:
    """Save the draft as the page's editor does."""
    draft = draft_of(page)
    for name, value in fields.items():
        setattr(draft, name, value)
    if steps is not None:
        draft.steps = ModulePage._meta.get_field("steps").to_python(steps)
    draft.save_revision()


def with_values(step: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {**step, "value": {**step["value"], **values}}


def translated() -> tuple[ModulePage, ModulePage, Person]:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    translate_all(page, trainer)
    return original, page, trainer


def save_title(page: ModulePage, trainer: Person, title: str = "Clean hands") -> None:
    SaveTexts(page=page, texts={the_text(page, "Rena händer").id: title}, by=trainer).run()


def with_added_text(step: dict[str, Any]) -> dict[str, Any]:
    return with_values(
        step, content=[*step["value"]["content"], {**text("<p>Only here.</p>"), "id": "added"}]
    )


def test_save_keeps_blocks_and_texts_that_the_draft_has_alone(client: Client) -> None:
    _original, page, trainer = translated()
    first, second = raw_of(page)
    body = "<p>Read <b>it</b>.</p><p>Call.</p><p>A third one.</p>"
    own = {"aims": "<p>Aims</p>", "seo_title": "Hands in English"}
    edit(page, [with_values(first, body=body), with_added_text(second)], **own)

    save_title(page, trainer)
    FetchOriginal(page=page, by=trainer).run()

    draft = draft_of(page)
    assert (draft.title, draft.seo_title, "Aims" in draft.aims) == ("Clean hands", "Hands in English", True)
    steps = raw_of(page)
    assert "A third one" in steps[0]["value"]["body"]
    assert [item["id"] for item in steps[1]["value"]["content"]][-1] == "added"
    kept = [each for each in texts_of(page) if each.is_kept]
    assert {each.step for each in kept} == {"", first["id"], second["id"]}  # the aims are others too
    with pytest.raises(TranslationRefused):
        SaveTexts(page=page, texts={kept[0].id: "Lost"}, by=trainer).run()
    client.force_login(trainer)
    shown = client.get(reverse("translate_module", args=[page.pk]), {"step": second["id"]}).content.decode()
    assert "<textarea" not in shown
    assert "Öppna sidans redigerare" in shown


def test_deleted_step_stays_deleted_and_its_texts_are_not_left() -> None:
    original, page, trainer = translated()
    edit(page, raw_of(page)[1:])

    save_title(page, trainer)
    FetchOriginal(page=page, by=trainer).run()

    assert [step.id for step in draft_of(page).stored_steps] == [original.stored_steps[1].id]
    assert {each.step for each in texts_of(page)} == {"", original.stored_steps[1].id}


def test_save_without_a_change_makes_no_revision() -> None:
    _original, page, trainer = translated()
    before = page.revisions.count()

    translate_all(page, trainer)
    SaveTexts(page=page, texts={}, by=trainer).run()

    assert page.revisions.count() == before


def test_correction_back_to_the_wording_of_the_original_stays() -> None:
    _original, page, trainer = translated()
    first, second = raw_of(page)
    edit(page, [with_values(first, title="Börja här", body=BODY), second])

    save_title(page, trainer)

    value = raw_of(page)[0]["value"]
    assert (value["title"], "Ring sedan.</p>" in value["body"]) == ("Börja här", True)
    assert the_text(page, "Börja här").state == TextState.DONE


def test_wholly_bold_translation_stays_bold_and_can_be_changed() -> None:
    _original, page, trainer = translated()
    target = the_text(page, "Ring sedan")
    SaveTexts(page=page, texts={target.id: "<b>Call.</b>"}, by=trainer).run()

    save_title(page, trainer)

    assert "<b>Call.</b>" in raw_of(page)[0]["value"]["body"]
    assert the_text(page, "Ring sedan").translation == "<b>Call.</b>"
    SaveTexts(page=page, texts={target.id: "Phone."}, by=trainer).run()
    assert "<b>" not in raw_of(page)[0]["value"]["body"].split("Phone.")[0][-5:]


def test_copy_with_other_parts_in_a_step_is_not_taken_over() -> None:
    original, trainer = original_page(), trainer_of(None)
    page = original.copy_for_translation(english())
    first, second = list(page.steps.raw_data)
    page.steps = ModulePage._meta.get_field("steps").to_python([first, with_added_text(second)])
    page.save_revision().publish()

    with pytest.raises(TranslationRefused, match="andra delar"):
        begin(original, trainer)
