"""What the editor learns about the person and the draft when it could not save."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.courses import make_module_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_editor_gets_its_person_with_the_page_and_only_own_revisions(client: Client) -> None:
    page = make_module_page()
    author, other = PersonFactory(is_superuser=True), PersonFactory(is_superuser=True)
    revision = page.save_revision(user=author)
    client.force_login(author)

    edited = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    address = reverse("editor_session")
    assert f'data-person="{author.pk}"' in edited
    assert f'data-session-url="{address}?page={page.pk}"' in edited

    def session(key: object) -> dict[str, Any]:
        response = client.get(address, {"page": key})
        assert "no-store" in response["Cache-Control"]
        content: dict[str, Any] = response.json()
        return content

    own = {"id": revision.pk, "created_at": revision.created_at.isoformat()}
    assert (session(page.pk)["person"], session(page.pk)["revision"]) == (author.pk, own)
    assert [session(key)["revision"] for key in ("", "x", "-1", "²", 10**30)] == [None] * 5
    client.force_login(other)
    assert (session(page.pk)["person"], session(page.pk)["revision"]) == (other.pk, None)
