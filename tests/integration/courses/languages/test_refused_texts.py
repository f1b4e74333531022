"""Translated texts, PO files and addresses that must not change or show anything."""

from __future__ import annotations

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.exceptions import TranslationRefused
from courses.languages.actions import ImportTexts, SaveTexts, StartTranslation
from courses.languages.links import link_of
from courses.languages.po_files import MAX_BYTES, PoEntry, read_po
from courses.languages.texts import TextState
from people.models import Person
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.steps.translations import (
    begin,
    draft_of,
    original_page,
    texts_of,
    the_text,
    trainer_of,
    translate_all,
)

pytestmark = pytest.mark.django_db


ATTACKS = (
    "<script>alert(1)</script>",
    'Read <b onclick="alert(1)">it</b>',
    '<a href="javascript:alert(1)">x</a>',
    '<a id="a9">x</a>',
    "<img src=x onerror=alert(1)>",
    "<!-- x -->",
    "nul \0",
    '<a id="a1">x <a id="a1">y</a></a>',
    "<b>not closed",
    "<b>" * 500 + "x" + "</b>" * 500,
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


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Läs <b>planen</b>", "Call {{ kommun.finns_inte }}"),  # a local value that is not defined
        ("Före och efter varje patient", "Bara på morgonen"),  # two options with the same text
    ],
    ids=["value", "options"],
)
def test_translation_that_breaks_a_step_stays_a_draft(source: str, translation: str) -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    translate_all(page, trainer)
    given = {the_text(page, source).id: translation}
    if source.startswith("Före"):
        given[the_text(page, "Bara på morgonen").id] = translation
    SaveTexts(page=page, texts=given, by=trainer).run()

    draft_of(page).get_latest_revision().publish(user=trainer)

    page.refresh_from_db()
    assert (page.live, page.first_published_at) == (False, None)


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


def test_text_typed_for_a_place_that_is_gone_is_shown_and_not_saved(client: Client) -> None:
    original, trainer = original_page(), trainer_of(None)
    page = begin(original, trainer)
    client.force_login(trainer)
    before = page.revisions.count()

    answer = {"text-99999999": "Typed for long", "initial-text-99999999": "", "action": "save"}
    response = client.post(f"{reverse('translate_module', args=[page.pk])}?step=", answer)

    assert (response.status_code, "Typed for long" in response.content.decode()) == (200, True)
    assert page.revisions.count() == before


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


def test_translation_into_no_language_or_its_own_is_refused(client: Client) -> None:
    original, trainer = original_page(), trainer_of(None)
    client.force_login(trainer)
    url = reverse("page_languages", args=[original.pk])

    answers = [client.post(url, {"language": code}).status_code for code in ("sv", "xx", "\0", "")]
    with pytest.raises(TranslationRefused):
        StartTranslation(original=original, locale=original.locale, by=trainer).run()

    assert answers == [404] * 4
    assert link_of(original) is None
