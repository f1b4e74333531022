"""Permissions of trainers in the Wagtail admin: a municipality's own modules only."""

from __future__ import annotations

from importlib import import_module
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.media.folders import folder_of, folders_closed_to
from courses.models import ModuleIndexPage, ModulePage, MunicipalityFolder, Recording
from people.access.roles import GrantRole, RevokeRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.database_rows import StoredRows, rolled_back
from tests.factories.courses import PackageFactory, make_module_page, make_site
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_unit

pytestmark = pytest.mark.django_db


class Catalogue:
    """Three modules: shared, Mölndal's and Ale's; and a trainer of Mölndal."""

    def __init__(self) -> None:
        make_site()
        CATALOGUE_ROWS.write()
        self.molndal = Municipality.objects.get(code="1481")
        self.ale = Municipality.objects.get(code="1440")
        self.shared = ModulePage.objects.get(slug="delad")
        self.own = ModulePage.objects.get(slug="egen")
        self.other = ModulePage.objects.get(slug="annans")
        self.tove = Person.objects.get(roles__municipality=self.molndal)


def write_catalogue() -> None:
    molndal = MunicipalityFactory(code="1481")
    ale = MunicipalityFactory(code="1440")
    make_module_page("Delad", slug="delad")
    make_module_page("Egen", slug="egen", owner=molndal)
    make_module_page("Annans", slug="annans", owner=ale)
    trainer(molndal)


CATALOGUE_ROWS = StoredRows(write_catalogue)


def trainer(municipality: Municipality | None) -> Person:
    person = PersonFactory()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.fixture
def tove(client: Client, catalogue: Catalogue) -> Client:
    client.force_login(catalogue.tove)
    return client


def is_refused(answer: Any) -> bool:
    """Return whether Wagtail refused, by a redirect to its start with a message or by 403."""
    return answer.status_code == 403 or answer.get("Location", "") == reverse("wagtailadmin_home")


PAGE_VIEWS = ["edit", "delete", "unpublish", "copy", "move", "history", "preview_on_edit", "usage"]


def test_trainer_of_a_municipality_at_another_owners_page_is_refused(
    subtests: pytest.Subtests, tove: Client, catalogue: Catalogue
) -> None:
    for which, view, method in product(["shared", "other"], PAGE_VIEWS, ["get", "post"]):
        with subtests.test(which=which, view=view, method=method), rolled_back():
            page = getattr(catalogue, which)
            answer = getattr(tove, method)(reverse(f"wagtailadmin_pages:{view}", args=[page.pk]))
            if which == "other":
                assert answer.status_code == 404  # objects of other municipalities give 404
            else:
                assert is_refused(answer) or (view, method, answer.status_code) in {
                    ("history", "post", 405),
                    ("usage", "post", 405),
                }
            assert ModulePage.objects.live().filter(pk=page.pk, title=page.title).exists()


def test_trainer_of_a_municipality_opens_their_own_page(
    subtests: pytest.Subtests, tove: Client, catalogue: Catalogue
) -> None:
    for view in ("edit", "unpublish", "copy", "history"):
        with subtests.test(view=view):
            answer = tove.get(reverse(f"wagtailadmin_pages:{view}", args=[catalogue.own.pk]))
            assert answer.status_code == 200


def test_bulk_action_on_another_owners_page_does_nothing(
    subtests: pytest.Subtests, tove: Client, catalogue: Catalogue
) -> None:
    english = ModuleIndexPage.objects.get(locale__language_code="en")
    for slug, action in product(["delad", "annans"], ["delete", "unpublish", "publish", "move"]):
        with subtests.test(slug=slug, action=action), rolled_back():
            page = ModulePage.objects.get(slug=slug)
            title, page.title = page.title, "Ändrad"
            page.save_revision()
            url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
            tove.post(f"{url}?id={page.pk}", {"chooser": english.pk, "include_descendants": "on"})
            stored = ModulePage.objects.get(pk=page.pk)
            assert (stored.live, stored.title, stored.path) == (True, title, page.path)


