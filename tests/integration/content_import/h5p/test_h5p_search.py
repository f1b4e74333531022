"""Texts of H5P packages in the search."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command

from content_import.h5p.reading import CONTENT as CONTENT_FILE
from content_import.packages.actions import ImportPackage
from courses.models import Module, ModuleIndexPage, ModulePage, Package, PackagePassage
from lms.h5p.models import H5PLibrary
from people.models import Municipality, Person
from search.indexing.actions import rebuild_index
from search.models import Passage
from search.results.results import PageResult
from search.retrieval.queries import search
from tests.factories.h5p.archives import reference, write_h5p
from tests.factories.h5p.form_types import CONTENT, SET, choice_package_members, install_form_types
from tests.factories.packages import approve, write_zip
from tests.factories.people import EmploymentFactory, PersonFactory, first_employer
from tests.factories.seminars import make_seminar_index

pytestmark = pytest.mark.django_db(transaction=True)

QUESTIONS = {
    "intro": "Sittdyna",
    "questions": [
        {"library": "Narlara.Choice 1.0", "params": CONTENT, "metadata": {"title": "Hissens larm"}},
        {
            "library": "Narlara.Choice 1.0",
            "params": {**CONTENT, "question": "<p>Vilken <b>lyft</b>sele\0 passar?</p>"},
        },
    ],
    "feedback": [{"from": 0, "text": "Utmärkt"}],
}


def publish_module(folder: Path, owner: Municipality) -> ModulePage:
    """Publish a module with a step of a set of questions."""
    needs = {"preloadedDependencies": [reference("Narlara.Set 1.0"), reference("Narlara.Choice 1.0")]}
    archive = write_h5p(folder / "fragor.h5p", SET, libraries=[], content=QUESTIONS, definition=needs)
    package = approve(ImportPackage(archive=archive, title="", by=None, owner=owner).run())
    make_seminar_index()
    page = ModulePage(
        title="Trygg förflyttning",
        slug="trygg",
        module=Module.objects.create(slug="trygg", owner=owner),
        introduction="Om att flytta sig.",
        minutes=8,
        aims="<ul><li>Du kan.</li></ul>",
        audience="Alla",
        steps=[("package", {"title": "Övningen", "package": package})],
    )
    ModuleIndexPage.objects.get(locale__language_code="sv").add_child(instance=page)
    page.save_revision().publish()
    return page


def imported(folder: Path, question: str) -> Package:
    archive = folder / "fraga.h5p"
    write_zip(archive, choice_package_members({**CONTENT, "question": question}))
    return ImportPackage(archive=archive, title="", by=None).run()


def delete_content(package: Package) -> None:
    storages["packages"].delete(f"{package.label}/{CONTENT_FILE}")


def replace_content(package: Package, content: bytes) -> None:
    delete_content(package)
    storages["packages"].save(f"{package.label}/{CONTENT_FILE}", ContentFile(content))


def found_steps(text: str, person: Person) -> list[tuple[str, int | None]]:
    results = search(text, person=person).results
    return [(each.page.title, each.step_number) for each in results if isinstance(each, PageResult)]


def test_texts_lead_those_who_may_open_it_to_the_step_of_the_module(tmp_path: Path) -> None:
    install_form_types(tmp_path)
    person = EmploymentFactory().person
    page = publish_module(tmp_path, first_employer(person))

    stored = PackagePassage.objects.values_list("item", "position", "title", "text")
    assert list(stored) == [
        ("h5p", 1, "", "Sittdyna"),
        ("h5p", 2, "Hissens larm", "Hissens larm\nÅke har ramlat. Vad gör du?"),
        ("h5p", 3, "", "Vilken lyftsele passar?"),
    ]
    for text in ("sittdyna", "ramlat", "lyftsele"):
        assert found_steps(text, person) == [("Trygg förflyttning", 1)]
    for text in ("frågar", "utmärkt"):  # an answer, and what is said about one
        assert found_steps(text, person) == []
    assert found_steps("lyftsele", PersonFactory()) == []
    page.unpublish()
    assert found_steps("lyftsele", person) == []


def test_texts_of_earlier_packages_are_read_by_the_command(tmp_path: Path) -> None:
    install_form_types(tmp_path)
    archive = tmp_path / "val.h5p"
    write_zip(archive, choice_package_members())
    package = ImportPackage(archive=archive, title="", by=None).run()
    PackagePassage.objects.all().delete()

    call_command("read_package_texts")
    call_command("read_package_texts")

    assert [passage.text for passage in package.passages.all()] == ["Åke har ramlat. Vad gör du?"]


def test_package_that_cant_be_read_keeps_its_texts_and_stops_no_other(tmp_path: Path) -> None:
    install_form_types(tmp_path)
    packages = [imported(tmp_path, f"Fråga {number}") for number in range(5)]
    damaged = [b"{", b"[" * 100_000, b"\xff"]
    for package, content in zip(packages, damaged, strict=False):
        replace_content(package, content)
    delete_content(packages[3])
    PackagePassage.objects.update(text="tidigare")
    errors = StringIO()

    call_command("read_package_texts", stderr=errors)

    texts = [package.passages.get().text for package in packages]
    assert texts == [*["tidigare"] * 4, "Fråga 4"]
    assert [package.label in errors.getvalue() for package in packages] == [True] * 4 + [False]

    H5PLibrary.objects.all().delete()
    call_command("read_package_texts", stderr=errors)
    assert packages[4].passages.get().text == "Fråga 4"


def test_plain_texts_of_packages_with_less_than_signs_are_found_whole(tmp_path: Path) -> None:
    install_form_types(tmp_path)
    person = EmploymentFactory().person
    page = publish_module(tmp_path, first_employer(person))
    PackagePassage.objects.filter(position=1).update(text="Om x <y, och y > 5 " + "<a" * 700)

    page.save_revision().publish()

    assert found_steps("och y", person) == [("Trygg förflyttning", 1)]
    assert Passage.objects.filter(page_id=page.pk, text__startswith="Om x <y, och y > 5 <a<a").exists()
    assert rebuild_index() > 0
