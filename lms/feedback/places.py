"""The page of a fault, parsed from an untrusted address.

Nothing that could identify the reporter is stored: no query string, no key of a person or an attempt.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _

from courses.api import Module, ModulePage, is_open
from lms.attempts.api import Attempt, PackageAttempt, steps_of, way_out
from lms.feedback.models import ADDRESS_LENGTH, PLACE_LENGTH, readable_address
from people.api import Person

#: replaces keys that could identify a person
HIDDEN_KEY = "-"
#: longer addresses are not pages of this site
MAX_ADDRESS_LENGTH = 2000
#: characters of a bookmark that are stored, at most
MAX_BOOKMARK_LENGTH = 60
_KEY = re.compile(r"(?<=/)(\d+|[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12})(?=/|$)", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: URL parameters that are not keys: the slug of a module
_PUBLIC_PARAMETERS = {"slug"}


@dataclass(frozen=True)
class Place:
    """A page of the site in a report."""

    address: str = ""
    title: str = ""
    module: Module | None = None
    #: the page that the reporter came from, for the link back
    back_url: str = ""
    #: False if the user may not see the module
    is_title_shown: bool = True
    #: True for the player, which the link back would launch again
    is_player: bool = False

    @property
    def readable_address(self) -> str:
        return readable_address(self.address)


def read_path(address: str, request: HttpRequest) -> str:
    """Return the path of an address on this site, or "" for any other."""
    if len(address) > MAX_ADDRESS_LENGTH or _UNSAFE.search(address):
        return ""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return ""
    path = urlsplit(address).path
    if _CONTROL.search(unquote(path)):
        return ""
    return path if path.startswith("/") and not path.startswith("//") else ""


def find_place(address: str, request: HttpRequest) -> Place:
    """Return the place of an address, empty if the address is not a page of this site."""
    path = read_path(address, request)
    match = _resolve(path) if path else None
    if not path or (match and match.namespace == "feedback"):
        return Place()
    if match and match.namespace == "tracking" and "attempt" in match.kwargs:
        place = _place_of_attempt(match, path, request)
    else:
        place = _place_of_module(path, request)
    return place or Place(address=_stored(_without_keys(path, match)), back_url=path)


def _without_keys(path: str, match: ResolverMatch | None) -> str:
    """Return the path with every key and token of its URL hidden."""
    parameters = match.kwargs if match else {}
    hidden = {str(value) for name, value in parameters.items() if name not in _PUBLIC_PARAMETERS}
    segments = [HIDDEN_KEY if unquote(segment) in hidden else segment for segment in path.split("/")]
    return _KEY.sub(HIDDEN_KEY, "/".join(segments))


def _resolve(path: str) -> ResolverMatch | None:
    """Resolve a path by its own language prefix, whatever the active language; None if no view has it."""
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(unquote(path))
        except Resolver404:
            return None


def _place_of_attempt(match: ResolverMatch, path: str, request: HttpRequest) -> Place | None:
    """Return the page of the module and the step, if the attempt is one of the user."""
    if not isinstance(request.user, Person):
        return None
    attempts = Attempt.objects.filter(module__trial_of=None).select_related("module__owner", "module_version")
    attempt = attempts.filter(pk=match.kwargs["attempt"], person=request.user).first()
    if attempt is None:
        return None
    title, is_player = attempt.module_version.title, False
    step = steps_of(attempt).find(match.kwargs.get("step_id", ""))
    if step is not None:
        is_player = step.package is not None
        names = {"module": title, "number": step.number, "step": step.title}
        if step.title != title:
            title = _("%(module)s, step %(number)s: %(step)s") % names
        elif steps_of(attempt).total > 1:
            title = _("%(module)s, step %(number)s") % names
        title = ", ".join([title, *_screen_of(attempt, step.id)])
    address = _stored(urlsplit(way_out(request, attempt.module)).path)
    return Place(address, title[:PLACE_LENGTH], attempt.module, path, is_player=is_player)


def _screen_of(attempt: Attempt, step_id: str) -> list[str]:
    """Return the title of the last opened SCO and its saved bookmark."""
    played = PackageAttempt.objects.current().filter(attempt=attempt, step_id=step_id)
    latest = played.select_related("package").order_by("-number").first()
    if latest is None or not latest.current_sco:
        return []
    state = latest.sco_states.filter(sco=latest.current_sco).first()
    saved = state.cmi if state is not None else {}
    bookmark = str(saved.get("location") or saved.get("core", {}).get("lesson_location") or "")
    part = latest.package.structure.item(latest.current_sco)
    has_parts = len(latest.package.structure.scos) > 1
    names = [part.title] if part is not None and has_parts else []
    return [*names, _("“%(bookmark)s”") % {"bookmark": bookmark[:MAX_BOOKMARK_LENGTH]}] if bookmark else names


def _place_of_module(path: str, request: HttpRequest) -> Place | None:
    """Return the page of the module, with its title if the module is open to the user."""
    slug = unquote(path).rstrip("/").rpartition("/")[2]
    for page in ModulePage.objects.live().filter(slug=slug).select_related("module__owner"):
        with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
            url = page.get_url() or ""
        if urlsplit(url).path == path:
            is_shown = isinstance(request.user, Person) and is_open(request.user, page.module)
            return Place(_stored(path), page.title[:PLACE_LENGTH], page.module, path, is_title_shown=is_shown)
    return None


def _stored(path: str) -> str:
    """Return the path percent-encoded and cut to the length of the column."""
    return quote(path, safe="/%-._~")[:ADDRESS_LENGTH]
