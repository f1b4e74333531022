"""Publishing several pages at once, some of which are unfinished."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from courses.models import ModulePage
from people.models import Person
from tests.factories.courses import make_module_page
from tests.integration.courses.modules.test_module_admin import create, form

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(Person.objects.create_superuser("drift", password="x"))
    return client


def draft(title: str, **unfinished: object) -> ModulePage:
    page = make_module_page(title)
    page.unpublish()
    for name, value in unfinished.items():
        setattr(page, name, value)
    page.save_revision(clean=False)
    return page


def publish(client: Client, *pages: ModulePage, below: str = "") -> list[str]:
    """Publish the pages as the list of pages does; return what it says afterwards."""
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    chosen = "&".join(f"id={page.pk}" for page in pages)
    response = client.post(f"{url}?{chosen}&next=/cms/", {"include_descendants": below})
    assert response.status_code == 302
    return [" ".join(strip_tags(str(message)).split()) for message in get_messages(response.wsgi_request)]


def is_live(page: ModulePage) -> bool:
    page.refresh_from_db()
    return bool(page.live)


def test_bulk_publishing_with_an_unfinished_draft_publishes_the_others(operator: Client) -> None:
    unfinished = draft("Samtalet", introduction="", audience="")
    finished = draft("Maten")

    said = publish(operator, unfinished, finished)

    assert (is_live(unfinished), is_live(finished)) == (False, True)
    assert said == [
        "”Samtalet” publicerades inte. Fyll först i: ingress, för vem.",
        "1 sida är publicerad.",
    ]
    assert unfinished.module.versions.count() == 1


@pytest.mark.both_engines
def test_bulk_publishing_of_a_catalogue_lists_unfinished_drafts(operator: Client) -> None:
    without_steps, finished = draft("Samtalet", steps=[]), draft("Maten")

    said = publish(operator, without_steps.get_parent(), below="on")

    assert (is_live(without_steps), is_live(finished)) == (False, True)
    assert said[0] == (
        "”Samtalet” publicerades inte. Lägg till minst ett steg innan du publicerar: en text, en film eller "
        "ett paket."
    )


def test_bulk_publishing_of_a_draft_with_an_unfinished_step_says_so(operator: Client) -> None:
    page = draft("Samtalet", steps=[("package", {"title": "Paketet", "package": None})])

    said = publish(operator, page)

    assert said == ["”Samtalet” publicerades inte. Ett steg är inte klart. Öppna sidan, så ser du vilket."]
    assert not is_live(page)


def test_bulk_publishing_of_a_new_draft_from_the_editor_publishes_it(operator: Client) -> None:
    catalogue = make_module_page("Maten").get_parent()
    data = form("Börja")
    del data["action-publish"]
    create(operator, catalogue.specific, data)
    page = ModulePage.objects.get(slug="samtalet")

    said = publish(operator, page)

    assert (is_live(page), page.module.versions.count()) == (True, 1)
    assert said[-1] == "1 sida är publicerad."
