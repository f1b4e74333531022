"""Documents, recordings and images in use are not deleted, and their uses are listed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.exceptions import FileInUse
from courses.files.actions import DeleteFile
from courses.files.uses import uses_of
from courses.models import Recording
from people.models import Person
from tests.database_rows import rolled_back
from tests.factories.files.used_files import (
    KINDS,
    TITLE,
    Make,
    Used,
    is_kept,
    step_captions,
    step_film,
    step_poster,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def bulk_url(used: Used, *more: Any) -> str:
    meta = used.file._meta
    url = reverse("wagtail_bulk_action", args=[meta.app_label, meta.model_name, "delete"])
    return url + "?" + "&".join(f"id={file.pk}" for file in (used.file, *more)) + "&next=/cms/"


def is_kept_and_its_page_named_when_deleted(admin: Client, used: Used) -> None:
    shown = admin.get(used.url("delete"))
    answer = admin.post(used.url("delete"))

    assert (shown.status_code, answer.status_code, is_kept(used)) == (200, 200, True)
    for page in (shown.content.decode(), answer.content.decode()):
        assert TITLE in page
        assert reverse("wagtailadmin_pages:edit", args=[used.page.pk]) in page
        assert 'name="replacement"' in page


def is_kept_alone_when_deleted_with_others(admin: Client, used: Used) -> None:
    shown = admin.get(bulk_url(used, used.other)).content.decode()
    answer = admin.post(bulk_url(used, used.other), follow=True)

    assert reverse("wagtailadmin_pages:edit", args=[used.page.pk]) in shown
    assert used.url("delete") in shown
    assert (is_kept(used), type(used.file).objects.filter(pk=used.other.pk).exists()) == (True, False)
    assert "används och är kvar" in answer.content.decode()


def is_kept_when_deleted_after_its_upload(admin: Client, used: Used) -> None:
    answer = admin.post(used.url("delete_multiple"))

    assert (answer.status_code, answer.json(), is_kept(used)) == (409, {"success": False}, True)


def is_refused_with_a_way_forward_when_exchanged(admin: Client, used: Used) -> None:
    name = used.file.file.name
    upload = SimpleUploadedFile(used.upload.name or "", used.upload.read())
    data = {"title": "Ny titel", "file": upload, "collection": used.file.collection_id, "tags": ""}

    answer = admin.post(used.url("edit"), data)

    assert [error for error in answer.context["form"].errors["file"] if "Ladda upp den nya filen" in error]
    used.file.refresh_from_db()
    assert (used.file.file.name, is_kept(used)) == (name, True)


def is_refused_when_changed_by_code(admin: Client, used: Used) -> None:
    stored = type(used.file).objects.get(pk=used.file.pk)
    stored.file.name = used.other.file.name

    with pytest.raises(FileInUse):
        stored.save()


def may_get_another_title(admin: Client, used: Used) -> None:
    data = {"title": "Ny titel på ö", "collection": used.file.collection_id, "tags": ""}
    if used.is_image:
        data |= {"description": "", "focal_point_x": "", "focal_point_y": ""}
    answer = admin.post(used.url("edit"), data)

    used.file.refresh_from_db()
    assert (answer.status_code, used.file.title) == (302, "Ny titel på ö")


def is_gone_when_deleted_unused(admin: Client, used: Used) -> None:
    other = Used(used.other, used.page, used.file, used.upload)

    shown = admin.get(other.url("delete")).content.decode()
    answer = admin.post(other.url("delete"))

    assert (TITLE in shown, answer.status_code, is_kept(other)) == (False, 302, False)


CASES = [
    is_kept_and_its_page_named_when_deleted,
    is_kept_alone_when_deleted_with_others,
    is_kept_when_deleted_after_its_upload,
    is_refused_with_a_way_forward_when_exchanged,
    is_refused_when_changed_by_code,
    may_get_another_title,
    is_gone_when_deleted_unused,
]


OF_SEVERAL = (is_kept_alone_when_deleted_with_others, is_kept_when_deleted_after_its_upload)


@pytest.mark.parametrize("make", KINDS)
def test_used_file_when_changed_or_deleted_stays(
    subtests: pytest.Subtests, operator: Person, make: Make
) -> None:
    used = make()
    # wagtailmedia deletes and uploads one file at a time
    cases = [case for case in CASES if case not in OF_SEVERAL] if isinstance(used.file, Recording) else CASES

    for case in cases:
        with subtests.test(case=case.__name__), rolled_back():
            client = Client()
            client.force_login(operator)
            used.file.refresh_from_db()
            case(client, used)


@pytest.mark.both_engines
def test_file_that_somebody_began_to_use_is_not_deleted(operator: Person) -> None:
    used = step_film()

    with pytest.raises(FileInUse):
        DeleteFile(file=used.file, by=operator).run()

    assert Recording.objects.filter(pk=used.file.pk).exists()


@pytest.mark.parametrize(
    ("make", "is_read"), [(step_film, False), (step_captions, False), (step_poster, True)]
)
def test_pictures_of_films_in_drafts_are_read_for_images_alone(make: Make, is_read: bool) -> None:
    used = make()
    used.page.save_revision()

    with CaptureQueriesContext(connection) as queries:
        uses = uses_of(used.file)

    pictures = 'SELECT "courses_recording"."id" AS "pk", "courses_recording"."poster_id" '
    assert [(use.page.pk, use.is_draft) for use in uses] == [(used.page.pk, True)]
    assert any(query["sql"].startswith(pictures) for query in queries) == is_read
