"""Names of other municipalities' objects are not in the Wagtail admin of a trainer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from courses.media.folders import folder_of
from courses.models import Recording
from people.models import Municipality
from tests.integration.courses.test_trainers_rights import Catalogue, trainer

pytestmark = pytest.mark.django_db


class Files:
    """A document, a recording and a picture in the folder of each municipality."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.documents = {m: self._document(m) for m in (catalogue.ale, catalogue.molndal)}
        self.recordings = {m: self._recording(m) for m in (catalogue.ale, catalogue.molndal)}
        self.pictures = {m: self._picture(m) for m in (catalogue.ale, catalogue.molndal)}

    def _document(self, municipality: Municipality) -> Document:
        return Document.objects.create(
            title="Rutin", file=ContentFile(b"x", name="rutin.pdf"), collection=_folder(municipality)
        )

    def _recording(self, municipality: Municipality) -> Recording:
        file = ContentFile(b"x", name="film.mp4")
        return Recording.objects.create(title="Film", file=file, collection=_folder(municipality))

    def _picture(self, municipality: Municipality) -> Image:
        picture = get_test_image_file(filename=f"{municipality.code}.png")
        return Image.objects.create(title="Bild", file=picture, collection=_folder(municipality))

    def addresses(self, municipality: Municipality) -> Iterator[str]:
        """URLs of Wagtail's admin that show the title of an object by its key."""
        catalogue = self.catalogue
        page = (catalogue.own if municipality == catalogue.molndal else catalogue.other).pk
        index = catalogue.own.get_parent().pk
        document, picture = self.documents[municipality].pk, self.pictures[municipality].pk
        yield reverse("wagtailadmin_explore", args=[page])
        yield reverse("wagtailadmin_explore_results", args=[page])
        yield reverse("wagtailadmin_choose_page_child", args=[page])
        yield reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={index}&id={page}"
        yield reverse("wagtaildocs_chooser:chosen", args=[document])
        yield reverse("wagtaildocs_chooser:chosen_multiple") + f"?id={document}"
        yield reverse("wagtailmedia:media_chosen", args=[self.recordings[municipality].pk])
        yield reverse("wagtailmedia:media_usage", args=[self.recordings[municipality].pk])
        yield reverse("wagtailimages_chooser:chosen", args=[picture])
        yield reverse("wagtailimages_chooser:chosen_multiple") + f"?id={picture}"
        yield reverse("wagtailimages_chooser:select_format", args=[picture])


def _folder(municipality: Municipality) -> Collection | None:
    return folder_of(municipality, Collection.get_first_root_node())


def answers(client: Client, files: Files, municipality: Municipality) -> list[tuple[str, int]]:
    found: list[Any] = [(address, client.get(address)) for address in files.addresses(municipality)]
    return [(address, answer.status_code) for address, answer in found]


@pytest.mark.both_engines
def test_what_is_anothers_is_named_at_no_address(client: Client) -> None:
    files = Files(catalogue := Catalogue())
    client.force_login(catalogue.tove)

    own, others = (answers(client, files, m) for m in (catalogue.molndal, catalogue.ale))

    assert {status for _address, status in own} == {200}
    assert {status for _address, status in others} == {404}


@pytest.mark.both_engines
def test_everything_is_named_to_a_trainer_of_shared_modules(client: Client) -> None:
    files = Files(catalogue := Catalogue())
    client.force_login(trainer(None))

    assert {status for _address, status in answers(client, files, catalogue.ale)} == {200}


@pytest.mark.parametrize("path", [f"pages/{10**22}/", f"pages/{10**22}/edit/"])
def test_number_too_large_for_any_page_is_not_found(client: Client, path: str) -> None:
    client.force_login(Catalogue().tove)
    assert client.get(reverse("wagtailadmin_home") + path).status_code == 404


PAGE_TYPES = "reports/page-types-usage/"


@pytest.mark.parametrize(
    "path", ["api/main/documents/", "api/main/images/", PAGE_TYPES, f"{PAGE_TYPES}results/"]
)
@pytest.mark.both_engines
def test_list_of_all_pages_or_files_is_for_trainers_of_shared_modules(client: Client, path: str) -> None:
    catalogue = Catalogue()
    address = reverse("wagtailadmin_home") + path
    statuses = []
    for person in (catalogue.tove, trainer(None)):
        client.force_login(person)
        statuses.append(client.get(address).status_code)

    assert statuses == [404, 200]


def test_menu_leaves_out_the_report_that_is_closed(client: Client) -> None:
    catalogue = Catalogue()
    address = reverse("wagtailadmin_reports:page_types_usage")
    client.force_login(catalogue.tove)
    own = client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(trainer(None))

    assert address not in own
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
