"""The operators' page of installed H5P libraries: what uses them, who lacks one, and removal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from content_import.h5p.installing import INSTALL_LOCK
from content_import.h5p.library_use import library_list
from lms.h5p.models import H5PLibrary
from tests.factories.h5p.archives import BASE, PAGE, QUIZ, Library, install, make_h5p_package
from tests.factories.people import PersonFactory
from tests.held_locks import locked_by_another
from tests.integration.content_import.packages.test_package_admin import signed_in, trainer

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/cms/h5p-libraries/"


@pytest.fixture
def operator(settings: Any) -> Client:
    settings.LANGUAGE_CODE = "en"
    return signed_in(PersonFactory(is_superuser=True))


def rows(client: Client) -> dict[str, list[str]]:
    page = BeautifulSoup(client.get(URL).content, "html.parser")
    found = {}
    for row in page.select("table.listing tbody tr"):
        cells = [" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("th, td")]
        found[f"{cells[0]} {cells[1]}"] = cells[2:]
    return found


def test_list_says_what_uses_each_library_and_its_policy(operator: Client, tmp_path: Path) -> None:
    install(tmp_path, BASE, QUIZ, PAGE, Library("EmbeddedJS"))
    install(tmp_path, Library(QUIZ.name, (1, 2, 4), QUIZ.needs, QUIZ.script))
    make_h5p_package(tmp_path)

    assert reverse("h5p_libraries") == URL
    assert rows(operator) == {
        "EmbeddedJS EmbeddedJS 1.0.0": ["may compile text unsafe-eval", "Nothing", "Remove EmbeddedJS 1.0.0"],
        "Base Narlara.Base 1.0.2": [
            "ordinary",
            "1 package Fallolyckor på Björkgården (v1) Loaded with Narlara.Page 2.0, Narlara.Quiz 1.2",
            "In use",
        ],
        "Page Narlara.Page 2.0.0": ["ordinary", "Nothing", "Remove Narlara.Page 2.0.0"],
        "Quiz Narlara.Quiz 1.2.3 replaced by a newer one": [
            "ordinary",
            "Nothing",
            "Remove Narlara.Quiz 1.2.3",
        ],
        "Quiz Narlara.Quiz 1.2.4": ["ordinary", "1 package Fallolyckor på Björkgården (v1)", "In use"],
    }


def test_library_is_removed_only_while_nothing_uses_it(operator: Client, tmp_path: Path) -> None:
    install(tmp_path)
    make_h5p_package(tmp_path)
    page, base = (H5PLibrary.objects.get(machine_name=each.name) for each in (PAGE, BASE))

    with locked_by_another(INSTALL_LOCK):
        assert "installed" in operator.post(URL, {"library": page.pk}, follow=True).content.decode()
    assert H5PLibrary.objects.ready().count() == 3
    refused = operator.post(URL, {"library": base.pk}, follow=True)
    assert "Narlara.Base 1.0.2 is used by packages" in refused.content.decode()
    removed = operator.post(URL, {"library": page.pk}, follow=True)
    assert "Narlara.Page 2.0.0 is removed." in removed.content.decode()
    assert [library.machine_name for library in H5PLibrary.objects.all()] == [BASE.name, QUIZ.name]
    assert not storages["packages"].exists(f"{page.label}/library.json")
    assert storages["packages"].exists(f"{base.label}/library.json")
    assert operator.post(URL, {"library": "x"}).status_code == 404


def test_package_that_lacks_a_library_is_named(operator: Client, tmp_path: Path) -> None:
    install(tmp_path)
    make_h5p_package(tmp_path)
    H5PLibrary.objects.filter(machine_name=BASE.name).delete()

    lack = BeautifulSoup(operator.get(URL).content, "html.parser").select_one("#h5p-lacks ~ ul li")

    assert lack is not None
    assert lack.text == "Fallolyckor på Björkgården (v1): Narlara.Base 1.0"


def test_list_takes_as_many_queries_for_three_packages_as_for_one(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    install(tmp_path)
    for number in (1, 2, 3):
        make_h5p_package(tmp_path, title=f"Paket {number}")
        with django_assert_num_queries(5):
            base = next(use for use in library_list().uses if use.library.machine_name == BASE.name)
        assert len(base.packages) == number


def test_trainer_has_no_list_of_libraries() -> None:
    client = signed_in(trainer())

    assert client.get(URL).status_code == 302
    assert "h5p-libraries" not in client.get(reverse("wagtailadmin_home")).content.decode()
