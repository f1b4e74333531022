"""A trainer edits H5P content in the official editor: a real Chromium, the real service, an old client."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import requests
from django.core.files.storage import storages
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from content_import.h5p_service import client
from content_import.h5p_service.client import EditorUnavailable
from content_import.packages.actions import ImportPackage
from courses.models import Package
from demo.building.h5p import build_h5p
from tests.browser.look_pages import sign_in
from tests.factories.h5p.form_types import install_form_types
from tests.factories.packages import approve
from tests.factories.people import PersonFactory
from tests.servers.h5p_editor import SECRET, SERVICE, WITH_NODE, install_editor, running_editor

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = "wagtailsnippets_courses_package"
KEYS = {"person": 7, "package": "abc"}


@pytest.fixture
def package(tmp_path: Path) -> Package:
    install_form_types(tmp_path)
    archive = build_h5p(tmp_path / "larmet.h5p")
    return approve(ImportPackage(archive=archive, title="Larmet på ö", by=None).run())


def use_editor(settings: Any, origin: str) -> None:
    settings.H5P_EDITOR_URL, settings.H5P_EDITOR_SECRET = origin, SECRET


def content_of(package: Package) -> Any:
    with storages["packages"].open(f"{package.label}/content/content.json") as stream:
        return json.loads(stream.read())


def newer_library(archive: io.BytesIO) -> bytes:
    """Return the archive with a later patch of its library."""
    written = io.BytesIO()
    with ZipFile(archive) as before, ZipFile(written, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name.endswith("/library.json"):
                data = json.dumps({**json.loads(data), "patchVersion": 99}).encode()
            after.writestr(name, data)
    return written.getvalue()


def installed_by_upload(folder: Path, session: str, archive: bytes) -> int:
    """Return how many libraries a session installs from an archive, past its endpoint."""
    file = folder / "newer.h5p"
    file.write_bytes(archive)
    script = f"""
        import {{ Sessions, userOf }} from "./sessions.js";
        const found = await new Sessions("{folder}/editor", "http://localhost").find("{session}");
        const uploaded = await found.editor.uploadPackage("{file}", userOf(found.session));
        console.log(uploaded.installedLibraries.length);
    """
    command = ["node", "--input-type=module", "--eval", script]
    run = subprocess.run(command, cwd=SERVICE, env=WITH_NODE, check=True, capture_output=True, timeout=60)  # noqa: S603 - node of this machine
    return int(run.stdout)


def test_package_is_edited_in_the_editor_and_saved_as_the_next_version(
    site: str, phone: BrowserContext, settings: Any, tmp_path: Path, package: Package
) -> None:
    install_editor()
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": 1280, "height": 1200})
    with running_editor(tmp_path / "editor") as origin:
        use_editor(settings, origin)
        page.goto(site + reverse("h5p_libraries"))
        expect(page.get_by_text("Den officiella H5P-redigeraren svarar.")).to_be_visible()
        page.goto(site + reverse(f"{NAMES}:inspect", args=[package.pk]))
        page.get_by_role("button", name="Redigera i H5P-redigeraren").click()
        page.get_by_role("link", name="Öppna H5P-redigeraren").click()
        form = page.frame_locator(".h5p-editor-iframe")
        answer = form.locator("input[type=text][value='Väntar tills hon larmar igen']")
        answer.fill("Väntar på åskan & ön")
        page.get_by_role("button", name="Spara").click()
        page.get_by_role("button", name="Spara som paket").click()
        expect(page.get_by_text("”Larmet på ö (v2)” är sparat.")).to_be_visible()

    saved = Package.objects.get(lineage=package.lineage, version=2)
    texts = [each["text"] for each in content_of(saved)["answers"]]
    assert texts[1] == "Väntar på åskan &amp; ön"
    assert content_of(saved)["picture"] == content_of(package)["picture"]
    assert [path.name for path in (tmp_path / "editor/sessions").iterdir()] == []


def test_service_refuses_tickets_and_loses_nothing_when_killed(
    settings: Any, tmp_path: Path, package: Package
) -> None:
    install_editor()
    archive = io.BytesIO((tmp_path / "larmet.h5p").read_bytes())
    with running_editor(tmp_path / "editor") as origin:
        use_editor(settings, origin)
        values = {"library": "Narlara.Choice 1.0", "title": "Å", "back": "http://localhost/"}
        session = client.open_session(archive, **KEYS, **values)
        address = client.edit_url(session, **KEYS)
        browser = requests.Session()
        assert browser.get(address).status_code == 200
        assert requests.get(address, timeout=9).json() == {"error": "The ticket has been used."}
        inside = f"{origin}/s/{session}/"
        assert requests.get(inside, timeout=9).status_code == 403  # without the cookie
        settings.H5P_EDITOR_SECRET = "x" * 40
        assert requests.get(client.edit_url(session, **KEYS), timeout=9).status_code == 403
        settings.H5P_EDITOR_SECRET = SECRET
        for foreign in ({**KEYS, "person": 8}, {**KEYS, "package": "other"}):
            with pytest.raises(EditorUnavailable):
                client.fetch_archive(session, io.BytesIO(), **foreign)
        assert client.fetch_archive(session, io.BytesIO(), **KEYS) is False
        newer = newer_library(archive)
        for action in (
            "library-upload",
            "library-install&id=H5P.X",
            "get-content&hubId=1",
            "content-hub-metadata-cache",
        ):
            refused = browser.post(f"{inside}ajax?action={action}", files={"h5p": ("x.h5p", newer)})
            assert refused.status_code == 403
        assert installed_by_upload(tmp_path, session, newer) == 0
        content = {"params": content_of(package), "metadata": {"title": "Å", "license": "U"}}
        body = {"library": "Narlara.Choice 1.0", "params": content}
        assert browser.post(f"{inside}save", json=body).status_code == 200
        assert browser.post(f"{inside}save", json=body, headers={"Origin": "http://x"}).status_code == 403
        whole = io.BytesIO()
        assert client.fetch_archive(session, whole, **KEYS)
    with pytest.raises(EditorUnavailable):
        client.fetch_archive(session, io.BytesIO(), **KEYS)
    # killed in the middle of the next save: what was whole before stays
    (tmp_path / f"editor/sessions/{session}/saving.h5p").write_bytes(whole.getvalue()[:99])
    with running_editor(tmp_path / "editor") as origin:
        use_editor(settings, origin)
        assert requests.get(address.replace(address.split("/edit/")[0], origin), timeout=9).status_code == 403
        again = io.BytesIO()
        assert client.fetch_archive(session, again, **KEYS)
    assert again.getvalue() == whole.getvalue()
