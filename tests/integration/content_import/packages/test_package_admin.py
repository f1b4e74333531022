"""Trainers import packages in the Wagtail admin, within their permissions."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from courses.enums import PackageStatus
from courses.models import ModulePage, Package
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import make_site
from tests.factories.files.hostile_archives import moved_to
from tests.factories.packages import archive, make_package
from tests.factories.people import MunicipalityFactory, PersonFactory, make_role

pytestmark = pytest.mark.django_db
NAMES = "wagtailsnippets_courses_package"


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def municipality() -> Municipality:
    return MunicipalityFactory()


def trainer(municipality: Municipality | None = None) -> Person:
    person = make_role(RoleKind.TRAINER, municipality=municipality)
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return person


def signed_in(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def test_importer_is_shown_in_their_own_municipality_alone(municipality: Municipality) -> None:
    importer = PersonFactory(first_name="Zeb", last_name="Importsson", is_superuser=True)
    own = make_package(owner=municipality, by=importer)
    shared = make_package(by=importer)
    client = signed_in(trainer(municipality))

    for package, is_shown in ((own, True), (shared, False)):
        page = client.get(reverse(f"{NAMES}:inspect", args=[package.pk])).content.decode()
        assert ("Importsson" in page) is is_shown
    own.delete()
    assert "Importsson" not in client.get(reverse(f"{NAMES}:list")).content.decode()


def upload(client: Client, content: bytes | None = None, **data: object) -> Any:
    file = SimpleUploadedFile("kurs.zip", archive().getvalue() if content is None else content)
    values = {"file": file, "title": "Handhygien", **data}
    return client.post(reverse(f"{NAMES}:add"), {key: value for key, value in values.items() if value != ""})


def problems_of(response: Any) -> list[str]:
    """Return the problems that the page lists."""
    problems = [problem.message for problem in response.context["form"].problems]
    assert response.status_code == 200
    assert all(escape(problem) in response.content.decode() for problem in problems)
    assert list(response.context["form"].errors) == ["file"]
    return problems


def errors_of(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


def test_upload_when_sound_is_imported_and_shown(municipality: Municipality) -> None:
    person = trainer(municipality)

    response = upload(signed_in(person), owner=municipality.pk)

    package = Package.objects.get()
    assert response.url == reverse(f"{NAMES}:inspect", args=[package.pk])
    assert (package.status, package.owner, package.created_by) == (PackageStatus.READY, municipality, person)
    with storages["packages"].open(f"{package.label}/imsmanifest.xml") as stored:
        assert stored.read().startswith(b"<?xml")


def test_upload_when_faulty_shows_every_error_and_keeps_nothing() -> None:
    content = archive(files={"../ut.html": b"", "a\\b.html": b""}).getvalue()

    problems = problems_of(upload(signed_in(trainer()), content))

    assert [message.partition(" has a ")[0] for message in problems] == ["“../ut.html”", "“a\\b.html”"]
    assert Package.objects.count() == 0


def test_upload_when_larger_than_allowed_is_refused_with_the_limit(settings: Any) -> None:
    settings.PACKAGE_MAX_BYTES = 1000

    errors = errors_of(upload(signed_in(trainer())))

    assert [message.partition(".")[0] for message in errors["file"]] == [
        "Unpacked, the package is larger than 1000\xa0bytes"
    ]


def test_upload_when_without_csrf_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(trainer())

    assert upload(client).status_code == 403


def test_upload_when_trainer_trains_for_one_municipality_must_name_it(municipality: Municipality) -> None:
    errors = errors_of(upload(signed_in(trainer(municipality))))

    assert errors == {"owner": ["Choose the municipality whose the package is."]}


def test_upload_when_owner_is_somebody_elses_is_refused(municipality: Municipality) -> None:
    errors = errors_of(upload(signed_in(trainer(municipality)), owner=MunicipalityFactory().pk))

    assert list(errors) == ["owner"]


def test_upload_without_a_title_has_the_one_of_its_manifest(municipality: Municipality) -> None:
    content = archive(title="Handhygien i hemmet").getvalue()

    upload(signed_in(trainer(municipality)), content, owner=municipality.pk, title="")

    assert Package.objects.get().title == "Handhygien i hemmet"


@pytest.mark.both_engines
def test_upload_when_it_renews_keeps_owner_and_title(municipality: Municipality) -> None:
    old = make_package(title="Basal hygien", owner=municipality)
    content = archive(title="Ny").getvalue()

    upload(signed_in(trainer(municipality)), content, renews=old.pk, title="")

    new = Package.objects.exclude(pk=old.pk).get()
    assert (new.lineage, new.version, new.title, new.owner) == (old.lineage, 2, "Basal hygien", municipality)


@pytest.mark.both_engines
def test_upload_when_same_file_renews_says_so() -> None:
    client = signed_in(trainer())
    upload(client)

    (problem,) = problems_of(upload(client, renews=Package.objects.get().pk))

    assert problem.startswith("This very file is already imported, as “Handhygien (v1)”.")


def test_upload_when_manifest_is_in_a_folder_is_taken_only_when_confirmed() -> None:
    client = signed_in(trainer())
    content = moved_to("kurs")

    (problem,) = problems_of(upload(client, content))
    upload(client, content, takes_folder="on")

    assert problem.startswith("imsmanifest.xml lies in the folder “kurs”")
    assert Package.objects.get().structure.launchable[0].href == "del-1.html"


@pytest.mark.parametrize("name", ["list", "add"])
def test_pages_when_person_is_no_trainer_are_closed(name: str) -> None:
    person = PersonFactory()
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))

    response = signed_in(person).get(reverse(f"{NAMES}:{name}"))

    assert response.url == reverse("wagtailadmin_home")


def test_list_when_packages_are_anothers_leaves_them_out(municipality: Municipality) -> None:
    mine, shared = make_package(title="Min", owner=municipality), make_package(title="Allas")
    make_package(title="Annans", owner=MunicipalityFactory())

    response = signed_in(trainer(municipality)).get(reverse(f"{NAMES}:list"))

    assert {package.pk for package in response.context["object_list"]} == {mine.pk, shared.pk}


@pytest.mark.both_engines
def test_list_when_more_packages_takes_no_more_queries(
    municipality: Municipality, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(trainer(municipality))
    make_package(owner=municipality)
    client.get(reverse(f"{NAMES}:list"))
    with django_assert_max_num_queries(60) as one:
        client.get(reverse(f"{NAMES}:list"))
    for _number in range(2):
        make_package(owner=municipality)

    with django_assert_max_num_queries(60) as three:
        client.get(reverse(f"{NAMES}:list"))

    assert len(three) == len(one)


@pytest.mark.parametrize("name", ["inspect", "delete", "edit", "usage", "history"])
def test_page_of_package_when_it_is_anothers_is_closed(name: str, municipality: Municipality) -> None:
    package = make_package(owner=MunicipalityFactory())

    response = signed_in(trainer(municipality)).get(reverse(f"{NAMES}:{name}", args=[package.pk]))

    assert response.status_code == 404


def test_page_of_package_shows_structure_versions_and_use() -> None:
    package = make_package(title="Basal hygien")

    page = signed_in(trainer()).get(reverse(f"{NAMES}:inspect", args=[package.pk])).content.decode()

    for words in ("del-1.html", "Basal hygien (v1)", "In no module yet.", "Make it a module"):
        assert words in page


@pytest.mark.both_engines
def test_edit_when_title_is_given_changes_the_title_alone() -> None:
    package = make_package(title="Gammal")
    before = Package.objects.values().get(pk=package.pk)

    signed_in(trainer()).post(
        reverse(f"{NAMES}:edit", args=[package.pk]), {"title": "Ny", "digest": "x", "status": "withdrawn"}
    )

    assert Package.objects.values().get(pk=package.pk) == {**before, "title": "Ny"}


@pytest.mark.both_engines
def test_delete_when_unused_removes_row_and_files() -> None:
    package = make_package()

    signed_in(trainer()).post(reverse(f"{NAMES}:delete", args=[package.pk]))

    assert Package.objects.count() == 0
    assert package.label not in storages["packages"].listdir("")[0]


def test_make_module_opens_a_draft_that_uses_the_package() -> None:
    make_site()
    person = PersonFactory(is_superuser=True, is_staff=True)
    package = make_package(title="Basal hygien")
    client = signed_in(person)

    response = client.post(reverse(f"{NAMES}:make_module", args=[package.pk]))

    page = ModulePage.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.live, page.title, page.steps[0].value["package"]) == (False, "Basal hygien", package)
    assert client.get(response.url).status_code == 200


@pytest.mark.both_engines
def test_delete_when_a_page_has_it_is_refused_with_a_sentence() -> None:
    make_site()
    client = signed_in(PersonFactory(is_superuser=True, is_staff=True))
    package = make_package(title="Basal hygien")
    client.post(reverse(f"{NAMES}:make_module", args=[package.pk]))

    confirmation = client.get(reverse(f"{NAMES}:delete", args=[package.pk]))
    client.post(reverse(f"{NAMES}:delete", args=[package.pk]))

    assert "so it must stay" in confirmation.content.decode()
    assert Package.objects.ready().get() == package


def test_make_module_when_trainer_may_not_add_pages_is_refused() -> None:
    make_site()
    package = make_package()

    response = signed_in(trainer()).post(reverse(f"{NAMES}:make_module", args=[package.pk]))

    assert (response.status_code, ModulePage.objects.count()) == (302, 0)


@pytest.mark.both_engines
def test_bulk_delete_when_packages_are_named_is_refused() -> None:
    package = make_package()
    client = signed_in(PersonFactory(is_superuser=True))

    url = reverse("wagtail_bulk_action", args=["courses", "package", "delete"])
    client.post(f"{url}?id={package.pk}")

    assert Package.objects.get() == package


def test_chooser_when_packages_are_unfinished_or_anothers_leaves_them_out(municipality: Municipality) -> None:
    make_package(title="Min", owner=municipality)
    make_package(title="Annans", owner=MunicipalityFactory())
    unfinished = make_package(title="Halv", owner=municipality)
    Package.objects.filter(pk=unfinished.pk).update(status=PackageStatus.IMPORTING)

    page = signed_in(trainer(municipality)).get(reverse("wagtailsnippetchoosers_courses_package:choose"))

    html = page.json()["html"]
    assert ("Min" in html, "Annans" in html, "Halv" in html) == (True, False, False)


@pytest.mark.both_engines
def test_chooser_when_package_is_anothers_does_not_name_it(municipality: Municipality) -> None:
    packages = [make_package(title="Min", owner=municipality), make_package(owner=MunicipalityFactory())]
    chosen = "wagtailsnippetchoosers_courses_package:chosen"
    client = signed_in(trainer(municipality))

    one_by_one = [client.get(reverse(chosen, args=[package.pk])).status_code for package in packages]
    keys = [package.pk for package in packages]
    own = client.get(reverse(f"{chosen}_multiple"), {"id": keys[:1]}).json()["result"]
    together = client.get(reverse(f"{chosen}_multiple"), {"id": keys})

    assert one_by_one == [200, 404]
    assert [package["id"] for package in own] == [str(keys[0])]
    assert together.status_code == 404


def test_package_file_when_requested_under_media_is_not_found() -> None:
    package = make_package()

    assert signed_in(trainer()).get(f"/media/{package.label}/del-1.html").status_code == 404
