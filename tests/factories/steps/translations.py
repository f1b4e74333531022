"""A module and its translation, for tests of translations."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale

from courses.languages.actions import SaveTexts, StartTranslation
from courses.languages.links import link_of
from courses.languages.texts import Text, TranslatedTexts
from courses.models import ModulePage
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import make_module_page
from tests.factories.people import PersonFactory
from tests.factories.steps.questions import screen, single_choice, text

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
