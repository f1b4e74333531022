"""The page of H5P content and the files of libraries on the content origin."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client

from courses.models import Package
from infrastructure.http.origins import content_origin
from lms.attempts.launches.tokens import file_prefix, h5p_prefix
from lms.h5p.models import H5PLibrary
from lms.h5p.queries import store_revision
from tests.factories.h5p.archives import BASE, PAGE, QUIZ, Library, install, make_h5p_package
from tests.factories.packages import make_package

pytestmark = pytest.mark.django_db(transaction=True)


def get(path: str, label: str) -> Any:
    response = Client().get(path, headers={"host": urlsplit(content_origin(label)).netloc})
    # read to its end, as a browser does: the file behind it is closed then
    response.read = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def state_of(response: Any) -> dict[str, str]:
    match = re.search(r'<script id="state"[^>]*>(.*?)</script>', response.content.decode(), re.DOTALL)
    assert match is not None
    state: dict[str, str] = json.loads(match[1])
    return state


@pytest.fixture
def package(tmp_path: Path) -> Package:
    install(tmp_path)
    return make_h5p_package(tmp_path)


def test_page_has_the_addresses_and_the_rule_of_its_type(package: Package) -> None:
    response = get(f"{h5p_prefix(package.label)}?language=en", package.label)

    state = state_of(response)
    assert (response.status_code, state["library"], state["rule"]) == (200, "Narlara.Quiz 1.2", "scored")
    assert f"{state['files']}/" == file_prefix(package.label)
    assert get(f"{state['files']}/content/content.json", package.label).status_code == 200
    library = get(f"{state['libraries']}/Narlara.Quiz-1.2/scripts/type.js", package.label)
    assert b"Narlara.Quiz" in library.read
    assert "immutable" in library.headers["Cache-Control"]
    assert '<html lang="en">' in response.content.decode()


@pytest.mark.parametrize(("needs", "evaluates"), [((), False), (("EmbeddedJS 1.0",), True)])
def test_policy_allows_evaluation_only_to_types_that_need_it(
    tmp_path: Path, needs: tuple[str, ...], evaluates: bool
) -> None:
    base = Library(BASE.name, (1, 0, 7), needs, BASE.script)
    install(tmp_path, Library("EmbeddedJS"), base, QUIZ)
    package = make_h5p_package(tmp_path)

    policy = get(h5p_prefix(package.label), package.label).headers["Content-Security-Policy"]

    assert ("'unsafe-eval'" in policy) is evaluates
    assert policy.startswith("default-src 'none'; script-src 'self' 'unsafe-inline'")
    assert "connect-src 'self';" in policy


def test_address_keeps_its_library_when_a_newer_patch_is_installed(package: Package, tmp_path: Path) -> None:
    before = state_of(get(h5p_prefix(package.label), package.label))["libraries"]

    install(tmp_path, Library(QUIZ.name, (1, 2, 9), QUIZ.needs, "// newer\n"))

    after = state_of(get(h5p_prefix(package.label), package.label))["libraries"]
    file = "Narlara.Quiz-1.2/scripts/type.js"
    assert before != after
    assert get(f"{before}/{file}", package.label).read != b"// newer\n"
    assert get(f"{after}/{file}", package.label).read == b"// newer\n"


def test_foreign_and_wrong_addresses_are_not_found(package: Package, tmp_path: Path) -> None:
    other = make_h5p_package(tmp_path, PAGE)
    scorm = make_package()
    prefix, revision = h5p_prefix(package.label), store_revision()
    script = f"{revision}/Narlara.Quiz-1.2/scripts/type.js"

    answers = {
        "right": get(f"{prefix}{script}", package.label),
        "other host": get(f"{prefix}{script}", other.label),
        "other signature": get(f"{prefix}{script}".replace(package.label, other.label), other.label),
        "page, other signature": get(prefix.replace(package.label, other.label), other.label),
        "SCORM package": get(h5p_prefix(scorm.label), scorm.label),
        "no such library": get(f"{prefix}{revision}/Narlara.Annat-1.2/scripts/type.js", package.label),
        "no such version": get(f"{prefix}{revision}/Narlara.Quiz-1.9/scripts/type.js", package.label),
        "before it was installed": get(f"{prefix}0/Narlara.Quiz-1.2/scripts/type.js", package.label),
        "out of the library": get(f"{prefix}{revision}/Narlara.Quiz-1.2/../a.js", package.label),
    }

    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == dict.fromkeys(answers, 404) | {"right": 200}


def test_library_that_is_being_installed_is_not_served(package: Package, tmp_path: Path) -> None:
    prefix, revision = h5p_prefix(package.label), store_revision()
    H5PLibrary.objects.filter(machine_name=QUIZ.name).update(is_ready=False)

    answer = get(f"{prefix}{revision}/Narlara.Quiz-1.2/scripts/type.js", package.label)

    assert answer.status_code == 404


@pytest.mark.parametrize("data", [None, b"{", b"[]"], ids=["missing", "cut", "list"])
def test_page_of_a_package_with_a_lost_file_is_not_found(package: Package, data: bytes | None) -> None:
    path = f"{package.label}/h5p.json"
    storages["packages"].delete(path)
    if data is not None:
        storages["packages"].save(path, ContentFile(data))

    assert get(h5p_prefix(package.label), package.label).status_code == 404
