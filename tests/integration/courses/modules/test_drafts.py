"""Drafts need a title only; publishing requires the other fields."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail import hooks
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

from courses.enums import PackageStatus
from courses.models import (
    HomePage,
    InformationPage,
    ModuleIndexPage,
    ModulePage,
    SeminarIndexPage,
    SeminarPage,
)
from courses.modules.bulk_publishing import find_publish_errors
from people.access.roles import GrantRole
from people.enums import RoleKind
from tests.factories.courses import PackageFactory, ThemeFactory, make_site
from tests.factories.files.used_files import document, unmeasured
from tests.factories.people import MunicipalityFactory, PersonFactory

pytestmark = pytest.mark.django_db

TITLE = "Förebygg fall hemma"
PARENTS: dict[type[Page], type[Page]] = {
    ModulePage: ModuleIndexPage,
    SeminarPage: SeminarIndexPage,
    InformationPage: HomePage,
    ModuleIndexPage: HomePage,
    SeminarIndexPage: HomePage,
}
AUTOSAVE = {"accept": "application/json"}


@pytest.fixture
def trainer(client: Client) -> Client:
    make_site()
    ThemeFactory(slug="nara-vard", name_sv="Nära vård")
    client.force_login(PersonFactory(is_superuser=True))
    return client


def add_url(model: type[Page]) -> str:
    parent = PARENTS[model].objects.get(locale__language_code="sv")
    return reverse("wagtailadmin_pages:add", args=["courses", model._meta.model_name, parent.pk])


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_at(client: Client, url: str, **values: Any) -> QueryDict:
    """Return what a browser posts from the form at `url`, with some values written."""
    posted = querydict_from_html(client.get(url).content.decode(), form_id="page-edit-form")
    for name, value in {"steps-count": "0", **values}.items():
        posted[name] = value
    return posted


def draft(client: Client, model: type[Page], **values: Any) -> Page:
    client.post(add_url(model), form_at(client, add_url(model), title=TITLE, **values))
    return model.objects.get(title=TITLE)


@pytest.mark.parametrize("model", PARENTS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("title", [TITLE, "Å", "😀"])
def test_draft_with_a_title_only_is_saved(trainer: Client, model: type[Page], title: str) -> None:
    answer = trainer.post(add_url(model), form_at(trainer, add_url(model), title=title))

    page = model.objects.get(title=title)
    assert answer.status_code == 302
    assert (page.live, page.slug.isascii()) == (False, True)
    assert trainer.get(edit_url(page)).status_code == 200
    assert trainer.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).status_code == 200


@pytest.mark.parametrize("model", PARENTS, ids=lambda model: model.__name__)
@pytest.mark.both_engines
def test_autosave_of_a_page_with_a_title_only_succeeds(trainer: Client, model: type[Page]) -> None:
    posted = form_at(trainer, add_url(model), title=TITLE)

    created = trainer.post(add_url(model), posted, headers=AUTOSAVE).json()
    page = model.objects.get(title=TITLE)
    posted = form_at(trainer, edit_url(page), title=f"{TITLE}, å ä ö")
    edited = trainer.post(edit_url(page), posted, headers=AUTOSAVE).json()

    assert (created["success"], edited["success"]) == (True, True)
    assert model.objects.get(pk=page.pk).title == f"{TITLE}, å ä ö"


@pytest.mark.both_engines
def test_page_published_during_an_automatic_save_stays_published(trainer: Client) -> None:
    page = draft(trainer, InformationPage)
    posted = form_at(trainer, edit_url(page), title=f"{TITLE}, å ä ö")

    def publish(request: HttpRequest, opened: Page) -> None:
        InformationPage.objects.get(pk=opened.pk).get_latest_revision().publish()

    with hooks.register_temporarily("before_edit_page", publish):
        saved = trainer.post(edit_url(page), posted, headers=AUTOSAVE)

    page = InformationPage.objects.get(pk=page.pk)
    assert saved.json()["success"]
    assert (page.live, page.title, page.has_unpublished_changes) == (True, TITLE, True)
    assert page.live_revision is not None
    assert page.get_latest_revision_as_object().title == f"{TITLE}, å ä ö"


def test_draft_without_a_title_is_refused(trainer: Client) -> None:
    answer = trainer.post(add_url(ModulePage), form_at(trainer, add_url(ModulePage)))

    assert list(answer.context["form"].errors) == ["title"]


def test_published_module_without_anything_says_all_that_is_missing(trainer: Client) -> None:
    page = draft(trainer, ModulePage)

    answer = trainer.post(edit_url(page), form_at(trainer, edit_url(page)) | {"action-publish": "1"})

    (sentence,) = answer.context["form"].non_field_errors()
    assert ModulePage.objects.get().live is False
    assert sentence == (
        "Fyll först i: Ingress, Steg, Längd i minuter, Vad du lär dig, För vem, Teman. "
        "Till dess kan du spara sidan som utkast."
    )


def test_draft_without_theme_is_not_published_among_others(trainer: Client) -> None:
    page = draft(trainer, ModulePage)

    with translation.override("sv"):
        sentences = find_publish_errors(page.get_latest_revision_as_object())

    assert "teman" in sentences[0]
    assert "längd i minuter" in sentences[0]


@pytest.mark.both_engines
def test_draft_without_owner_of_a_municipal_trainer_gets_the_municipality(client: Client) -> None:
    make_site()
    own = MunicipalityFactory()
    trainer = PersonFactory()
    GrantRole(person=trainer, kind=RoleKind.TRAINER, municipality=own, by=None).run()
    client.force_login(trainer)

    page = draft(client, ModulePage, module_owner="")

    assert page.module.owner == own


@pytest.mark.parametrize("content", [b"not a transcript", b"\xff\xfe\x00", b""])
def test_draft_with_an_unreadable_transcript_saves_the_other_fields(trainer: Client, content: bytes) -> None:
    page = draft(trainer, SeminarPage)
    posted = form_at(trainer, edit_url(page), introduction="Om att åka hem.").dict()
    posted["transcript_file"] = SimpleUploadedFile("Samtal på ö.vtt", content)

    answer = trainer.post(edit_url(page), posted)

    saved = SeminarPage.objects.get().get_latest_revision_as_object()
    message = [str(each) for each in get_messages(answer.wsgi_request)][-1]
    assert answer.status_code == 302
    assert (saved.introduction, saved.transcript) == ("Om att åka hem.", [])
    assert "Utskriftsfilen sparades inte" in message


def test_published_seminar_with_an_unreadable_transcript_is_refused(trainer: Client) -> None:
    page = draft(trainer, SeminarPage)
    posted = form_at(trainer, edit_url(page)).dict() | {"action-publish": "1"}
    posted["transcript_file"] = SimpleUploadedFile("t.vtt", b"not a transcript")

    answer = trainer.post(edit_url(page), posted)

    assert list(answer.context["form"].errors) == ["transcript_file"]


def unplayable(name: str = "film.mp4") -> int:
    """Return the key of a recording that only has the name of a film."""
    return int(unmeasured(name, b"En text").pk)


def unreadable_captions() -> int:
    return int(document(ContentFile(b"En text", name="text.vtt")).pk)


def unfinished_package() -> int:
    return int(PackageFactory(title="Övning på ö", status=PackageStatus.IMPORTING).pk)


def step(kind: str, **values: Any) -> dict[str, str]:
    """Return what the editor posts of a single step without a title."""
    parts = {"type": kind, "id": "", "order": "0", "deleted": "", "value-title": ""}
    posted = {**parts, **{f"value-{name}": str(value) for name, value in values.items()}}
    return {"steps-count": "1", **{f"steps-0-{name}": value for name, value in posted.items()}}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("film", lambda: {"film": unplayable(), "captions": "", "summary": json.dumps(None)}),
        ("film", lambda: {"film": "", "captions": unreadable_captions(), "summary": json.dumps(None)}),
        ("package", lambda: {"package": unfinished_package()}),
    ],
    ids=["film", "captions", "package"],
)
def test_draft_with_a_step_that_cannot_be_published_is_saved(
    trainer: Client, kind: str, values: Callable[[], dict[str, Any]]
) -> None:
    page = draft(trainer, ModulePage, **step(kind, **values()))

    posted = form_at(trainer, edit_url(page)) | {"action-publish": "1"}
    answer = trainer.post(edit_url(page), posted)

    assert [block.block_type for block in page.steps] == [kind]
    assert "steps" in answer.context["form"].errors
    assert ModulePage.objects.get().live is False


@pytest.mark.parametrize("field", ["recording", "sound"])
def test_draft_of_a_seminar_that_cannot_be_played_is_saved(trainer: Client, field: str) -> None:
    page = draft(trainer, SeminarPage, **{field: str(unplayable())})

    posted = form_at(trainer, edit_url(page)) | {"action-publish": "1"}
    answer = trainer.post(edit_url(page), posted)

    assert getattr(page, field).title == "film.mp4"
    assert field in answer.context["form"].errors