@pytest.mark.both_engines
def test_bulk_action_with_an_own_page_among_them_touches_that_alone(
    tove: Client, catalogue: Catalogue
) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    tove.post(f"{url}?id={catalogue.own.pk}&id={catalogue.shared.pk}")
    live = set(ModulePage.objects.live().values_list("slug", flat=True))
    assert live == {"delad", "annans"}


def test_trainer_of_a_municipality_cannot_edit_catalogue_and_home_page(
    subtests: pytest.Subtests, tove: Client, catalogue: Catalogue
) -> None:
    index = catalogue.own.get_parent()
    for page, view in product((index, index.get_parent()), ("edit", "delete", "unpublish", "move", "copy")):
        with subtests.test(page=page.title, view=view), rolled_back():
            assert is_refused(tove.post(reverse(f"wagtailadmin_pages:{view}", args=[page.pk])))


def test_trainer_of_a_municipality_adds_to_the_catalogue_and_nowhere_else(
    tove: Client, catalogue: Catalogue
) -> None:
    index = catalogue.own.get_parent()
    url = "wagtailadmin_pages:add"
    assert tove.get(reverse(url, args=["courses", "modulepage", index.pk])).status_code == 200
    home = index.get_parent()
    assert is_refused(tove.get(reverse(url, args=["courses", "informationpage", home.pk])))


def test_draft_with_another_owner_gives_no_permission(catalogue: Catalogue) -> None:
    """A draft of a shared page in which the module is Mölndal's does not make the page Mölndal's."""
    draft = ModulePage.objects.get(pk=catalogue.shared.pk)
    draft.module = catalogue.own.module
    assert not draft.permissions_for_user(catalogue.tove).can_edit()


def test_own_page_can_not_be_given_the_shared_module(tove: Client, catalogue: Catalogue) -> None:
    """The owners to choose from are the trainer's own."""
    form = tove.get(reverse("wagtailadmin_pages:edit", args=[catalogue.own.pk])).context["form"]
    assert list(form.fields["module_owner"].queryset) == [catalogue.molndal]
    assert "module" not in form.fields


@pytest.mark.parametrize(("owner", "is_refused"), [("ale", True), ("molndal", False)])
def test_package_of_another_municipality_in_an_own_module_is_refused(
    tove: Client, catalogue: Catalogue, owner: str, is_refused: bool
) -> None:
    package = PackageFactory(owner=getattr(catalogue, owner))
    page = catalogue.own
    posted = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "introduction": "Kort.",
            "minutes": 5,
            "aims": rich_text("<p>Kunna.</p>"),
            "audience": "Alla",
            "themes": [theme.pk for theme in page.themes.all()],
            "module_owner": catalogue.molndal.pk,
            "steps": streamfield([("package", {"title": "Steg", "package": package.pk})]),
        }
    )
    answer = tove.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), posted)
    assert (answer.status_code == 200 and "steps" in answer.context["form"].errors) is is_refused


def test_shared_trainer_edits_every_page(client: Client, catalogue: Catalogue) -> None:
    client.force_login(trainer(None))
    for page in (catalogue.shared, catalogue.own, catalogue.own.get_parent()):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_former_trainer_does_not_enter(client: Client, catalogue: Catalogue) -> None:
    RevokeRole(role=catalogue.tove.roles.get(), by=None).run()
    client.force_login(catalogue.tove)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[catalogue.own.pk])).status_code == 403


def test_group_without_the_role_opens_no_page(catalogue: Catalogue) -> None:
    """A member of the group without the role has no permissions."""
    stranger = PersonFactory()
    stranger.groups.set(catalogue.tove.groups.all())
    assert not catalogue.own.permissions_for_user(Person.objects.get(pk=stranger.pk)).can_edit()


@pytest.mark.both_engines
def test_files_of_a_municipality_lie_in_its_own_folder(catalogue: Catalogue) -> None:
    document_policy = policy_registry.get_by_type(Document)
    folders = document_policy.collections_user_has_permission_for(catalogue.tove, "add")
    assert [folder.name for folder in folders] == [catalogue.molndal.name]
    readable = document_policy.collections_user_has_permission_for(catalogue.tove, "choose")
    assert Collection.get_first_root_node() in readable


