"""One command prepares an installation without demo content."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Site

from courses.models import InformationPage
from people.models import Person
from tests.factories.courses import make_page_root

pytestmark = pytest.mark.django_db


def lay_out() -> None:
    call_command("lay_out_site", stdout=StringIO())


@pytest.mark.both_engines
def test_empty_site_is_laid_out_with_the_pages_required_by_law(client: Client) -> None:
    make_page_root()

    lay_out()

    public = [client.get(path).status_code for path in ("/tillganglighet/", "/personuppgifter/")]
    client.force_login(Person.objects.create_superuser("drift"))
    opened = [client.get(path).status_code for path in ("/", "/utbildningar/", "/en/", "/cms/")]
    site = Site.objects.get(is_default_site=True)
    assert (public, opened) == ([200] * 2, [200] * 4)
    assert (site.hostname, site.port) == ("testserver", 80)


@pytest.mark.both_engines
def test_page_that_the_operator_has_completed_is_left_alone() -> None:
    make_page_root()
    lay_out()
    page = InformationPage.objects.get(slug="tillganglighet")
    page.body = "<p>Ring 0123-45 67 89.</p>"
    page.save_revision().publish()

    lay_out()

    assert InformationPage.objects.get(slug="tillganglighet").body == "<p>Ring 0123-45 67 89.</p>"
    assert InformationPage.objects.count() == 4
