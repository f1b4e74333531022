"""Trainers search for or upload the package of a step in the chooser dialogue."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from courses.models import Package
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import PackageFactory
from tests.factories.packages import archive, make_package
from tests.factories.people import MunicipalityFactory, make_role

pytestmark = pytest.mark.django_db
CHOOSER = "wagtailsnippetchoosers_courses_package"
PACKAGES = "wagtailsnippets_courses_package"


def trainer(municipality: Municipality | None = None) -> Person:
    person = make_role(RoleKind.TRAINER, municipality=municipality)
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def upload_file(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("kurs å.zip", archive().getvalue() if content is None else content)


def upload_in_dialogue(client: Client, content: bytes | None = None, **values: Any) -> dict[str, Any]:
    data = {"upload-file": upload_file(content), **values}
    answer = client.post(reverse(f"{CHOOSER}:create"), data)
    return json.loads(answer.content)


def upload_on_page(client: Client, **values: Any) -> Any:
    return client.post(reverse(f"{PACKAGES}:add"), {"file": upload_file(), **values}, follow=True)


@pytest.mark.parametrize(
    ("query", "titles"),
    [("ÅLDRANDE", ["Åldrande och sår"]), ("sår och", ["Åldrande och sår"]), ("finns inte", []), ("", None)],
)
@pytest.mark.both_engines
def test_chooser_search_finds_titles_whatever_their_case(query: str, titles: list[str] | None) -> None:
    made = [PackageFactory(title=title).title for title in ("Åldrande och sår", "Basala hygienrutiner")]

    shown = signed_in(trainer()).get(reverse(f"{CHOOSER}:choose_results"), {"q": query}).content.decode()

    expected = made if titles is None else titles
    assert [title for title in made if title in shown] == expected


@pytest.mark.both_engines
def test_chooser_shows_version_and_owner() -> None:
    owner = MunicipalityFactory(code="1407", name="Öckerö")
    package = PackageFactory(title="Förflyttning", owner=owner, version=7)

    shown = signed_in(trainer(owner)).get(reverse(f"{CHOOSER}:choose")).content.decode()

    cells = [re.sub(r"<[^>]+>|\s", "", cell) for cell in re.split("<td", json.loads(shown)["html"])[1:]]
    assert [cell.rpartition(">")[2] for cell in cells[:4]] == [f"{package.title}(v7)", "7", "Öckerö", "1"]


@pytest.mark.both_engines
@pytest.mark.parametrize("count", [1, 3])
def test_chooser_list_takes_the_same_number_of_queries(
    count: int, django_assert_max_num_queries: Any
) -> None:
    owner = MunicipalityFactory(code="1407", name="Öckerö")
    for number in range(count):
        PackageFactory(title=f"Å {number}", owner=owner)
    client = signed_in(trainer(owner))
    client.get(reverse(f"{CHOOSER}:choose_results"))

    with django_assert_max_num_queries(14):
        client.get(reverse(f"{CHOOSER}:choose_results"))


@pytest.mark.both_engines
def test_package_uploaded_in_the_dialogue_is_chosen() -> None:
    answer = upload_in_dialogue(signed_in(trainer()))

    package = Package.objects.get()
    assert (answer["step"], answer["result"]["id"]) == ("chosen", str(package.pk))


@pytest.mark.both_engines
def test_faulty_package_uploaded_in_the_dialogue_says_what_is_wrong() -> None:
    faulty = archive(files={"../ut.html": b""}).getvalue()

    answer = upload_in_dialogue(signed_in(trainer()), faulty)

    assert answer["step"] == "reshow_creation_form"
    assert "../ut.html" in answer["htmlFragment"]
    assert Package.objects.count() == 0


@pytest.mark.parametrize("owner_of_first", ["own", "shared"])
def test_identical_file_uploaded_again_leads_to_the_package_it_is(owner_of_first: str) -> None:
    municipality = MunicipalityFactory()
    first = make_package(title="Förflyttning", owner=municipality if owner_of_first == "own" else None)
    content = _archive_of(first)
    client = signed_in(trainer(municipality))

    file = SimpleUploadedFile("kurs å.zip", content)
    answer = client.post(reverse(f"{PACKAGES}:add"), {"file": file, "owner": municipality.pk}, follow=True)
    dialogue = upload_in_dialogue(client, content, **{"upload-owner": municipality.pk})

    assert Package.objects.get() == first
    assert answer.redirect_chain[-1][0] == reverse(f"{PACKAGES}:inspect", args=[first.pk])
    assert "redan importerad" in answer.content.decode()
    assert dialogue["result"]["id"] == str(first.pk)


@pytest.mark.both_engines
def test_identical_file_of_another_municipality_is_imported() -> None:
    make_package(title="Förflyttning", owner=MunicipalityFactory())
    own = MunicipalityFactory()

    upload_on_page(signed_in(trainer(own)), owner=own.pk)

    assert Package.objects.filter(owner=own).count() == 1


def test_command_given_an_identical_file_uses_the_package_it_is(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "kurs å.zip"
    file.write_bytes(archive().getvalue())

    call_command("import_package", file, "--title=Förflyttning")
    call_command("import_package", file, "--title=Förflyttning igen")

    assert Package.objects.get().title == "Förflyttning"
    assert "Förflyttning (v1)" in capsys.readouterr().out


def _archive_of(package: Package) -> bytes:
    """Return the archive that `make_package` made the package of."""
    return archive(title=package.title).getvalue()