@pytest.mark.both_engines
@pytest.mark.parametrize("model", [Document, Recording, Image])
def test_trainer_has_the_same_permissions_on_each_kind_of_file(catalogue: Catalogue, model: Any) -> None:
    policy = policy_registry.get_by_type(model)
    shared, person = trainer(None), catalogue.tove
    root = Collection.get_first_root_node()
    own = Collection.objects.get(name=catalogue.molndal.name)
    found = {
        (who, action): {folder.pk for folder in policy.collections_user_has_permission_for(who, action)}
        & {root.pk, own.pk}
        for who in (shared, person)
        for action in ("add", "change", "choose")
    }

    everywhere = {root.pk, own.pk}
    assert found == {
        (shared, "add"): everywhere,
        (shared, "change"): everywhere,
        (shared, "choose"): everywhere,
        (person, "add"): {own.pk},
        (person, "change"): {own.pk},
        (person, "choose"): everywhere,
    }


def test_catalogue_that_comes_later_opens_to_trainers_there_are() -> None:
    person = trainer(MunicipalityFactory(code="1481"))
    page = make_module_page(owner=Municipality.objects.get(code="1481"))
    assert page.permissions_for_user(person).can_publish()
    assert page.get_parent().permissions_for_user(person).can_add_subpage()


@pytest.mark.both_engines
def test_reverting_another_owners_page_is_refused(tove: Client, catalogue: Catalogue) -> None:
    revision = catalogue.shared.save_revision()
    url = reverse("wagtailadmin_pages:revisions_revert", args=[catalogue.shared.pk, revision.pk])
    assert is_refused(tove.post(url))


def test_moving_an_own_page_under_the_home_page_is_refused(tove: Client, catalogue: Catalogue) -> None:
    home = catalogue.own.get_parent().get_parent()
    tove.post(reverse("wagtailadmin_pages:move_confirm", args=[catalogue.own.pk, home.pk]))
    assert Page.objects.get(pk=catalogue.own.pk).get_parent().pk == catalogue.own.get_parent().pk


@pytest.mark.both_engines
def test_modules_of_other_municipalities_are_not_listed(tove: Client, catalogue: Catalogue) -> None:
    index = catalogue.own.get_parent()
    for url in (
        reverse("wagtailadmin_explore", args=[index.pk]),
        reverse("wagtailadmin_choose_page_child", args=[index.pk]),
    ):
        page = tove.get(url).content.decode()
        assert [title in page for title in ("Delad", "Egen", "Annans")] == [True, True, False]


def opens(client: Client, file: Document | Recording) -> bool:
    answer = client.get(file.url)
    return answer.status_code == 200 and answer.getvalue() == b"film"


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("model", "file_name", "chooser"),
    [
        (Document, "rutin.pdf", "wagtaildocs_chooser:choose_results"),
        (Recording, "film.mp4", "wagtailmedia:chooser"),
    ],
)
def test_file_in_another_municipalitys_folder_is_neither_listed_nor_opened(
    tove: Client, client: Client, catalogue: Catalogue, model: Any, file_name: str, chooser: str
) -> None:
    trainer(catalogue.ale)
    documents = {}
    for municipality in (catalogue.ale, catalogue.molndal, None):
        name = municipality.name if municipality else "Root"
        folder = Collection.objects.get(name=name)
        file = ContentFile(b"film", name=file_name)
        documents[name] = model.objects.create(title=f"Film {name}", file=file, collection=folder)
    address = reverse(chooser)

    answer = tove.get(address)
    shown = answer.json()["html"] if "json" in answer.headers["Content-Type"] else answer.content.decode()
    listed = {name for name in documents if f"Film {name}" in shown}
    opened = {name for name, found in documents.items() if opens(tove, found)}

    own = {catalogue.molndal.name, "Root"}
    assert (listed, opened) == (own, own)
    client.force_login(EmploymentFactory(unit=make_unit("Hemtjänst", municipality=catalogue.ale)).person)
    assert opens(client, documents[catalogue.ale.name])
    assert not opens(client, documents[catalogue.molndal.name])


