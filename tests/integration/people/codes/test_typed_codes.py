"""Codes and tokens with characters beyond ASCII give a response, never an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from lms.attempts.launches.tokens import file_prefix
from people.codes.actions import HandOutCode
from tests.database_rows import rolled_back
from tests.factories.courses import make_module_version
from tests.factories.packages import make_package
from tests.factories.people import PASSWORD, PersonFactory
from tests.factories.records import make_completion
from tests.factories.tracking import body, content_host, make_launch, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

TYPED = ["ÅÄÖ-åäö", "Förebygg fall hemma", "ﬀ-😀-ß", "\u0663-\ud7ff", "e\u0301", "x\x00y", "", "å" * 3_000]


def use_code(client: Client, typed: str) -> Any:
    person = PersonFactory()
    HandOutCode(person=person, by=PersonFactory(is_superuser=True)).run()
    data = {"login": person.username, "code": typed, "password": "gräddfil till fisken"}
    return client.post(reverse("account_code"), data)


def sign_in(client: Client, typed: str) -> Any:
    return client.post(reverse("account_login"), {"login": typed, "password": typed})


def sign_in_with_a_wrong_password(client: Client, typed: str) -> Any:
    return client.post(reverse("account_login"), {"login": PersonFactory().username, "password": typed})


def change_password(client: Client, typed: str) -> Any:
    client.force_login(PersonFactory())
    names = ("oldpassword", "password1", "password2")
    return client.post(reverse("account_change_password"), dict.fromkeys(names, typed))


def verify_certificate(client: Client, typed: str) -> Any:
    completion = make_completion(PersonFactory(), make_module_version())
    client.force_login(completion.person)
    return client.get(reverse("learner:verify"), {"code": f"{completion.pk}-{typed}"})


def send_csrf_token(_client: Client, typed: str) -> Any:
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))
    data = {"login": "x", "password": PASSWORD, "csrfmiddlewaretoken": typed}
    return client.post(reverse("account_login"), data)


def open_shell(client: Client, typed: str) -> Any:
    package = make_package()
    return client.get(f"/l/{quote(typed or '-')}/", HTTP_HOST=content_host(package))


def forge_signature(client: Client, typed: str) -> Any:
    launch = make_launch()
    host = content_host(launch.package_attempt.package)
    token = f"{token_of(launch).rpartition(':')[0]}:{quote(typed)}"
    return client.post(f"/l/{token}/commit", body(), content_type="text/plain", HTTP_HOST=host)


def open_file(client: Client, typed: str) -> Any:
    package = make_package()
    signed, _, _ = file_prefix(package.label).rstrip("/").rpartition("/")
    return client.get(f"{signed}/{quote(typed or '-')}/del-1.html", HTTP_HOST=content_host(package))


PLACES = [
    use_code,
    sign_in,
    sign_in_with_a_wrong_password,
    change_password,
    verify_certificate,
    send_csrf_token,
    open_shell,
    forge_signature,
    open_file,
]


@pytest.mark.parametrize("send", PLACES, ids=lambda send: send.__name__)
def test_typed_code_that_is_not_ascii_is_answered(
    subtests: pytest.Subtests, send: Callable[[Client, str], Any]
) -> None:
    for typed in TYPED:
        with subtests.test(typed=ascii(typed)), rolled_back():
            answer = send(Client(), typed)

            assert answer.status_code in {200, 400, 403, 404}
