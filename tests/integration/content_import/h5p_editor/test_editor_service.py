"""The official editor as the site meets it: not set up, not answering, and sessions of others."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from content_import.h5p_service.bundle import write_bundle
from content_import.h5p_service.tickets import TicketAction, make_ticket
from courses.models import Package
from lms.h5p.queries import library_store
from lms.h5p.structure import LibraryRef
from tests.factories.h5p.form_types import choice_package_members, install_form_types
from tests.factories.people import PersonFactory
from tests.integration.content_import.h5p_editor.test_h5p_form import import_content
from tests.integration.content_import.packages.test_package_admin import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = "wagtailsnippets_courses_package"
SESSION = "0123456789abcdef" * 2


@pytest.fixture
def package(tmp_path: Path, settings: Any) -> Package:
    settings.LANGUAGE_CODE = "en"
    install_form_types(tmp_path)
    return import_content(tmp_path, choice_package_members(), None)


@pytest.fixture
def trainer_client(package: Package) -> Client:
    return signed_in(PersonFactory(is_superuser=True))


def test_site_without_the_editor_offers_and_opens_none(trainer_client: Client, package: Package) -> None:
    page = trainer_client.get(reverse(f"{NAMES}:inspect", args=[package.pk])).content.decode()

    assert "Edit in the H5P editor" not in page
    assert trainer_client.post(reverse(f"{NAMES}:h5p_open"), {"package": package.pk}).status_code == 404
    assert "is not set up here" in trainer_client.get(reverse("h5p_libraries")).content.decode()


def test_editor_that_does_not_answer_is_named_and_nothing_changes(
    trainer_client: Client, package: Package, settings: Any
) -> None:
    settings.H5P_EDITOR_URL, settings.H5P_EDITOR_SECRET = "http://127.0.0.1:9", "x" * 40

    opened = trainer_client.post(reverse(f"{NAMES}:h5p_open"), {"package": package.pk}, follow=True)

    assert "The H5P editor does not answer. What you had is unchanged." in opened.content.decode()
    assert "The H5P editor does not answer." in trainer_client.get(reverse("h5p_libraries")).content.decode()
    session = trainer_client.session
    session["h5p_editor"] = {
        SESSION: {"library": "Narlara.Choice 1.0", "package": package.pk, "label": package.label}
    }
    session.save()
    address = reverse(f"{NAMES}:h5p_session", args=[SESSION])
    saved = trainer_client.post(address, {"package-title": "Å"})
    assert "The H5P editor does not answer." in saved.content.decode()
    assert Package.objects.count() == 1
    assert signed_in(PersonFactory(is_superuser=True)).get(address).status_code == 404
    assert trainer_client.get(reverse(f"{NAMES}:h5p_session_edit", args=[SESSION])).url.startswith(
        "http://127.0.0.1:9/edit/"
    )
    assert trainer_client.post(address, {"discard": ""}).status_code == 302
    assert trainer_client.get(address).status_code == 404


def test_bundle_has_the_content_and_the_libraries_that_it_may_need(package: Package) -> None:
    target = io.BytesIO()
    store = library_store()

    write_bundle(target, ref=LibraryRef("Narlara.Set", 1, 0), package=None, store=store)
    folders = {name.split("/")[0] for name in ZipFile(target).namelist()}
    assert folders == {"Narlara.Set-1.0", "Narlara.Choice-1.0", "Narlara.Map-1.0"}

    target = io.BytesIO()
    write_bundle(target, ref=LibraryRef("Narlara.Choice", 1, 0), package=package, store=store)
    archive = ZipFile(target)
    assert json.loads(archive.read("h5p.json"))["license"] == "CC BY"
    assert {name.split("/")[0] for name in archive.namelist()} == {
        "h5p.json",
        "content",
        "Narlara.Choice-1.0",
    }


def test_tickets_differ_each_time_and_are_signed(settings: Any) -> None:
    settings.H5P_EDITOR_SECRET = "x" * 40

    tickets = {make_ticket(TicketAction.EDIT, person=1, package="a", session=SESSION) for _ in range(3)}

    assert len(tickets) == 3
    assert all(ticket.count(".") == 1 and "=" not in ticket for ticket in tickets)
