"""Requests to the editor's service, with time-outs, and another try where that changes nothing."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from content_import.exceptions import ContentImportError
from content_import.h5p_service.tickets import TicketAction, make_ticket

#: seconds until a connection, and between two parts of an answer
TIMEOUTS = (3, 30)
#: of the status, for which a page waits
STATUS_TIMEOUTS = (1, 2)
CHUNK = 256 * 1024


class EditorUnavailable(ContentImportError):
    """Raised when the service does not answer, or refuses, with a sentence to the trainer."""


def is_configured() -> bool:
    return bool(settings.H5P_EDITOR_URL and settings.H5P_EDITOR_SECRET)


def editor_problem() -> str:
    """Return why the service can't be used now, "" if it can."""
    try:
        answer = _session().get(f"{settings.H5P_EDITOR_URL}/health", timeout=STATUS_TIMEOUTS)
        is_ready = answer.ok and answer.json().get("ready") is True
    except (requests.RequestException, ValueError):
        return _("The H5P editor does not answer. Those who run the site can start it.")
    return "" if is_ready else _("The H5P editor has no client files. Those who run the site install them.")


def open_session(archive: BinaryIO, *, person: int, package: str, library: str, title: str, back: str) -> str:
    """Send what is to be edited, and return the id of its session. Raises EditorUnavailable."""
    archive.seek(0)
    digest = hashlib.file_digest(archive, "sha256").hexdigest()  # type: ignore[arg-type]  # a file
    archive.seek(0)
    ticket = make_ticket(
        TicketAction.OPEN,
        person=person,
        package=package,
        digest=digest,
        library=library,
        title=title,
        back=back,
    )
    answer = _request("POST", "/sessions", ticket, data=archive)
    return str(answer.json()["session"])


def edit_url(session: str, *, person: int, package: str) -> str:
    """Return the address that opens the editor, once and within a minute."""
    ticket = make_ticket(TicketAction.EDIT, person=person, package=package, session=session)
    return f"{settings.H5P_EDITOR_URL}/edit/{ticket}"


def fetch_archive(session: str, target: BinaryIO, *, person: int, package: str) -> bool:
    """Write what was saved last to a file; False if nothing was. Raises EditorUnavailable."""
    ticket = make_ticket(TicketAction.EXPORT, person=person, package=package, session=session)
    answer = _request("GET", f"/sessions/{session}/archive", ticket, missing_is_fine=True)
    if answer.status_code == requests.codes.not_found:
        return False
    total = 0
    try:
        for chunk in answer.iter_content(CHUNK):
            total += len(chunk)
            if total > settings.PACKAGE_MAX_BYTES:
                raise EditorUnavailable(_("What the editor has saved is too large."))
            target.write(chunk)
    except requests.RequestException as error:
        raise EditorUnavailable(_("The H5P editor stopped while it was answering. Try again.")) from error
    return True


def close_session(session: str, *, person: int, package: str) -> None:
    """Remove a session. One that stays because the service does not answer is swept there after a day."""
    ticket = make_ticket(TicketAction.CLOSE, person=person, package=package, session=session)
    try:
        _request("DELETE", f"/sessions/{session}", ticket)
    except EditorUnavailable:
        return


def _session() -> requests.Session:
    """Return a session that tries again to connect; a request that arrived has used its ticket."""
    session = requests.Session()
    session.trust_env = False
    session.mount("http", HTTPAdapter(max_retries=Retry(total=None, connect=2, read=0, backoff_factor=0.3)))
    return session


def _request(
    method: str, path: str, ticket: str, *, data: BinaryIO | None = None, missing_is_fine: bool = False
) -> requests.Response:
    url = f"{settings.H5P_EDITOR_URL}{path}"
    headers = {"X-Ticket": ticket, "Content-Type": "application/octet-stream"}
    try:
        answer = _session().request(method, url, headers=headers, data=data, timeout=TIMEOUTS, stream=True)
    except requests.RequestException as error:
        raise EditorUnavailable(
            _("The H5P editor does not answer. What you had is unchanged. Try again in a while.")
        ) from error
    if answer.ok or (missing_is_fine and answer.status_code == requests.codes.not_found):
        return answer
    if answer.status_code == requests.codes.forbidden:
        raise EditorUnavailable(_("The H5P editor has refused. Open it again from the package's page."))
    if answer.status_code == requests.codes.service_unavailable:
        raise EditorUnavailable(_("The H5P editor has no client files. Those who run the site install them."))
    raise EditorUnavailable(_("The H5P editor could not do it. Try again, or ask those who run the site."))
