"""A module is translated text by text in a draft, follows its original, and is published by its editor."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from courses.exceptions import TranslationRefused
from courses.languages.actions import FetchOriginal, ImportTexts, SaveTexts, StartTranslation
from courses.languages.lag import lag_notes, lag_of
from courses.languages.links import link_of
from courses.languages.po_files import MAX_BYTES, PoEntry, read_po
from courses.languages.texts import Text, TextState, TranslatedTexts
from courses.models import ModulePage, ModuleVersion
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import make_module_page
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.steps.exports import exported_page
from tests.factories.steps.questions import screen, single_choice, text

pytestmark = pytest.mark.django_db

EXTRA_STEP = "0d4b5b7e-0000-4000-8000-000000000001"
BODY = '<p>Läs <b>planen</b> på <a href="https://exempel.se/plan">sidan</a>.</p><p>Ring sedan.</p>'


def trainer_of(municipality: Municipality | None) -> Person:
    person = PersonFactory()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return Person.objects.get(pk=person.pk)


def english() -> Locale:
    return Locale.objects.get(language_code="en")


def original_page(**values: Any) -> ModulePage:
    steps = [("text", {"title": "Börja här", "body": BODY}), screen(text(), single_choice(), title="Pröva")]
    return make_module_page("Rena händer", slug="rena-hander", steps=steps, **values)


def begin(original: ModulePage, by: Person) -> ModulePage:
    page = StartTranslation(original=original, locale=english(), by=by).run()
    assert isinstance(page, ModulePage)
    return page


def texts_of(page: ModulePage) -> list[Text]:
    link = link_of(ModulePage.objects.get(pk=page.pk))
    assert link is not None
    return TranslatedTexts(link).texts


def the_text(page: ModulePage, source: str) -> Text:
    return next(text for text in texts_of(page) if source in text.source)


def draft_of(page: ModulePage) -> ModulePage:
    draft: ModulePage = ModulePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return draft


def translate_all(page: ModulePage, by: Person) -> None:
    texts = {each.id: f"{each.source} EN".replace("ö", "oe") for each in texts_of(page)}
    SaveTexts(page=page, texts=texts, by=by).run()


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


ATTACKS = (
    "<script>alert(1)</script>",
    'Read <b onclick="alert(1)">it</b>',
    '<a href="javascript:alert(1)">x</a>',
    '<a id="a9">x</a>',
    "<img src=x onerror=alert(1)>",
    "<!-- x -->",
    "nul \0",
)


def test_script_in_a_formatted_text_is_refused_beside_it(client: Client) -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    client.force_login(trainer)
    target = the_text(page, "planen")
    before = page.revisions.count()

    for attack in ATTACKS:
        answer = {f"text-{target.id}": attack, f"initial-text-{target.id}": "", "action": "save"}
        response = client.post(f"{reverse('translate_module', args=[page.pk])}?step={target.step}", answer)
        with pytest.raises(TranslationRefused):
            SaveTexts(page=page, texts={target.id: attack}, by=trainer).run()
        entry = PoEntry(target.path, target.source, attack)
        imported = ImportTexts(page=page, entries=[entry], by=trainer).run()
        assert response.status_code == 200, attack
        assert response.context["form"].errors, attack
        assert (imported.stored, len(imported.refused)) == (0, 1), attack

    assert page.revisions.count() == before


def test_tags_in_a_plain_text_stay_text() -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)

    SaveTexts(page=page, texts={the_text(page, "Börja här").id: "<script>x</script> & y"}, by=trainer).run()

    assert draft_of(page).stored_steps[0].title == "<script>x</script> & y"
    assert the_text(page, "Börja här").translation == "<script>x</script> & y"


def test_po_file_goes_out_and_comes_back(client: Client) -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    client.force_login(trainer)
    url = reverse("translation_file", args=[page.pk])
    parsed = polib.pofile("\n" + client.get(url).content.decode())
    for entry in parsed:
        entry.msgstr = entry.msgid + " EN"

    upload = SimpleUploadedFile("texter.po", str(parsed).encode())
    response = client.post(url, {"file": upload}, follow=True)

    assert "texter är sparade i utkastet" in response.content.decode()
    assert {text.state for text in texts_of(page)} == {TextState.DONE}
    assert "https://exempel.se/plan" in draft_of(page).steps.raw_data[0]["value"]["body"]


BAD_FILES = {
    "empty": b"",
    "binary": b"\x00\x01",
    "path": b"/etc/passwd",
    "broken": b'msgid "x"\nmsgstr',
    "not UTF-8": b"\xff\xfe",
    "foreign": b'msgid ""\nmsgstr ""\n',
    "large": b"a" * (MAX_BYTES + 1),
}


def test_bad_po_file_is_refused_with_a_sentence(client: Client) -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    client.force_login(trainer)

    url = reverse("translation_file", args=[page.pk])

    for name, content in BAD_FILES.items():
        response = client.post(url, {"file": SimpleUploadedFile("texter.po", content)}, follow=True)
        assert response.status_code == 200, name
        assert [message.level_tag for message in response.context["messages"]] == ["error"], name
        with pytest.raises(TranslationRefused):
            read_po(content, translation="x")


def test_pages_of_wagtail_localize_are_closed_and_its_editor_stays_away(client: Client) -> None:
    original = original_page()
    operator = Person.objects.create_superuser("drift", password="x")
    page = begin(original, operator)
    link = link_of(page)
    assert link is not None
    client.force_login(operator)
    segment = texts_of(page)[0].id
    closed = {
        "update_translations": [link.source.pk],
        "edit_string_translation": [link.translation.pk, segment],
        "download_pofile": [link.translation.pk],
        "upload_pofile": [link.translation.pk],
        "preview_translation": [link.translation.pk],
        "stop_translation": [link.translation.pk],
        "machine_translate": [link.translation.pk],
        "convert_to_alias": [page.pk],
        "translations_report": [],
        "snippets_api_listing": ["courses", "questionbank"],
    }
    for name, arguments in closed.items():
        url = reverse(f"wagtail_localize:{name}", args=arguments)
        assert {client.get(url).status_code, client.post(url).status_code} == {404}, name

    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(edit, {"localize-restart-translation": "1", "action": "publish"}).status_code == 404
    assert (
        client.get(reverse("wagtail_localize:submit_page_translation", args=[original.pk])).status_code == 200
    )
    link.translation.refresh_from_db()
    assert not link.translation.enabled


def test_other_municipalitys_trainer_sees_and_changes_nothing(client: Client) -> None:
    original = original_page(owner=MunicipalityFactory())
    trainer = trainer_of(original.module.owner)
    page = begin(original, trainer)
    before = page.revisions.count()

    seen = []
    for person in (trainer_of(MunicipalityFactory()), PersonFactory()):
        client.force_login(person)
        for name, key in (
            *(("translate_module", page.pk), ("translation_file", page.pk), ("page_languages", page.pk)),
            *(("page_languages", original.pk), ("submit_page", original.pk)),
        ):
            url = reverse(name, args=[key])
            data = {"language": "en", "action": "fetch"}
            seen += [client.get(url).status_code, client.post(url, data).status_code]
    client.force_login(trainer)
    own = client.get(reverse("translate_module", args=[page.pk])).status_code

    assert own == 200
    assert set(seen) <= {302, 403, 404}
    assert 302 not in seen[:10]
    assert page.revisions.count() == before
