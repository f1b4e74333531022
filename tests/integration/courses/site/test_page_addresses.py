"""Pages of any title have ASCII slugs and URLs that open."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from content_import.packages.publishing import publish_as_module
from courses.models import (
    HomePage,
    InformationPage,
    Module,
    ModuleIndexPage,
    ModulePage,
    SeminarIndexPage,
    SeminarPage,
)
from courses.modules.actions import save_module
from tests.factories.courses import PackageFactory, make_module_page, make_page_root, make_site
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_seminar_index

pytestmark = pytest.mark.django_db

TITLES = ("Förebygg fall hemma", "日本語", "😀", "å" * 255, "Så gör du: 100 % rätt / fel?", "…")
STEPS = [("text", {"title": "Börja här", "body": "<p>Åka.</p>"})]


def module_values() -> dict[str, Any]:
    module = save_module(page=ModulePage(title="Före"), owner=None, valid_months=None)
    return {"module": module, "introduction": "Å", "minutes": 5, "aims": "Å", "audience": "Å", "steps": STEPS}


#: where a page of each type lies, and what it must have beside its title
PLACES: dict[type[Page], tuple[Any, Any]] = {
    HomePage: (make_page_root, dict),
    ModuleIndexPage: (HomePage.objects.first, dict),
    SeminarIndexPage: (HomePage.objects.first, dict),
    InformationPage: (HomePage.objects.first, lambda: {"body": "<p>Åka.</p>"}),
    ModulePage: (ModuleIndexPage.objects.first, module_values),
    SeminarPage: (make_seminar_index, lambda: {"kind": "seminar"}),
}


def page_types() -> set[type[Page]]:
    ours = {"courses", "demo", "search", "content_import"}
    return {model for model in apps.get_models() if issubclass(model, Page) and model._meta.app_label in ours}


def test_page_types_have_a_place_in_this_test() -> None:
    assert set(PLACES) == page_types()


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("model", PLACES, ids=lambda model: model.__name__)
def test_page_with_any_title_gets_an_address_that_opens(
    client: Client, model: type[Page], title: str
) -> None:
    make_site()
    client.force_login(PersonFactory(is_superuser=True))
    place, values = PLACES[model]

    page = place().add_child(instance=model(title=title, **values()))
    page.save_revision().publish()

    page.refresh_from_db()
    assert page.slug.isascii()
    if model is not HomePage:  # a second start page in a language has no address
        assert client.get(page.url).status_code == 200
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


@pytest.mark.parametrize("model", PLACES, ids=lambda model: model.__name__)
@pytest.mark.both_engines
def test_page_given_a_slug_with_swedish_letters_converts_it(model: type[Page]) -> None:
    make_site()
    place, values = PLACES[model]

    page = place().add_child(instance=model(title="Å", slug="förebygg-fall-å-ä", **values()))

    assert page.slug == "forebygg-fall-a-a"


@pytest.mark.both_engines
def test_page_whose_converted_slug_is_taken_is_refused() -> None:
    make_site()
    parent = HomePage.objects.first()
    parent.add_child(instance=InformationPage(title="Förebygg", body="<p>Å</p>"))

    with pytest.raises(ValidationError):
        parent.add_child(instance=InformationPage(title="Å", slug="förebygg", body="<p>Å</p>"))


def test_module_page_with_swedish_title_is_started_by_its_slug(client: Client) -> None:
    page = make_module_page("Förebygg fall hemma", slug=None)
    module = save_module(page=ModulePage(title="Förebygg fall hemma"), owner=None, valid_months=None)
    client.force_login(PersonFactory())

    assert (page.slug, module.slug) == ("forebygg-fall-hemma", "forebygg-fall-hemma")
    assert client.get(page.url).status_code == 200


def test_modules_with_the_same_long_title_get_slugs_of_their_own() -> None:
    page = ModulePage(title="å" * 255)

    modules = [save_module(page=page, owner=None, valid_months=None) for _ in range(11)]

    slugs = [module.slug for module in modules]
    assert (slugs[0], slugs[1], slugs[10]) == ("a" * 120, "a" * 118 + "-2", "a" * 117 + "-11")


def test_package_with_swedish_title_is_published_with_an_ascii_slug() -> None:
    make_site()

    publish_as_module(package=PackageFactory(title="Ærligt bemötande på Öckerö"))

    assert Module.objects.get().slug == "aerligt-bemotande-pa-ockero"


@pytest.mark.both_engines
def test_slug_of_a_renamed_page_leaves_a_redirect(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    page = make_module_page("Samtalet")
    client.force_login(PersonFactory())
    before = page.url

    with django_capture_on_commit_callbacks(execute=True):
        page.slug = "samtal-om-döden"
        page.save_revision().publish()

    answer = client.get(before)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/utbildningar/samtal-om-doden/")
