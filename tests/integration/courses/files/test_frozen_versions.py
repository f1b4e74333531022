"""Module versions store their steps and protect their files, which can be checked on disk."""

from __future__ import annotations

import hashlib
from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from courses.exceptions import FileInUse
from courses.files.actions import DeleteFile
from courses.models import ModulePage, ModuleVersion, ModuleVersionFile
from people.models import Person
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import TITLE, captions, document, film_module, recording
from tests.factories.packages import make_package
from tests.factories.seminars import make_film, make_seminar
from tests.integration.runtimes.scorm.commits.test_simultaneous import meanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines, pytest.mark.slow]


def files() -> list[tuple[Any, ...]]:
    found = ModuleVersionFile.objects.order_by("module_version", "pk")
    return list(found.values_list("module_version", "document", "recording", "image", "file_name", "sha256"))


def check() -> list[str]:
    """Return what the command reports."""
    out = StringIO()
    try:
        call_command("check_files", stdout=out)
    except CommandError:
        return out.getvalue().splitlines()
    assert out.getvalue() == "All files are as they were recorded.\n"
    return []


def overwrite(file: Any, content: bytes) -> None:
    with file.storage.open(file.name, "wb") as stored:
        stored.write(content)


def test_version_stores_its_steps_and_each_file_with_its_digest() -> None:
    film, text = recording(make_film()), document(captions())

    film_module(film, text)

    version = ModuleVersion.objects.get()
    (step,) = version.content.steps
    poster = film.poster
    assert (step["value"]["title"], step["value"]["poster"]) == ("Vändning på ö", poster.pk)
    digest = hashlib.sha256(make_film().read()).hexdigest()
    assert files()[0] == (version.pk, None, film.pk, None, film.file.name, digest)
    assert [row[1:4] for row in files()] == [
        (None, film.pk, None),
        (text.pk, None, None),
        (None, None, poster.pk),
    ]


def test_version_file_that_is_no_file_is_refused() -> None:
    film_module(recording(make_film()))

    with pytest.raises(IntegrityError), transaction.atomic():
        ModuleVersionFile.objects.create(module_version=ModuleVersion.objects.get(), file_name="å.pdf")


def test_publishing_the_same_again_makes_no_new_version() -> None:
    film_module(recording(make_film()))

    ModulePage.objects.get().save_revision().publish()

    assert ModuleVersion.objects.count() == 1


def test_check_when_all_files_are_whole_reports_nothing() -> None:
    film_module(recording(make_film()))
    make_seminar(material={"Vård på ö": ["En sida"]})
    make_package()

    assert check() == []


def test_check_reports_files_that_differ_or_are_missing() -> None:
    film, text = recording(make_film()), document(captions())
    film_module(film, text)
    seminar = make_seminar()
    overwrite(film.file, b"En annan film")
    overwrite(seminar.recording.file, b"En annan inspelning")
    text.file.storage.delete(text.file.name)

    reports = check()

    assert [report.rpartition(": ")[2] for report in reports] == [
        "the file is missing",
        "the file differs from what was recorded",
        "the file differs from what was recorded",
    ]
    assert "Så här vänder du" in reports[1]


def test_check_reports_packages_whose_files_differ() -> None:
    package = make_package()
    storage = storages["packages"]
    name = next(iter(storage.listdir(package.label)[1]))
    storage.delete(f"{package.label}/{name}")

    (report,) = check()

    assert package.label in report


def test_check_reports_a_film_that_was_deleted_before_films_were_kept() -> None:
    film = recording(make_film())
    film_module(film)
    ModuleVersionFile.objects.all().delete()
    type(film).objects.filter(pk=film.pk).delete()

    (report,) = check()

    assert TITLE in report
    assert "Vändning på ö" in report


@pytest.mark.no_rerun
@pytest.mark.django_db(transaction=True)
def test_film_deleted_while_it_is_published_is_kept() -> None:
    film = recording(make_film())
    page = make_module_page(TITLE, slug="forflyttning")
    values = {"title": "Vänd", "film": film.pk, "captions": None, "summary": "<p>Ord</p>"}
    by = Person.objects.create_superuser("drift", password="x")
    refusals: list[FileInUse] = []

    def delete() -> None:
        try:
            DeleteFile(file=film, by=by).run()
        except FileInUse as refusal:
            refusals.append(refusal)

    with meanwhile(delete):
        page.steps = page.steps.stream_block.to_python([{"type": "film", "value": values}])
        page.save_revision().publish()

    assert (len(refusals), type(film).objects.filter(pk=film.pk).exists()) == (1, True)


@pytest.mark.no_rerun
@pytest.mark.django_db(transaction=True)
def test_film_published_while_it_is_deleted_is_missing_and_reported() -> None:
    film = recording(make_film())
    page = make_module_page(TITLE, slug="forflyttning")
    values = {"title": "Vänd", "film": film.pk, "captions": None, "summary": "<p>Ord</p>"}
    by = Person.objects.create_superuser("drift", password="x")

    def publish() -> None:
        page.steps = page.steps.stream_block.to_python([{"type": "film", "value": values}])
        page.save_revision().publish()

    with meanwhile(publish):
        DeleteFile(file=film, by=by).run()

    assert not type(film).objects.filter(pk=film.pk).exists()
    assert ModuleVersion.objects.latest("number").content.steps[0]["value"]["film"] == film.pk
    assert "its film was deleted" in check()[0]
