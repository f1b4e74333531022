"""Error pages, which need no database (these tests have none)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from django.views import csrf, defaults

PAGES: dict[int, Callable[[HttpRequest], HttpResponse]] = {
    400: lambda request: defaults.bad_request(request, Exception()),
    403: lambda request: defaults.permission_denied(request, PermissionDenied("Bara för chefer.")),
    404: lambda request: defaults.page_not_found(request, Http404()),
    500: defaults.server_error,
}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("status", PAGES)
def test_error_page_without_a_database_says_what_to_do(
    rf: RequestFactory, status: int, language: str
) -> None:
    with translation.override(language):
        answer = PAGES[status](rf.get("/"))
    page = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{language}">' in page
    assert page.count("<h1>") == 1
    assert 'href="/en/"' in page if language == "en" else 'href="/"' in page


def test_forbidden_page_says_why(rf: RequestFactory) -> None:
    assert "Bara för chefer." in PAGES[403](rf.get("/")).content.decode()


def test_csrf_failure_page_leads_to_signing_in(rf: RequestFactory) -> None:
    answer = csrf.csrf_failure(rf.post("/"))
    assert (answer.status_code, "/konto/logga-in/" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize(("language", "action"), [("sv", "/sok/"), ("en", "/en/sok/")])
def test_not_found_page_without_a_database_has_a_search_form(
    rf: RequestFactory, language: str, action: str
) -> None:
    with translation.override(language):
        page = PAGES[404](rf.get("/utbildningar/hygjen/")).content.decode()

    form = page.partition("<form")[2].partition("</form>")[0]
    assert f'action="{action}" role="search"' in form
    assert 'type="search" name="q"' in form


@pytest.mark.parametrize("status", [400, 403, 404])
def test_error_page_leads_to_the_report_form_with_its_address(rf: RequestFactory, status: int) -> None:
    page = PAGES[status](rf.get("/åäö/?q=hemligt")).content.decode()

    assert 'href="/rapportera/?kind=content&amp;page=%2F%C3%A5%C3%A4%C3%B6%2F"' in page
    assert "hemligt" not in page


@pytest.mark.parametrize("name", ["cookies_refused", "no_room", "request_refused"])
def test_static_error_page_leads_to_the_report_form_in_both_languages(name: str) -> None:
    page = (settings.BASE_DIR / f"templates/errors/{name}.html").read_text()

    with translation.override("en"):
        english = reverse("feedback:report_fault")
    assert [url in page for url in (f'"{reverse("feedback:report_fault")}?', f'"{english}?')] == [True, True]


@pytest.mark.parametrize("name", ["cookies_refused", "request_refused"])
def test_static_error_page_of_content_hosts_has_no_links(name: str) -> None:
    """Content hosts serve packages alone: a link would lead nowhere."""
    folder = settings.BASE_DIR / "templates/errors"
    page, site_page = ((folder / f"{name}{ending}.html").read_text() for ending in ("_content", ""))

    assert ("href" in page, "href" in site_page) == (False, True)
    assert "Stäng utbildningen och öppna startsidan igen." in page.partition('<section lang="en">')[0]
    assert "Close the module and open the start page again." in page.partition('<section lang="en">')[2]
