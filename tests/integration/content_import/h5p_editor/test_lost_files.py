"""Stored files of H5P content are missing or damaged: what the author reads, and where."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from content_import.packages.storing import delete_files
from courses.models import Package
from lms.h5p.models import H5PLibrary
from tests.factories.files.used_files import image
from tests.factories.h5p.form_types import choice_package_members, install_form_types
from tests.factories.people import PersonFactory
from tests.integration.content_import.h5p_editor.test_h5p_form import (
    edit_url,
    errors_of,
    import_content,
    values_of,
)
from tests.integration.content_import.packages.test_package_admin import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = "wagtailsnippets_courses_package"
ADVICE = "Import the package again from the file that you have of it."


@pytest.fixture
def package(tmp_path: Path, settings: Any) -> Package:
    settings.LANGUAGE_CODE = "en"
    settings.H5P_EDITOR_URL, settings.H5P_EDITOR_SECRET = "http://127.0.0.1:9", "x" * 40
    install_form_types(tmp_path)
    return import_content(tmp_path, choice_package_members(), None)


@pytest.fixture
def client(package: Package) -> Client:
    return signed_in(PersonFactory(is_superuser=True))


def replace(package: Package, name: str, data: bytes | None) -> None:
    """Put other bytes, or None for no file, in the place of a stored file."""
    path = f"{package.label}/{name}"
    storages["packages"].delete(path)
    if data is not None:
        storages["packages"].save(path, io.BytesIO(data))  # type: ignore[arg-type]  # a file


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("content/content.json", None),
        ("content/content.json", b"[" * 99_999),
        ("content/content.json", b"\xff\xfe"),
        ("h5p.json", b"[]"),
        ("h5p.json", b'{"a": '),
    ],
    ids=["missing", "deep", "bytes", "list", "cut"],
)
def test_package_with_a_lost_file_says_so_where_it_is_replaced(
    client: Client, package: Package, name: str, data: bytes | None
) -> None:
    values = values_of(client.get(edit_url(package)).content)
    replace(package, name, data)

    answers = [
        client.get(edit_url(package), follow=True),
        client.post(reverse(f"{NAMES}:h5p_open"), {"package": package.pk}, follow=True),
        client.post(edit_url(package), {**values, "$.answers[0].text": "Åska"}),
    ]

    pages = [answer.content.decode() for answer in answers]
    assert [(f": {name}. {ADVICE}" in page, answers[0].status_code) for page in pages] == [(True, 200)] * 3
    inspect = reverse(f"{NAMES}:inspect", args=[package.pk])
    assert [answer.redirect_chain for answer in answers[:2]] == [[(inspect, 302)]] * 2  # type: ignore[attr-defined]
    assert f"?renews={package.pk}" in pages[0]
    assert "Åska" in pages[2]
    assert Package.objects.count() == 1


def test_library_with_lost_files_is_named_and_nothing_is_opened(client: Client, package: Package) -> None:
    delete_files(H5PLibrary.objects.get(machine_name="Narlara.Choice").label)

    for posted in ({"package": package.pk}, {"library": "Narlara.Choice 1.0"}):
        page = client.post(reverse(f"{NAMES}:h5p_open"), posted, follow=True).content.decode()
        assert "Files of Narlara.Choice 1.0 are missing. Those who run the site install it again." in page


def test_chosen_picture_without_its_file_is_refused_at_its_field(client: Client, package: Package) -> None:
    values, picture = values_of(client.get(edit_url(package)).content), image()
    picture.file.storage.delete(picture.file.name)

    page = client.post(edit_url(package), {**values, "$.picture.file.chosen": str(picture.pk)})

    sentence = f"The file of “{picture.title}” is missing. Choose another one, or upload it again."
    assert errors_of(page.content) == [sentence]
    assert Package.objects.count() == 1
