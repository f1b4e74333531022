"""The content origin: who is served what, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Package
from lms.attempts.enums import LaunchKind
from lms.attempts.launches.tokens import LaunchToken, file_prefix
from lms.attempts.models import JournalEntry, ScoState
from tests.factories.packages import make_package
from tests.factories.people import PASSWORD, PersonFactory
from tests.factories.tracking import body, content_host, make_launch, relaunch, send, token_of

pytestmark = pytest.mark.django_db

SITE = "testserver"


@pytest.fixture
def package() -> Package:
    return make_package(
        files={"a å/film.mp4": bytes(range(256)) * 1_000, "latin.html": "å".encode("latin-1")}
    )


def get(client: Client, package: Package, path: str, **headers: str) -> Any:
    response = client.get(path, HTTP_HOST=content_host(package), headers=headers)
    # read to its end, as a browser does: the file behind it is closed then
    response.read = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def film(package: Package) -> str:
    return f"{file_prefix(package.label)}a å/film.mp4"


# -- hosts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "testserver.evil.example",
        "p-xyz.testserver",
        "xtestserver",
        "",
        "p-" + "0" * 31 + ".testserver",
        "p-" + "0" * 32 + ".testserver.evil.example",
        "p-" + "0" * 32 + "@testserver",
        "testserver:81",
    ],
)
def test_host_when_it_is_neither_site_nor_content_is_refused(client: Client, host: str) -> None:
    response = client.get("/", HTTP_HOST=host or "-")

    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "localhost:8000", "LOCALHOST:8000"])
def test_loopback_address_of_a_local_site_redirects(client: Client, settings: Any, host: str) -> None:
    settings.SITE_ORIGIN = "http://narlara.localhost:8000"

    response = client.get("/lar/?a=1", HTTP_HOST=host)

    assert (response.status_code, response["Location"]) == (302, "http://narlara.localhost:8000/lar/?a=1")
    assert client.post("/lar/", HTTP_HOST=host).status_code == 400


def test_loopback_address_of_a_site_elsewhere_is_refused(client: Client, settings: Any) -> None:
    settings.SITE_ORIGIN = "https://larande.example.se"

    assert client.get("/", HTTP_HOST="localhost:8000").status_code == 400


@pytest.mark.parametrize("path", ["/", "/cms/", "/konto/login/", "/lar/", "/mitt/", "/dokument/1/x.pdf"])
def test_site_on_a_content_host_is_not_found(client: Client, package: Package, path: str) -> None:
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))

    response = get(client, package, path)

    assert response.status_code == 404
    assert not response.cookies


def test_content_on_the_site_is_not_found(client: Client, package: Package) -> None:
    assert client.get(film(package), HTTP_HOST=SITE).status_code in {302, 404}
    assert client.post(f"/l/{token_of(make_launch())}/commit", HTTP_HOST=SITE).status_code in {302, 403, 404}


def test_content_answer_when_given_keeps_content_in_its_place(client: Client, package: Package) -> None:
    response = get(client, package, film(package))

    assert "frame-ancestors 'self' http://testserver" in response["Content-Security-Policy"]
    assert "connect-src 'self' data: blob:;" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Connection-Allowlist"] == '(response-origin "*://*:*/*")'
    assert not response.has_header("X-Frame-Options")
    assert not response.has_header("Service-Worker-Allowed")
    assert not response.cookies


@pytest.mark.parametrize(
    ("links", "header", "problems"),
    [
        ([], "(response-origin)", set()),
        (["https://a.se", "https://*.b.se"], '(response-origin "https://a.se" "https://*.b.se")', set()),
        (['https://a.se"'], None, {"tracking.E004"}),
        (["www.a.se"], None, {"tracking.E004"}),
    ],
)
def test_content_response_with_limited_links_has_them_in_its_header(
    client: Client, settings: Any, links: list[str], header: str | None, problems: set[str]
) -> None:
    settings.CONTENT_LINKS = links
    launch = make_launch()
    package = launch.package_attempt.package

    assert {check.id for check in run_checks() if str(check.id).startswith("tracking.")} == problems
    if header:
        # the shell too: content, which shares its origin, can act in its realm
        for path in (film(package), f"/l/{token_of(launch)}/"):
            assert get(client, package, path)["Connection-Allowlist"] == header


def test_service_worker_of_content_is_refused(client: Client, package: Package) -> None:
    path = f"{file_prefix(package.label)}del-1.html"

    assert get(client, package, path, **{"Service-Worker": "script"}).status_code == 403
    assert get(client, package, path).status_code == 200


def test_change_from_a_same_site_page_is_refused(client: Client) -> None:
    data = {"login": PersonFactory().username, "password": PASSWORD}
    sign_in = reverse("account_login")

    for origin in ("same-site", "cross-site"):
        answer = client.post(sign_in, data, headers={"Sec-Fetch-Site": origin})
        assert answer.status_code == 403
    assert client.post(sign_in, data, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_player_page_when_shown_may_frame_its_package_alone(client: Client) -> None:
    launch = make_launch()
    client.force_login(launch.attempt.person)
    step = launch.package_attempt.step_id

    response = client.get(f"/lar/{launch.attempt_id}/{step}/")

    origin = f"http://{content_host(launch.package_attempt.package)}"
    assert f"frame-src 'self' {origin};" in response["Content-Security-Policy"] + ";"
    assert "allow-top-navigation" not in response.content.decode()


# -- files ---------------------------------------------------------------------------------------------------


def test_file_is_streamed_and_cached_for_good(client: Client, package: Package) -> None:
    response = get(client, package, film(package))

    assert (response.status_code, response["Content-Type"]) == (200, "video/mp4")
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["Content-Length"] == "256000"
    assert response.read == bytes(range(256)) * 1_000


def test_html_when_served_leaves_its_encoding_to_the_file(client: Client, package: Package) -> None:
    response = get(client, package, f"{file_prefix(package.label)}latin.html?x=1")

    assert response["Content-Type"] == "text/html"
    assert response.read == "å".encode("latin-1")


def test_range_request_is_answered_with_that_range(client: Client, package: Package) -> None:
    response = get(client, package, film(package), Range="bytes=100-199")

    assert (response.status_code, response["Content-Range"]) == (206, "bytes 100-199/256000")
    assert (response["Content-Length"], response.read) == ("100", bytes(range(100, 200)))


def test_range_when_beyond_the_end_is_416(client: Client, package: Package) -> None:
    response = get(client, package, film(package), Range="bytes=256000-")

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */256000")


def test_range_of_another_version_is_answered_with_the_whole_file(client: Client, package: Package) -> None:
    etag = get(client, package, film(package))["ETag"]

    assert get(client, package, film(package), Range="bytes=0-1", **{"If-Range": etag}).status_code == 206
    other = get(client, package, film(package), Range="bytes=0-1", **{"If-Range": '"x"'})
    assert (other.status_code, other["Content-Length"]) == (200, "256000")


def test_file_when_the_browser_has_it_is_304(client: Client, package: Package) -> None:
    etag = get(client, package, film(package))["ETag"]

    response = get(client, package, film(package), **{"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize("name", ["../{other}/del-1.html", "..%2f{other}%2fdel-1.html", "%5c..%5cx", "", "x"])
def test_file_when_its_path_leads_elsewhere_is_not_found(client: Client, package: Package, name: str) -> None:
    other = make_package()

    path = file_prefix(package.label) + name.format(other=other.label)

    assert get(client, package, path).status_code == 404


def test_files_when_the_week_is_over_open_for_one_more(client: Client, package: Package) -> None:
    path = film(package)
    for weeks, status in ((1, 200), (2, 404)):
        with time_machine.travel(timezone.now() + dt.timedelta(weeks=weeks)):
            assert get(client, package, path).status_code == status


def test_files_when_signed_for_another_package_are_not_found(client: Client, package: Package) -> None:
    other = make_package()
    forged = file_prefix(other.label).replace(other.label, package.label)

    assert get(client, package, f"{forged}del-1.html").status_code == 404
    # and no package is read on another's origin
    assert get(client, package, f"{file_prefix(other.label)}del-1.html").status_code == 404


def test_shared_content_host_when_set_serves_every_package(
    client: Client, package: Package, settings: Any
) -> None:
    settings.CONTENT_ORIGIN = "http://content.testserver"

    response = client.get(film(package), HTTP_HOST="content.testserver")

    assert len(b"".join(response.streaming_content)) == 256_000


# -- tokens --------------------------------------------------------------------------------------------------


def test_shell_when_its_launch_holds_the_attempt_opens_with_the_state(client: Client) -> None:
    launch = make_launch()
    send(client, launch, body({"core": {"lesson_location": "5", "exit": "suspend"}}))

    response = get(client, launch.package_attempt.package, f"/l/{token_of(launch)}/")

    assert response.status_code == 200
    assert '"cmi.core.lesson_location": "5"' in response.content.decode()
    assert "script-src 'self';" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"


def bad_tokens(launch: Any) -> dict[str, str]:
    token = token_of(launch)
    return {
        "altered": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "noise": "hej",
        "unsigned": token.split(":")[0],
        "of nothing": LaunchToken(LaunchKind.RECORD, "hej", "sv").sign(),
        "unheard of": LaunchToken(LaunchKind.RECORD, "00000000-0000-0000-0000-000000000000", "sv").sign(),
    }


@pytest.mark.parametrize("kind", ["altered", "noise", "unsigned", "of nothing", "unheard of"])
def test_token_when_it_opens_nothing_gets_a_plain_page_and_changes_nothing(client: Client, kind: str) -> None:
    launch = make_launch()
    token, package = bad_tokens(launch)[kind], launch.package_attempt.package

    page = get(client, package, f"/l/{token}/")
    saved = send(client, launch, body(), token=token)

    assert (page.status_code, saved.status_code) == (403, 403)
    assert "<main>" in page.content.decode()
    assert not JournalEntry.objects.exists()
    assert not ScoState.objects.exists()


@pytest.mark.parametrize(("kind", "hours"), [(LaunchKind.RECORD, 24), (LaunchKind.REVIEW, 2)])
def test_token_when_its_time_is_out_opens_nothing(client: Client, kind: LaunchKind, hours: int) -> None:
    launch = make_launch()
    subject = str(launch.uuid if kind == LaunchKind.RECORD else launch.package_attempt_id)
    token, package = LaunchToken(kind, subject, "sv").sign(), launch.package_attempt.package
    assert get(client, package, f"/l/{token}/").status_code == 200

    with time_machine.travel(timezone.now() + dt.timedelta(hours=hours, seconds=5)):
        assert get(client, package, f"/l/{token}/").status_code == 403


@pytest.mark.parametrize("kind", [LaunchKind.REVIEW, LaunchKind.PREVIEW])
def test_token_of_a_look_when_it_names_nothing_opens_nothing(client: Client, kind: LaunchKind) -> None:
    token = LaunchToken(kind, "hej", "sv").sign()

    assert get(client, make_package(), f"/l/{token}/").status_code == 403


def test_token_when_a_newer_launch_holds_the_attempt_opens_nothing(client: Client) -> None:
    old = make_launch()
    relaunch(old.attempt)

    response = get(client, old.package_attempt.package, f"/l/{token_of(old)}/")

    assert response.status_code == 403


def test_token_when_used_on_another_packages_origin_opens_nothing(client: Client) -> None:
    launch = make_launch()

    assert get(client, make_package(), f"/l/{token_of(launch)}/").status_code == 404


@pytest.mark.parametrize("kind", [LaunchKind.REVIEW, LaunchKind.PREVIEW])
@pytest.mark.both_engines
def test_token_when_it_records_nothing_takes_no_commit(client: Client, kind: LaunchKind) -> None:
    launch = make_launch()
    package = launch.package_attempt.package
    subject = launch.package_attempt_id if kind == LaunchKind.REVIEW else package.pk
    token = LaunchToken(kind, str(subject), "sv").sign()

    assert get(client, package, f"/l/{token}/").status_code == 200
    assert send(client, launch, body(), token=token).json()["code"] == "not_recorded"
    assert not JournalEntry.objects.exists()


def test_commit_by_get_is_405(client: Client) -> None:
    launch = make_launch()

    assert get(client, launch.package_attempt.package, f"/l/{token_of(launch)}/commit").status_code == 405


# -- checks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "content", "found"),
    [
        ("https://a.se", "https://p-{label}.a.se", set()),
        ("https://a.se", "https://p-{label}.b.se", set()),
        ("http://narlara.localhost:8000", "http://p-{label}.narlara.localhost:8000", set()),
        ("http://localhost:8000", "http://p-{label}.localhost:8000", {"tracking.W002"}),
        ("https://a.se", "https://a.se", {"tracking.E002", "tracking.W001"}),
        ("https://a.se", "https://a.se:444", {"tracking.E002", "tracking.W001"}),
        ("https://www.a.se", "https://a.se", {"tracking.E003", "tracking.W001"}),
        ("https://a.se", "https://content.a.se", {"tracking.W001"}),
        ("https://a.se/x", "https://p-{label}.a.se", {"tracking.E001"}),
        ("a.se", "https://p-{label}.a.se", {"tracking.E001"}),
    ],
)
def test_origins_under_which_content_could_act_as_the_site_are_refused(
    settings: Any, site: str, content: str, found: set[str]
) -> None:
    settings.SITE_ORIGIN, settings.CONTENT_ORIGIN = site, content

    assert {check.id for check in run_checks() if str(check.id).startswith("tracking.")} == found
