"""Requesting an export in the Wagtail admin: the page, the file, who may, and how long it is kept."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from courses.models import ModulePage
from lms.export.actions import build_export, delete_old_exports
from lms.export.enums import ExportState, Licence
from lms.export.models import ModuleExport
from people.access import roles
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import make_module_page
from tests.factories.packages import make_package
from tests.factories.people import MunicipalityFactory, PersonFactory

pytestmark = pytest.mark.django_db


def trainer(municipality: Municipality | None = None) -> Client:
    person = PersonFactory()
    roles.GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    return client


def request_export(client: Client, page: ModulePage, **data: str) -> str:
    """Post the form as a trainer does; return the page that follows."""
    url = reverse("export_module", args=[page.pk])
    posted = {"format": "scorm_12", "licence": "cc-by", **data}
    return client.post(url, posted, follow=True).content.decode()


def test_trainer_gets_a_file_and_the_page_remembers_who_exported(
    django_capture_on_commit_callbacks: object,
) -> None:
    page, client = make_module_page("Hygien å ä ö"), trainer()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture without types
        request_export(client, page)

    export = ModuleExport.objects.get()
    assert (export.state, export.licence, export.size > 1000) == (ExportState.READY, Licence.CC_BY, True)
    shown = client.get(reverse("export_module", args=[page.pk])).content.decode()
    url = reverse("download_export", args=[page.pk, export.pk])
    assert url in shown
    response = client.get(url)
    with ZipFile(BytesIO(b"".join(response))) as archive:  # type: ignore[arg-type]  # a streamed response
        assert "imsmanifest.xml" in archive.namelist()
    assert response["Content-Disposition"].endswith('-sv-1-scorm_12.zip"')
    entry = PageLogEntry.objects.get(action="narlara.export")
    assert entry.data == {"format": "scorm_12", "licence": "cc-by", "version": 1}
    assert entry.formatter is not None
    assert "CC BY 4.0" in entry.formatter.format_message(entry)

    ModuleExport.objects.update(requested_at=timezone.now() - dt.timedelta(days=8))
    assert delete_old_exports() == 1
    assert not storages["exports"].exists(export.file_name)
    assert client.get(url).status_code == 404


def test_module_of_another_municipality_is_exported_by_nobody_else() -> None:
    page = make_module_page(owner=MunicipalityFactory())
    foreign = trainer(MunicipalityFactory())
    own = trainer(page.module.owner)
    export = ModuleExport.objects.create(
        module_version=page.module.versions.get(),
        format="scorm_12",
        licence="own",
        state="ready",
        file_name=storages["exports"].save("hygien.zip", ContentFile(b"zip")),
    )

    pages = [reverse("export_module", args=[page.pk]), reverse("download_export", args=[page.pk, export.pk])]

    assert [foreign.get(url).status_code for url in pages] == [404, 404]
    assert own.get(pages[0]).status_code == 200
    assert own.get(pages[1]).getvalue() == b"zip"  # type: ignore[attr-defined]  # a streamed response
    foreign_page = make_module_page("En annan", slug="annan", owner=MunicipalityFactory())
    foreign = trainer(foreign_page.module.owner)
    assert foreign.get(reverse("download_export", args=[foreign_page.pk, export.pk])).status_code == 404


def test_format_that_can_not_be_made_is_refused_at_its_field() -> None:
    page, client = make_module_page(package=make_package(title="Lyft")), trainer()

    shown = client.get(reverse("export_module", args=[page.pk])).content.decode()
    refused = request_export(client, page, format="scorm_2004")

    assert "Kan inte göras" in shown
    assert "en fil kan bara ha en standard" in refused
    assert not ModuleExport.objects.exists()


def test_draft_that_was_never_published_leads_back_to_its_editor() -> None:
    page = make_module_page()
    page.module.versions.all().delete()

    response = trainer().get(reverse("export_module", args=[page.pk]))

    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])  # type: ignore[attr-defined]  # a redirect


def waiting_export(page: ModulePage) -> ModuleExport:
    return ModuleExport.objects.create(
        module_version=page.module.versions.get(), format="scorm_12", licence="own"
    )


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left"), RuntimeError("x"), MemoryError(), KeyError("x")],
    ids=lambda error: type(error).__name__,
)
def test_export_whose_making_breaks_off_fails_with_what_to_do(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, client = make_module_page(), trainer()
    export = waiting_export(page)

    def break_off(*args: object, **values: object) -> None:
        raise error

    monkeypatch.setattr("lms.export.actions.write_package", break_off)
    build_export(export=export)

    export.refresh_from_db()
    assert (export.state, export.file_name) == (ExportState.FAILED, "")
    shown = client.get(reverse("export_module", args=[page.pk])).content.decode()
    assert "Misslyckades. Framställningen avbröts. Försök igen." in shown
    assert "Titta igen" not in shown


def test_export_of_a_killed_worker_is_shown_as_interrupted() -> None:
    page, client = make_module_page(), trainer()
    url = reverse("export_module", args=[page.pk])
    export = waiting_export(page)
    assert "Titta igen" in client.get(url).content.decode()
    long_ago = timezone.now() - ModuleExport.TIMEOUT
    ModuleExport.objects.update(requested_at=long_ago)
    queued = client.get(url).content.decode()
    assert ("Väntar på sin tur" in queued, "Titta igen" in queued) == (True, True)
    ModuleExport.objects.update(started_at=long_ago)

    shown = client.get(url).content.decode()

    assert "Misslyckades. Framställningen avbröts. Gör filen på nytt." in shown
    assert "Titta igen" not in shown
    build_export(export=export)  # another worker has it after all
    assert ModuleExport.objects.get().started_at > long_ago  # type: ignore[operator]  # it has begun
    assert reverse("download_export", args=[page.pk, export.pk]) in client.get(url).content.decode()
    files = storages["exports"].listdir("")
    build_export(export=export)  # once more, at the same time
    assert storages["exports"].listdir("") == files
