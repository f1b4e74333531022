"""New modules begin with a template, whose texts no learner ever sees."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from courses.advice.rules import advice_of
from courses.editing.module_templates import MODULE_TEMPLATES
from courses.editing.new_module_views import fill_in
from courses.models import Module, ModuleIndexPage, ModulePage
from courses.modules.bulk_publishing import find_publish_errors
from courses.modules.publish_checks import run_publish_checks
from people.access.roles import GrantRole
from people.enums import RoleKind
from tests.factories.courses import ThemeFactory, make_module_page, make_site
from tests.factories.files.used_files import image
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.steps.content import content
from tests.factories.steps.questions import screen

pytestmark = pytest.mark.django_db
FILLED = [template for template in MODULE_TEMPLATES if template.key != "empty"]


@pytest.fixture
def catalogue() -> ModuleIndexPage:
    make_site()
    return ModuleIndexPage.objects.get(locale__language_code="sv")


def draft_of(template_key: str, catalogue: ModuleIndexPage) -> ModulePage:
    """A saved draft with the content of a template."""
    page = ModulePage(title="Vändning", live=False, locale=catalogue.locale)
    fill_in(page, next(each for each in MODULE_TEMPLATES if each.key == template_key))
    page.module = Module.objects.create(slug=f"vandning-{template_key.replace('_', '-')}")
    catalogue.add_child(instance=page)
    page.save_revision(clean=False)
    return page


def test_page_offers_each_template_and_opens_the_editor_with_it(
    client: Client, catalogue: ModuleIndexPage
) -> None:
    trainer, municipality = PersonFactory(), MunicipalityFactory()
    GrantRole(person=trainer, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    client.force_login(trainer)
    theme = ThemeFactory(slug="hygien")

    offered = client.get(reverse("new_module")).content.decode()

    for template in MODULE_TEMPLATES:
        address = reverse("new_module_from", args=[template.key])
        assert f'href="{address}"' in offered
        page = client.get(address).context["form"].instance
        assert (page.locale, page.minutes) == (catalogue.locale, template.minutes)
        assert [step.block_type for step in page.steps] == [step["type"] for step in template.make_steps()]
        assert list(page.themes.all()) == [theme]
    assert reverse("new_module") in client.get(reverse("wagtailadmin_home")).content.decode()
    assert ModulePage.objects.count() == 0  # nothing is stored before the editor saves


def test_new_module_is_refused_to_others_and_for_unknown_templates(
    client: Client, catalogue: ModuleIndexPage
) -> None:
    client.force_login(PersonFactory())
    refused = [client.get(reverse(name, args=args)).status_code for name, args in _pages()]
    client.force_login(PersonFactory(is_superuser=True))

    assert refused == [403, 403]
    assert client.get(reverse("new_module_from", args=["finns-inte"])).status_code == 404
    assert client.post(reverse("new_module_from", args=["case"])).status_code == 405


def _pages() -> list[tuple[str, list[str]]]:
    return [("new_module", []), ("new_module_from", ["case"])]


@pytest.mark.parametrize("key", [template.key for template in FILLED])
def test_texts_of_a_template_are_marked_and_never_published(key: str, catalogue: ModuleIndexPage) -> None:
    page = draft_of(key, catalogue)

    with translation.override("sv"):
        reasons, errors = run_publish_checks(page), find_publish_errors(page)
        marked = {each.step for each in advice_of(page) if "mallen" in each.sentence}
    page.get_latest_revision().publish()  # as a scheduled publication does

    titles = {step.value["title"] for step in page.steps}
    assert all(title in reasons[0] for title in titles)
    assert marked == {"", *titles}
    assert "Ett steg är inte klart. Öppna sidan, så ser du vilket." in errors
    assert not ModulePage.objects.get(pk=page.pk).live


def test_template_with_own_texts_can_be_published(catalogue: ModuleIndexPage) -> None:
    page = draft_of("routine", catalogue)
    own = json.loads(json.dumps(list(page.steps.raw_data)).replace("\\u270e ", ""))
    page.steps = ModulePage._meta.get_field("steps").to_python(own)
    page.introduction, page.aims = "Så gör du.", "<p>Kunna rutinen.</p>"
    page.themes.add(ThemeFactory(slug="hygien"))
    page.save_revision()

    assert (run_publish_checks(page), find_publish_errors(page)) == ([], [])
    page.get_latest_revision().publish()
    assert ModulePage.objects.get(pk=page.pk).module.versions.get().title == "Vändning"


def test_module_with_a_picture_is_checked_and_can_be_published() -> None:
    shown = {"image": image("Säng").pk, "decorative": False, "alt_text": "En säng"}
    page = make_module_page(steps=[screen(content("picture", {"image": shown, "caption": ""}))])

    with translation.override("sv"):
        assert find_publish_errors(page) == []
        page.steps[0].value["content"][0].value["caption"] = "✎ Vad bilden visar"
        assert find_publish_errors(page) == ["Ett steg är inte klart. Öppna sidan, så ser du vilket."]
