"""Sign-in and sign-out, passwords, expiry of sessions, and access to the Wagtail admin."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from people.codes.actions import HandOutCode
from people.identity.middleware import LAST_SEEN, STARTED
from people.models import Person
from tests.factories.people import PASSWORD, EmploymentFactory, PersonFactory

pytestmark = pytest.mark.django_db
LOGIN = "/konto/logga-in/"
HOME = "/konto/"


@pytest.fixture
def amina() -> Person:
    return EmploymentFactory(person=PersonFactory(username="amina")).person


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: str) -> object:
    return client.post(LOGIN, {"login": username, "password": password, **extra})


@pytest.mark.parametrize("typed", ["amina", "AMINA", " Amina "])
def test_sign_in_with_user_name_in_any_case(client: Client, amina: Person, typed: str) -> None:
    answer = sign_in(client, typed)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session.get_expire_at_browser_close()


def test_sign_in_in_english_lands_on_the_english_site(client: Client, amina: Person) -> None:
    answer = client.post("/en" + LOGIN, {"login": "amina", "password": PASSWORD})
    assert answer["Location"] == "/en/"


def refusal(client: Client, username: str, password: str) -> str:
    """Return the page of a refused sign-in, without tokens."""
    page = sign_in(client, username, password).content.decode().replace(username, "NAME")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_unknown_user_and_wrong_password_give_the_same_page(client: Client, amina: Person) -> None:
    assert refusal(client, "amina", "fel") == refusal(client, "ingen", "fel")


def test_unknown_user_costs_a_hash_too(
    client: Client, amina: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *args: hashed.append("once") or real(self, *args)
    )
    counts = []
    for username in ("amina", "ingen"):
        hashed.clear()
        sign_in(client, username, "fel")
        counts.append(len(hashed))
    assert counts == [1, 1]


def test_sixth_wrong_password_must_wait_whatever_the_case(client: Client, settings: object) -> None:
    PersonFactory(username="amina")
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,5/5m/key"}
    cache.clear()
    for username in ("amina", "Amina", "AMINA", "amina", "aMina"):
        sign_in(client, username, "fel")
    answer = sign_in(client, "amina")
    assert "sessionid" not in client.cookies
    assert answer.status_code == 200
    cache.clear()


def test_many_attempts_from_one_address_get_a_plain_page(client: Client, settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"one_time_code": "2/m/ip"}
    cache.clear()
    answers = [client.post("/konto/kod/", {"login": "x", "code": "y"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    cache.clear()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "http://p-0123456789abcdef.localhost:8000/",
        "http:///evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
    ],
)
def test_sign_in_never_leads_to_another_host(client: Client, amina: Person, target: str) -> None:
    assert sign_in(client, "amina", next=target)["Location"] == "/"


def test_sign_in_redirects_to_the_requested_page(client: Client, amina: Person) -> None:
    response = client.get(HOME)
    assert response["Location"] == f"{LOGIN}?next={HOME}"
    assert sign_in(client, "amina", next=HOME)["Location"] == HOME


def test_inactive_account_gets_a_page_that_says_so(client: Client) -> None:
    PersonFactory(username="amina", is_active=False)
    answer = sign_in(client, "amina")
    assert answer["Location"] == reverse("account_inactive")
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("name", ["account_signup", "account_confirm_email", "account_reset_password"])
def test_pages_that_are_not_offered_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_sign_out_by_get_shows_a_confirmation(client: Client, amina: Person) -> None:
    client.force_login(amina)
    client.get("/konto/logga-ut/")
    assert client.get(HOME).status_code == 200
    assert client.post("/konto/logga-ut/")["Location"] == LOGIN
    assert client.get(HOME).status_code == 302


def test_answers_to_somebody_signed_in_are_not_stored(client: Client, amina: Person) -> None:
    client.force_login(amina)
    assert "no-store" in client.get(HOME)["Cache-Control"]


@pytest.mark.parametrize("stamp", [LAST_SEEN, STARTED])
def test_session_left_or_open_too_long_is_over(
    client: Client, amina: Person, settings: object, stamp: str
) -> None:
    client.force_login(amina)
    assert client.get(HOME).status_code == 200
    session = client.session
    session[stamp] -= settings.SESSION_COOKIE_AGE + 1
    session.save()
    answer = client.get(HOME)
    assert (answer.status_code, answer["Location"]) == (302, f"{LOGIN}?next={HOME}")
    assert client.get(HOME).status_code == 302


def test_session_in_use_is_written_at_most_once_a_minute(client: Client, amina: Person) -> None:
    client.force_login(amina)
    client.get(HOME)
    before = client.session[LAST_SEEN]
    session = client.session
    session[LAST_SEEN] -= 61
    session.save()
    client.get(HOME)
    assert client.session[LAST_SEEN] >= before


def test_person_who_must_choose_a_password_gets_nowhere_else(client: Client) -> None:
    person = PersonFactory(username="amina", must_change_password=True)
    client.force_login(person)
    change = "/konto/losenord/"
    assert client.get(HOME)["Location"] == change
    assert client.get(change).status_code == 200

    answer = client.post(change, {"oldpassword": PASSWORD, "password1": "tre blöta vantar"})

    assert answer["Location"] == HOME
    person.refresh_from_db()
    assert person.check_password("tre blöta vantar")
    assert client.get(HOME).status_code == 200


def test_change_password_ends_the_other_sessions(client: Client, amina: Person) -> None:
    other = Client()
    for browser in (client, other):
        browser.force_login(amina)
    client.post("/konto/losenord/", {"oldpassword": PASSWORD, "password1": "tre blöta vantar"})
    assert [client.get(HOME).status_code, other.get(HOME).status_code] == [200, 302]


def test_one_time_code_gives_password_and_session(client: Client, amina: Person) -> None:
    code = HandOutCode(person=amina, by=None).run()
    answer = client.post("/konto/kod/", {"login": "amina", "code": code, "password": "tre blöta vantar"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get(HOME).status_code == 200
    assert client.session.get_expire_at_browser_close()


@pytest.mark.both_engines
def test_one_time_code_with_a_common_password_says_what_is_wrong(client: Client, amina: Person) -> None:
    code = HandOutCode(person=amina, by=None).run()
    answer = client.post("/konto/kod/", {"login": "amina", "code": code, "password": "12345678"})
    assert answer.context["form"].errors["password"]
    assert amina.one_time_codes.filter(used_at__isnull=True, failed_attempts=0).exists()


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/cms/login/", f"{LOGIN}?next=%2Fcms%2F"),
        ("/cms/login/?next=/cms/pages/", f"{LOGIN}?next=%2Fcms%2Fpages%2F"),
        ("/cms/password_reset/", "/konto/kod/"),
        ("/cms/password_reset/confirm/x/y/", "/konto/kod/"),
        ("/cms/", "/konto/logga-in/?next=/cms/"),
        ("/_util/login/?next=/mitt/", f"{LOGIN}?next=/mitt/"),
        ("/en/_util/login/", f"/en{LOGIN}"),
    ],
)
def test_wagtail_sign_in_urls_redirect_to_the_site(client: Client, path: str, target: str) -> None:
    assert client.get(path)["Location"] == target


@pytest.mark.parametrize("path", ["/cms/login/", "/_util/login/"])
def test_wagtails_own_sign_in_can_not_be_posted_to(client: Client, amina: Person, path: str) -> None:
    """Its view has no limit of attempts."""
    client.post(path, {"username": "amina", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path", ["/cms/", "/cms/pages/", "/cms/account/", "/cms/api/main/pages/", "/cms/nothing/"]
)
def test_admin_when_opened_by_a_learner_is_forbidden(client: Client, amina: Person, path: str) -> None:
    client.force_login(amina)
    answer = client.get(path)
    assert answer.status_code == 403
    assert "Location" not in answer


def test_trainer_enters_the_admin(client: Client, amina: Person) -> None:
    amina.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(amina)
    assert client.get("/cms/").status_code == 200


@pytest.mark.both_engines
def test_admin_has_a_policy_of_its_own_and_our_pages_allow_nothing_within(
    client: Client, amina: Person
) -> None:
    amina.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(amina)
    policies = [client.get(path)["Content-Security-Policy"] for path in ("/cms/", HOME)]
    assert ["'unsafe-inline'" in policy for policy in policies] == [True, False]
