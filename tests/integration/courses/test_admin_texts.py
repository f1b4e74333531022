"""Swedish texts of Wagtail's admin: plural names of models, and its JavaScript."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

from people.models import Person
from tests.factories.people import PersonFactory


@pytest.fixture
def editor(db: None) -> Person:
    person = PersonFactory(first_name="Åsa", last_name="Öberg")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return Person.objects.get(pk=person.pk)


def test_models_in_the_admin_have_a_plural_of_their_own() -> None:
    models = [model for model in get_page_models() if model.__module__.startswith("courses")]
    models += get_snippet_models()

    with override("sv"):
        names = {str(model._meta.verbose_name): str(model._meta.verbose_name_plural) for model in models}

    assert names["utbildningssida"] == "utbildningssidor"
    assert [name for name, plural in names.items() if plural == f"{name}s"] == []


def test_javascript_of_the_admin_is_in_swedish(editor: Person) -> None:
    client = Client()
    client.force_login(editor)

    catalogue = client.get(reverse("wagtailadmin_javascript_catalog"), headers={"accept-language": "sv"})

    assert catalogue.status_code == 200
    for text in ("Ändringarna är sparade.", "Det blev ett fel i nätet."):
        assert json.dumps(text) in catalogue.content.decode()


def test_account_page_of_the_admin_offers_no_other_time_zone(editor: Person) -> None:
    client = Client()
    client.force_login(editor)

    page = client.get(reverse("wagtailadmin_account"))

    # Debian lists the zone “localtime”, which no browser takes: its error would stop the page's script.
    assert page.status_code == 200
    assert "localtime" not in page.content.decode()