def picture_in(folder: Collection) -> str:
    """The address of a picture's rendition."""
    image = Image.objects.create(
        title="Bild", file=get_test_image_file(filename=f"{folder.pk}.png"), collection=folder
    )
    return str(image.get_rendition("width-20").url)


@pytest.mark.both_engines
def test_picture_in_another_municipalitys_folder_does_not_exist(
    tove: Client, client: Client, catalogue: Catalogue
) -> None:
    trainer(catalogue.ale)
    folders = [*Collection.objects.filter(name__in=[catalogue.ale.name, catalogue.molndal.name])]
    within = Collection.objects.get(name=catalogue.molndal.name).add_child(name="Foton")
    pictures = {
        folder.name: picture_in(folder) for folder in (*folders, within, Collection.get_first_root_node())
    }

    def seen() -> set[str]:
        answers = {name: client.get(address) for name, address in pictures.items()}
        return {name for name, answer in answers.items() if answer.getvalue() and answer.status_code == 200}

    assert seen() == {"Root", catalogue.molndal.name, "Foton"}
    client.force_login(EmploymentFactory(unit=make_unit("Hemtjänst", municipality=catalogue.ale)).person)
    assert seen() == {"Root", catalogue.ale.name}
    client.force_login(trainer(None))
    assert seen() == set(pictures)


@pytest.mark.both_engines
def test_folder_that_is_renamed_is_still_the_municipalitys(catalogue: Catalogue) -> None:
    folder = Collection.objects.get(name=catalogue.molndal.name)
    folder.name = "Bilder och filmer"
    folder.save()

    assert folder_of(catalogue.molndal, Collection.get_first_root_node()) == folder
    assert folder in folders_closed_to(trainer(catalogue.ale), timezone.localdate())


@pytest.mark.both_engines
def test_folders_made_before_they_were_bound_are_bound_by_name_once(catalogue: Catalogue) -> None:
    folder = Collection.objects.get(name=catalogue.molndal.name)
    MunicipalityFolder.objects.all().delete()
    migration = import_module("courses.migrations.0005_bind_folders_by_name")

    migration.bind_folders(apps, None)
    migration.bind_folders(apps, None)

    assert [bound.collection for bound in MunicipalityFolder.objects.all()] == [folder]


def test_menu_leads_a_municipalitys_trainer_to_the_catalogue(tove: Client, catalogue: Catalogue) -> None:
    answer = tove.get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("wagtailadmin_explore", args=[catalogue.own.get_parent().pk]) in answer
    assert "PageExplorerMenuItem" not in answer


def test_menu_leads_a_trainer_of_shared_modules_to_all_pages(client: Client, catalogue: Catalogue) -> None:
    client.force_login(trainer(None))

    assert "PageExplorerMenuItem" in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.both_engines
def test_modules_of_other_municipalities_are_in_no_report_search_or_api(
    subtests: pytest.Subtests, tove: Client, catalogue: Catalogue
) -> None:
    for page in (catalogue.other, catalogue.own):
        page.save_revision(user=catalogue.tove, log_action=True)
    for path in ("api/main/pages/", "pages/search/?q=a", "reports/aging-pages/", "reports/site-history/"):
        with subtests.test(path=path):
            answer = tove.get(f"{reverse('wagtailadmin_home')}{path}")
            assert answer.status_code == 200
            assert "Annans" not in answer.content.decode()


@pytest.mark.both_engines
def test_own_modules_are_in_reports_and_api(
    subtests: pytest.Subtests, tove: Client, catalogue: Catalogue
) -> None:
    catalogue.own.save_revision(user=catalogue.tove, log_action=True)
    for path in ("api/main/pages/", "reports/aging-pages/", "reports/site-history/"):
        with subtests.test(path=path):
            assert "Egen" in tove.get(f"{reverse('wagtailadmin_home')}{path}").content.decode()
