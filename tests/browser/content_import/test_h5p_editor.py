"""A trainer edits H5P content in the official editor: a real Chromium, the real service, an old client."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import requests
from django.core.files.storage import storages
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from content_import.h5p_service import client, tickets
from content_import.h5p_service.client import EditorUnavailable
from content_import.h5p_service.tickets import TicketAction, make_ticket
from content_import.packages.actions import ImportPackage
from courses.models import Package
from demo.building.h5p import build_h5p
from tests.browser.axe import violations
from tests.browser.look_pages import sign_in
from tests.factories.h5p.form_types import install_form_types
from tests.factories.packages import approve
from tests.factories.people import PersonFactory
from tests.servers.h5p_editor import SECRET, SERVICE, WITH_NODE, EditorServer, running_editor

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = "wagtailsnippets_courses_package"
KEYS: dict[str, Any] = {"person": 7, "package": "abc"}
TYPE = "Narlara.Choice 1.0"
#: without the header of Wagtail and the form within the editor, which is H5P's own
AXE_CONTEXT = {"include": [["main"]], "exclude": [["main > header"], [".w-slim-header"], ["iframe"]]}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EditorServer]:
    """One service for all tests here: it takes seconds to start."""
    with running_editor(tmp_path_factory.mktemp("h5p") / "editor") as server:
        yield server


@pytest.fixture
def editor(server: EditorServer, settings: Any) -> EditorServer:
    settings.H5P_EDITOR_URL, settings.H5P_EDITOR_SECRET = server.origin, SECRET
    return server


@pytest.fixture
def package(tmp_path: Path) -> Package:
    install_form_types(tmp_path)
    archive = build_h5p(tmp_path / "larmet.h5p")
    return approve(ImportPackage(archive=archive, title="Larmet på ö", by=None).run())


@pytest.fixture
def archive(package: Package, tmp_path: Path) -> io.BytesIO:
    return io.BytesIO((tmp_path / "larmet.h5p").read_bytes())


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


def installed_by_upload(editor: EditorServer, session: str, archive: bytes) -> int:
    """Return how many libraries a session installs from an archive, past its endpoint."""
    file = editor.data / "newer.h5p"
    file.write_bytes(archive)
    script = f"""
        import {{ Sessions, userOf }} from "./sessions.js";
        const found = await new Sessions("{editor.data}", "http://localhost").find("{session}");
        const uploaded = await found.editor.uploadPackage("{file}", userOf(found.session));
        console.log(uploaded.installedLibraries.length);
    """
    command = ["node", "--input-type=module", "--eval", script]
    run = subprocess.run(command, cwd=SERVICE, env=WITH_NODE, check=True, capture_output=True, timeout=60)  # noqa: S603 - node of this machine
    return int(run.stdout)


def opened(archive: io.BytesIO) -> str:
    """Return a new session for the archive."""
    return client.open_session(archive, **KEYS, library=TYPE, title="Å", back="http://localhost/")


def sessions_of(editor: EditorServer) -> set[str]:
    return {path.name for path in (editor.data / "sessions").iterdir()}


def use_ticket(editor: EditorServer, action: str, session: str, ticket: str) -> int:
    """Return the status of the answer to the request that the ticket is for."""
    method, path = {
        "edit": ("GET", f"/edit/{ticket}"),
        "export": ("GET", f"/sessions/{session}/archive"),
        "close": ("DELETE", f"/sessions/{session}"),
    }[action]
    headers = {} if action == "edit" else {"X-Ticket": ticket}
    address = editor.origin + path
    return requests.request(method, address, headers=headers, timeout=9, allow_redirects=False).status_code


def faults_on(page: Page) -> list[Any]:
    """Return what axe finds on a page of ours, and whether it is wider than the screen."""
    main = page.locator("main")
    is_wide = main.evaluate("(element) => element.scrollWidth > element.clientWidth")
    # axe does not see that the text within the scrolling area of Wagtail's editor takes the focus
    found = violations(page, context=AXE_CONTEXT, without=["scrollable-region-focusable"])
    return [*found, *([f"wide: {page.url}"] if is_wide else [])]


def test_package_is_edited_in_the_editor_and_saved_as_the_next_version(
    site: str, phone: BrowserContext, editor: EditorServer, package: Package
) -> None:
    before = sessions_of(editor)
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.set_viewport_size({"width": 1280, "height": 1200})
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
    assert sessions_of(editor) == before


def test_new_content_is_written_in_the_editor_on_a_phone(
    site: str, phone: BrowserContext, editor: EditorServer, tmp_path: Path
) -> None:
    install_form_types(tmp_path)
    sign_in(phone, PersonFactory(is_superuser=True), site)
    page = phone.new_page()
    page.goto(site + reverse(f"{NAMES}:h5p_new", args=["Narlara.Choice-1.0"]))
    faults = faults_on(page)
    page.goto(site + reverse(f"{NAMES}:h5p_types"))
    faults += faults_on(page)
    page.get_by_role("main").get_by_role("button", name="Flerval med återkoppling").click()
    faults += faults_on(page)
    page.get_by_role("link", name="Öppna H5P-redigeraren").click()
    form = page.frame_locator(".h5p-editor-iframe")
    form.locator(".field.text .ckeditor").first.click()
    question = form.frame_locator("iframe.cke_wysiwyg_frame").locator("body")
    question.fill("Vad gör du när larmet går på ön?")
    answers = form.locator(".listgroup .h5peditor-text")
    for number, text in enumerate(["Går dit", "Väntar på åskan", "Ringer Åsa"]):
        answers.nth(number).fill(text)
    form.get_by_label("Det är rätt").first.check()
    faults += faults_on(page)
    page.get_by_role("button", name="Spara").click()
    page.get_by_label("Titel").fill("Larmet på ön")
    faults += faults_on(page)
    page.get_by_role("button", name="Spara som paket").click()
    expect(page.get_by_text("”Larmet på ön (v1)” är sparat.")).to_be_visible()

    content = content_of(Package.objects.get(title="Larmet på ön"))
    assert "Vad gör du när larmet går på ön?" in content["question"]
    found = [(each["text"], each["correct"]) for each in content["answers"]]
    assert found == [("Går dit", True), ("Väntar på åskan", False), ("Ringer Åsa", False)]
    assert faults == []


def test_service_refuses_tickets_before_it_reads_a_body(
    editor: EditorServer, archive: io.BytesIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(archive)
    used = make_ticket(TicketAction.OPEN, **KEYS, digest="")
    assert (
        requests.post(f"{editor.origin}/sessions", headers={"X-Ticket": used}, timeout=9).status_code == 403
    )
    with monkeypatch.context() as patch:
        patch.setattr(tickets, "LIFETIME", -1)
        expired = {action: make_ticket(action, **KEYS, session=session) for action in TicketAction}
    forged = used.partition(".")[0] + ".QUFB"
    other = make_ticket(TicketAction.EDIT, **KEYS, session=session)
    open_refused = ["", "x", forged, used, expired[TicketAction.OPEN], other]

    answers = [editor.answer_without_body("POST", "/sessions", X_Ticket=ticket) for ticket in open_refused]
    inside = [
        editor.answer_without_body("POST", f"/s/{session}/{path}", Content_Type=kind)
        for path in ("save", "ajax?action=files", "ajax?action=library-upload", "other")
        for kind in (
            "application/json",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
        )
    ]
    elsewhere = [
        editor.answer_without_body(
            "GET", f"/sessions/{session}/archive", X_Ticket=expired[TicketAction.EXPORT]
        ),
        editor.answer_without_body("DELETE", f"/sessions/{session}", X_Ticket=expired[TicketAction.CLOSE]),
        editor.answer_without_body("GET", f"/edit/{expired[TicketAction.EDIT]}"),
    ]

    assert {*answers, *inside, *elsewhere} == {403}
    assert client.fetch_archive(session, io.BytesIO(), **KEYS) is False  # it is still open


@pytest.mark.parametrize("action", ["edit", "export", "close"])
def test_service_refuses_foreign_and_replayed_tickets(
    editor: EditorServer, archive: io.BytesIO, action: str
) -> None:
    session, other = opened(archive), opened(archive)
    values = {"action": TicketAction(action), **KEYS, "session": session}
    foreign = [{**values, "person": 8}, {**values, "package": "other"}, {**values, "session": other[::-1]}]

    def status(ticket: str, address: str = session) -> int:
        return use_ticket(editor, action, address, ticket)

    assert [status(make_ticket(**each)) for each in foreign] == [403, 403, 403]
    ticket = make_ticket(**values)
    if action != "edit":
        assert status(make_ticket(**values), other) == 403
    assert [status(ticket), status(ticket)] == [{"edit": 303, "export": 404, "close": 204}[action], 403]


def test_service_installs_nothing_and_loses_nothing_when_killed(
    editor: EditorServer, package: Package, archive: io.BytesIO
) -> None:
    session = opened(archive)
    address = client.edit_url(session, **KEYS)
    browser = requests.Session()
    assert browser.get(address).status_code == 200
    inside = f"{editor.origin}/s/{session}/"
    assert requests.get(inside, timeout=9).status_code == 403  # without the cookie
    newer = newer_library(archive)
    for action in (
        "library-upload",
        "library-install&id=H5P.X",
        "get-content&hubId=1",
        "content-hub-metadata-cache",
    ):
        refused = browser.post(f"{inside}ajax?action={action}", files={"h5p": ("x.h5p", newer)})
        assert refused.status_code == 403
    assert installed_by_upload(editor, session, newer) == 0
    content = {"params": content_of(package), "metadata": {"title": "Å", "license": "U"}}
    body = {"library": TYPE, "params": content}
    assert browser.post(f"{inside}save", json=body).status_code == 200
    assert browser.post(f"{inside}save", json=body, headers={"Origin": "http://x"}).status_code == 403
    whole = io.BytesIO()
    assert client.fetch_archive(session, whole, **KEYS)
    editor.kill()
    with pytest.raises(EditorUnavailable):
        client.fetch_archive(session, io.BytesIO(), **KEYS)
    # killed in the middle of the next save: what was whole before stays
    (editor.data / f"sessions/{session}/saving.h5p").write_bytes(whole.getvalue()[:99])
    editor.start()
    assert requests.get(address, timeout=9).json() == {"error": "The ticket has been used."}
    again = io.BytesIO()
    assert client.fetch_archive(session, again, **KEYS)
    assert again.getvalue() == whole.getvalue()
