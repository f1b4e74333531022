"""Headers of every response: no other origin embeds it, and no page uses device features."""

from __future__ import annotations

import pytest
from django.test import Client

from infrastructure.http.csp import PERMISSIONS_POLICY
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
FORBIDDEN = ("camera=()", "geolocation=()", "microphone=()", "payment=()", "usb=()")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/konto/logga-in/", 200),
        ("/en/konto/logga-in/", 200),
        ("/konto/", 200),
        ("/cms/", 302),
        ("/finns-inte-å/", 404),
        ("/static/css/tokens.css", 200),
        ("/static/finns-inte.css", 404),
    ],
)
def test_answer_of_the_site_forbids_embedding_and_devices(client: Client, path: str, status: int) -> None:
    client.force_login(PersonFactory()) if path == "/konto/" else None

    response = client.get(path)

    assert response.status_code == status
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Permissions-Policy"] == PERMISSIONS_POLICY
    response.close()


@pytest.mark.parametrize("feature", FORBIDDEN)
def test_permissions_policy_forbids_the_feature(feature: str) -> None:
    assert feature in PERMISSIONS_POLICY.split(", ")
