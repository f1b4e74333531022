"""What is compressed for the way to a phone, and what is not."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client, RequestFactory
from django.urls import reverse

from courses.models import Package
from infrastructure.http.compression import accepts_gzip
from lms.attempts.launches.tokens import file_prefix
from tests.factories.packages import make_package

pytestmark = pytest.mark.django_db
SCRIPT = b"let pages = [];\n" * 20_000
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def package() -> Package:
    package = make_package()
    for name, content in (("big.js", SCRIPT), ("small.js", b"let a;"), ("big.mp4", SCRIPT)):
        storages["packages"].save(f"{package.label}/{name}", ContentFile(content))
    return package


def get(client: Client, package: Package, name: str, **headers: str) -> Any:
    host = f"p-{package.label}.testserver"
    response = client.get(f"{file_prefix(package.label)}{name}", headers=headers, HTTP_HOST=host)
    response.sent = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return response


def test_script_of_a_package_is_compressed_for_who_takes_it(client: Client, package: Package) -> None:
    answer = get(client, package, "big.js", **GZIP)
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert "Content-Length" not in answer
    assert gzip.decompress(answer.sent) == SCRIPT
    assert len(answer.sent) < len(SCRIPT) / 50


def test_script_of_a_package_is_sent_as_it_is_to_who_does_not(client: Client, package: Package) -> None:
    answer = get(client, package, "big.js")
    assert "Content-Encoding" not in answer
    assert (answer["Vary"], answer.sent) == ("Accept-Encoding", SCRIPT)


def test_each_form_of_a_file_has_an_entity_tag_of_its_own(client: Client, package: Package) -> None:
    plain, small = (get(client, package, "big.js", **headers)["ETag"] for headers in ({}, GZIP))
    assert plain != small
    assert get(client, package, "big.js", **GZIP, **{"If-None-Match": small}).status_code == 304
    assert get(client, package, "big.js", **GZIP, **{"If-None-Match": plain}).status_code == 200


def test_range_of_a_script_is_of_the_file_as_it_is(client: Client, package: Package) -> None:
    compressed = get(client, package, "big.js", **GZIP)["ETag"]
    answer = get(client, package, "big.js", **GZIP, Range="bytes=4-8")
    assert (answer.status_code, answer.sent) == (206, b"pages")
    assert "Content-Encoding" not in answer
    rest = get(client, package, "big.js", **GZIP, Range="bytes=4-8", **{"If-Range": compressed})
    assert (rest.status_code, rest.sent) == (200, SCRIPT)


@pytest.mark.parametrize("name", ["small.js", "big.mp4"])
def test_what_gains_nothing_is_not_compressed(client: Client, package: Package, name: str) -> None:
    answer = get(client, package, name, **GZIP)
    assert "Content-Encoding" not in answer
    assert "Vary" not in answer


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("br;q=1.0, gzip;q=0.5", True),
        ("deflate, GZIP", True),
        ("gzip;q=0", False),
        ("br, gzip;q=0.0", False),
        ("", False),
        ("identity", False),
        ("notgzip", False),
    ],
)
def test_accepts_gzip_reads_what_the_browser_says(header: str, accepted: bool) -> None:
    request = RequestFactory().get("/", headers={"Accept-Encoding": header})
    assert accepts_gzip(request) is accepted


def test_page_is_compressed_and_never_twice_of_the_same_length(client: Client) -> None:
    pages = [client.get(reverse("account_login"), headers=GZIP) for _ in range(8)]
    assert {page["Content-Encoding"] for page in pages} == {"gzip"}
    assert "Accept-Encoding" in pages[0]["Vary"]
    assert gzip.decompress(pages[0].content).startswith(b"<!doctype html>")
    assert len({len(page.content) for page in pages}) > 1
