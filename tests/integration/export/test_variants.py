"""A municipality's trainers export their variant of a shared module: its layer, with its values filled in."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from courses.layers.actions import SaveLocalValues
from courses.layers.models import LocalVariable
from courses.layers.operations import OperationKind
from courses.media.folders import folder_of
from courses.models import ModulePage
from lms.export.models import ModuleExport
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality
from tests.factories.files.used_files import document
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.seminars import make_pdf
from tests.factories.steps.module_layers import (
    PLACE_ID,
    local_text,
    make_layer,
    make_shared_page,
    operation,
    publish_layer,
)

pytestmark = pytest.mark.django_db
INSERT, FILL, HIDE = OperationKind.INSERT, OperationKind.FILL, OperationKind.HIDE


@pytest.fixture
def ale() -> Municipality:
    return MunicipalityFactory(code="1440", name="Ale")


@pytest.fixture
def page(ale: Municipality) -> ModulePage:
    """A shared module with Ale's layer; its draft has one more step."""
    made = make_shared_page("Händer", "Handskar", slug="hygien")
    LocalVariable.objects.create(key="jour", label="Jour", text_sv="numret", text_en="the number")
    SaveLocalValues(municipality=ale, values={"jour": "0123 45"}, by=None).run()
    insert = operation(made, INSERT, 0, content=local_text(body="<p>Ring {{ kommun.jour }}.</p>"))
    fill = operation(made, FILL, 2, place=PLACE_ID, text="<p>Nattens nummer.</p>")
    publish_layer(made, ale, insert, fill, operation(made, HIDE, 1))
    make_layer(made, ale, operation(made, INSERT, 0, content=local_text("Bara ett utkast")))
    return made


def trainer_of(municipality: Municipality | None) -> Client:
    person, client = PersonFactory(), Client()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    client.force_login(person)
    return client


def address(page: ModulePage, place: Municipality) -> str:
    return reverse("export_layer", args=[page.pk, place.code])


def requested(client: Client, url: str, kind: str, callbacks: Any) -> bytes:
    """Request an export as a trainer does, and return the file that the page then offers."""
    with callbacks(execute=True):
        client.post(url, {"format": kind, "licence": "own"})
    export = ModuleExport.objects.first()
    assert export is not None
    download = f"{url}{export.pk}/"
    assert download in client.get(url).content.decode()
    return b"".join(client.get(download))  # type: ignore[arg-type]  # a streamed response


def texts(package: bytes) -> str:
    with ZipFile(BytesIO(package)) as archive:
        return archive.read("part-1.html").decode() + archive.read("imsmanifest.xml").decode()


def test_variant_is_exported_by_its_trainers_and_the_core_by_others(
    ale: Municipality, page: ModulePage, django_capture_on_commit_callbacks: Any
) -> None:
    own, shared, core_url = trainer_of(ale), trainer_of(None), reverse("export_module", args=[page.pk])

    package = texts(requested(own, address(page, ale), "scorm_12", django_capture_on_commit_callbacks))
    pdf = pypdfium2.PdfDocument(requested(own, address(page, ale), "pdf", django_capture_on_commit_callbacks))
    core = texts(requested(shared, core_url, "scorm_2004", django_capture_on_commit_callbacks))

    printed = "".join(each.get_textpage().get_text_range() for each in pdf)
    for text in (package, printed):
        assert ("Ring 0123 45." in text, "Nattens nummer." in text) == (True, True)
        assert [each for each in ("Handskar", "Fråga din chef", "Bara ett utkast") if each in text] == []
    assert ("hygien-1-sv-1440" in package, "Ale" in printed) == (True, True)
    assert ("Handskar, för alla." in core, "Fråga din chef." in core, "0123" in core) == (True, True, False)
    variant = ModuleExport.objects.exclude(municipality=None).first()
    assert variant is not None
    download = reverse("download_export", args=[page.pk, variant.pk])
    assert download not in shared.get(core_url).content.decode()
    assert shared.get(download).status_code == 404
    layer_page = own.get(reverse("layers:layer", args=[ale.code, page.pk])).content.decode()
    assert address(page, ale) in layer_page


def test_variant_of_another_municipality_is_exported_by_nobody_else(
    ale: Municipality, page: ModulePage
) -> None:
    other = MunicipalityFactory(code="1481")
    strangers = [trainer_of(other), trainer_of(None)]
    data = {"format": "scorm_12", "licence": "own"}

    answers = [client.get(address(page, ale)).status_code for client in strangers]
    posted = [client.post(address(page, ale), data).status_code for client in strangers]

    assert not {*answers, *posted} - {302, 403, 404}
    assert not ModuleExport.objects.exists()
    assert strangers[0].get(address(page, other)).status_code == 200


def test_file_whose_folder_was_closed_leaves_in_no_variant(ale: Municipality, page: ModulePage) -> None:
    other = MunicipalityFactory(code="1481")
    secret = document(make_pdf("Hemligt"), title="Hemlig rutin")
    link = f'<p>Läs <a id="{secret.pk}" linktype="document">rutinen</a>.</p>'
    publish_layer(page, ale, operation(page, INSERT, 0, content=local_text(body=link)))
    secret.collection = folder_of(other, Collection.get_first_root_node())
    secret.save()

    refused = trainer_of(ale).post(address(page, ale), {"format": "scorm_12", "licence": "own"})

    assert "”Hemlig rutin” ligger i en mapp" in refused.content.decode()
    assert not ModuleExport.objects.exists()
