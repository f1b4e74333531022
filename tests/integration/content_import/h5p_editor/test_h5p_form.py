"""Trainers make and edit H5P content in forms that are made of the semantics of its type."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import storages
from django.urls import reverse

from content_import.packages.actions import ImportPackage
from courses.models import Package
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.files.used_files import image
from tests.factories.h5p.form_types import CONTENT, choice_package_members, install_form_types
from tests.factories.packages import approve, write_zip
from tests.factories.people import MunicipalityFactory, PersonFactory, make_role
from tests.integration.content_import.packages.test_package_admin import signed_in, trainer

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = "wagtailsnippets_courses_package"


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def municipality(tmp_path: Path) -> Municipality:
    install_form_types(tmp_path)
    return MunicipalityFactory()


@pytest.fixture
def author(municipality: Municipality) -> Person:
    return trainer(municipality)


@pytest.fixture
def package(tmp_path: Path, municipality: Municipality) -> Package:
    return import_content(tmp_path, choice_package_members(), municipality)


def import_content(folder: Path, members: dict[str, bytes], owner: Municipality | None) -> Package:
    archive = folder / "innehall.h5p"
    write_zip(archive, members)
    return approve(ImportPackage(archive=archive, title="", by=None, owner=owner).run())


def content_of(package: Package, name: str = "content/content.json") -> Any:
    with storages["packages"].open(f"{package.label}/{name}") as stream:
        return json.loads(stream.read())


def values_of(html: bytes) -> dict[str, str]:
    """Return what a browser would post of the form, without a button."""
    form = BeautifulSoup(html, "html.parser").select_one("form.h5p-form")
    assert form is not None
    values: dict[str, str] = {}
    for element in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(element["name"]), element.get("type")
        if element.name == "select":
            chosen = element.select_one("option[selected]") or element.select_one("option")
            values[name] = str(chosen["value"]) if chosen else ""
        elif element.name == "textarea":
            values[name] = element.text.removeprefix("\n")
        elif kind != "checkbox" or element.has_attr("checked"):
            values[name] = str(element.get("value", "on"))
    return values


def errors_of(html: bytes) -> list[str]:
    page = BeautifulSoup(html, "html.parser")
    return [error.get_text(strip=True) for error in page.select(".h5p-errors p")]


def edit_url(package: Package) -> str:
    return reverse(f"{NAMES}:h5p_edit", args=[package.pk])


def new_url(folder: str = "Narlara.Choice-1.0") -> str:
    return reverse(f"{NAMES}:h5p_new", args=[folder])


def test_types_are_offered_or_named_with_what_stands_in_the_way(author: Person) -> None:
    page = BeautifulSoup(signed_in(author).get(reverse(f"{NAMES}:h5p_types")).content, "html.parser")

    assert [link.text for link in page.select(".h5p-types a")] == ["Flerval med återkoppling", "Set"]
    assert [item.text for item in page.select(".h5p-list li")] == ["Map: Places"]
    refused = signed_in(author).get(new_url("Narlara.Map-1.0"), follow=True)
    assert "does not show: Places" in refused.content.decode()
    assert signed_in(author).get(new_url("H5P.Unknown-1.0")).status_code == 404


def test_content_saved_without_a_change_keeps_all_it_had(author: Person, package: Package) -> None:
    client = signed_in(author)
    values = values_of(client.get(edit_url(package)).content)

    answer = client.post(edit_url(package), values)

    saved = Package.objects.get(version=2)
    assert answer.url == reverse(f"{NAMES}:inspect", args=[saved.pk])
    assert (saved.lineage, saved.owner, saved.created_by) == (package.lineage, package.owner, author)
    content = content_of(saved)
    assert content.pop("answers")[0].pop("feedback") == CONTENT["answers"][0]["feedback"]  # type: ignore[index]
    expected = {key: value for key, value in CONTENT.items() if key != "answers"}
    assert content == {"picture": {"alternative": ""}, **expected}
    definition = content_of(saved, "h5p.json")
    assert (definition["license"], definition["authors"][0]["name"]) == ("CC BY", "Redaktionen")
    assert content_of(package) == CONTENT


def test_new_content_is_imported_as_a_package(author: Person, municipality: Municipality) -> None:
    client = signed_in(author)
    values = values_of(client.get(f"{new_url()}?plain=1").content)
    values |= {
        "package-title": "Handhygien på Åsgården",
        "package-owner": str(municipality.pk),
        "$.question.html": "<p>När <b>spritar</b> du?<script>alert(1)</script></p>",
        "$.answers[0].text": "Före & efter <kontakt>",
        "$.answers[0].correct": "on",
        "$.answers[1].text": "Aldrig",
        "$.answers[2].text": "Ibland",
        "$.behaviour.tries": "2",
    }

    answer = client.post(f"{new_url()}?plain=1", values)

    package = Package.objects.get()
    assert (answer.status_code, package.title, package.owner) == (302, "Handhygien på Åsgården", municipality)
    content = content_of(package)
    assert content["question"] == "<p>När <b>spritar</b> du?</p>"
    assert content["answers"][0] == {
        "text": "Före &amp; efter &lt;kontakt&gt;",
        "correct": True,
        "feedback": "",
    }
    assert content["behaviour"] == {"order": "written", "retry": True, "tries": 2}
    assert package.structure.schema_version == "Narlara.Choice 1.0"


def test_buttons_add_remove_and_move_items_without_saving(author: Person, package: Package) -> None:
    client = signed_in(author)
    values = values_of(client.get(edit_url(package)).content)
    values["$.answers[0].text"] = "Ändrad"

    def press(command: str) -> BeautifulSoup:
        nonlocal values
        page = client.post(edit_url(package), {**values, "command": command}).content
        values = values_of(page)
        return BeautifulSoup(page, "html.parser")

    page = press("add:$.answers")
    focus = page.select_one("[autofocus]")
    assert focus is not None
    assert (values["$.answers.count"], focus["aria-labelledby"]) == ("3", "f-answers-2-title")
    assert errors_of(page.encode()) == []
    press("down:$.answers[0]")
    press("remove:$.answers[2]")
    assert [values[f"$.answers[{n}].text"] for n in range(2)] == ["Lyfter upp honom", "Ändrad"]
    for nonsense in ("remove:$.answers[9]", "up:$.answers[0]", "down:$", "remove:$.answers[-1]", "fel"):
        press(nonsense)
    assert [values[f"$.answers[{n}].origin"] for n in range(2)] == ["1", "0"]
    assert Package.objects.count() == 1

    client.post(edit_url(package), values)

    answers = content_of(Package.objects.get(version=2))["answers"]
    assert [answer["text"] for answer in answers] == ["Lyfter upp honom", "Ändrad"]
    assert "<strong>först</strong>" in answers[1]["feedback"]


def test_faults_are_named_at_their_fields_and_nothing_is_stored(author: Person, package: Package) -> None:
    client = signed_in(author)
    values = values_of(client.get(f"{edit_url(package)}?plain=1").content)
    values |= {
        "$.question.html": "<script>alert(1)</script>",
        "$.answers[0].text": "x" * 301,
        "$.behaviour.tries": "elva",
        "$.behaviour.order": "7",
        "$.words.check": " ",
    }
    del values["$.answers[0].correct"]

    page = client.post(f"{edit_url(package)}?plain=1", values)

    assert errors_of(page.content) == [
        "Fill this in.",
        "Mark at least one answer as right.",
        "Write at most 300 characters.",
        "Choose one of the values.",
        "Write a number.",
        "Fill this in.",
    ]
    assert "6 fields need to be changed" in page.content.decode()
    assert values_of(page.content)["$.behaviour.tries"] == "elva"
    assert Package.objects.count() == 1


def test_field_that_is_not_used_refuses_nothing(author: Person, package: Package) -> None:
    client = signed_in(author)
    values = values_of(client.get(edit_url(package)).content)
    del values["$.behaviour.retry"]

    assert client.post(edit_url(package), {**values, "$.behaviour.tries": "99"}).status_code == 302


def test_set_of_questions_is_written_in_one_form(author: Person, municipality: Municipality) -> None:
    client, url = signed_in(author), f"{new_url('Narlara.Set-1.0')}?plain=1"
    first = client.get(url)
    options = BeautifulSoup(first.content, "html.parser").select("#f-questions-0 option")
    assert [option["value"] for option in options] == ["", "Narlara.Choice 1.0"]
    values = values_of(first.content)
    assert "$.internal" not in values
    values |= {"package-title": "Frågor", "package-owner": str(municipality.pk)}
    values["$.questions[0]"] = "Narlara.Choice 1.0"
    shown = client.post(url, {**values, "command": "show:$.questions[0]"})
    values = values_of(shown.content)
    assert "$.questions[0].params.words.check" not in values  # texts of buttons are those of the type

    wrong = client.post(url, {**values, "$.code": "ABCD", "$.passMark": "101", "$.intro": "å" * 21})
    assert errors_of(wrong.content)[:1] == ["Write at most 20 characters."]
    assert len(errors_of(wrong.content)) == 8  # with those of the question: itself, three answers, none right
    values |= {
        "$.code": "abc",
        "$.questions[0].params.question.html": "<p>Vad?</p>",
        "$.questions[0].params.answers[1].correct": "on",
        **{f"$.questions[0].params.answers[{number}].text": f"Svar {number}" for number in range(3)},
    }
    assert client.post(url, values).status_code == 302

    package = Package.objects.get()
    part = content_of(package)["questions"][0]
    assert (part["library"], part["params"]["words"]["check"]) == ("Narlara.Choice 1.0", "Answer")
    assert re.fullmatch(r"[0-9a-f-]{36}", part["subContentId"])
    named = [each["machineName"] for each in content_of(package, "h5p.json")["preloadedDependencies"]]
    assert named == ["Narlara.Choice", "Narlara.Set"]
    assert content_of(package)["feedback"] == []


def test_pictures_are_chosen_kept_and_removed(author: Person, tmp_path: Path, package: Package) -> None:
    picture, client = image(), signed_in(PersonFactory(is_superuser=True))
    values = values_of(client.get(edit_url(package)).content)
    for poster, key in ((signed_in(author), picture.pk), (client, 999)):
        refused = poster.post(edit_url(package), {**values, "$.picture.file.chosen": str(key)})
        assert errors_of(refused.content) == ["Choose a picture that you may use: JPEG, PNG, GIF or WebP."]
    client.post(edit_url(package), {**values, "$.picture.file.chosen": str(picture.pk)})

    second = Package.objects.get(version=2)
    file = content_of(second)["picture"]["file"]
    assert (file["mime"], file["width"]) == ("image/png", picture.width)
    assert storages["packages"].exists(f"{second.label}/content/{file['path']}")
    page = client.get(edit_url(second)).content
    assert Path(file["path"]).name in page.decode()
    values = values_of(page)
    client.post(edit_url(second), {**values, "$.picture.alternative": "Händer"})
    third = Package.objects.get(version=3)
    assert content_of(third)["picture"] == {"file": file, "alternative": "Händer"}
    assert storages["packages"].exists(f"{third.label}/content/{file['path']}")
    values = values_of(client.get(edit_url(third)).content)
    client.post(edit_url(third), {**values, "$.picture.file.remove": "on"})
    fourth = Package.objects.get(version=4)
    assert content_of(fourth)["picture"] == {"alternative": "Händer"}
    assert fourth.file_count == third.file_count - 1


def test_newer_version_of_somebody_else_is_named_before_it_is_followed(
    author: Person, package: Package
) -> None:
    client = signed_in(author)
    values = values_of(client.get(edit_url(package)).content)
    client.post(edit_url(package), {**values, "$.answers[0].text": "Först"})

    page = client.post(edit_url(package), {**values, "$.answers[0].text": "Sedan"})
    assert "Somebody has saved a newer version" in page.content.decode()
    assert Package.objects.count() == 2
    client.post(edit_url(package), values_of(page.content))

    texts = [content_of(each)["answers"][0]["text"] for each in Package.objects.order_by("version")]
    assert texts == ["Frågar hur det är", "Först", "Sedan"]


def test_other_municipality_and_learner_have_no_form(package: Package) -> None:
    other = trainer(MunicipalityFactory())
    manager = make_role(RoleKind.MUNICIPAL_ADMIN, municipality=package.owner)

    for person, expected in ((other, 404), (manager, 403)):
        client = signed_in(person)
        assert client.get(edit_url(package)).status_code == expected
        assert client.post(edit_url(package), {}).status_code == expected
    assert Package.objects.count() == 1


def test_texts_of_the_form_are_those_of_the_language(author: Person, settings: Any) -> None:
    settings.LANGUAGE_CODE = "sv"

    page = signed_in(author).get(new_url()).content.decode()

    assert "Det som deltagaren tar ställning till" in page
    assert values_of(page.encode())["$.words.check"] == "Svara"
