"""A package written to harm: it can read nothing of the site and change nothing in the learner's name."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page

from lms.attempts.models import Attempt, JournalEntry
from people.models import Person
from tests.browser.player_pages import begin, play, sign_in
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "<!doctype html><meta charset=utf-8><title>x</title><h1>Snällt innehåll</h1>".encode()

#: each attack answers "refused", or with what it got; those that would end the page come last
ATTACKS = {
    "read the site's cookies": "document.cookie || 'refused'",
    "read the page around": """
        (() => { try { return top.document.body.innerHTML } catch { return 'refused' } })()""",
    "read the address around": """
        (() => { try { return top.location.href } catch { return 'refused' } })()""",
    "fetch a page of the site": """
        fetch(SITE + '/mitt/', {credentials: 'include'}).then((r) => r.text()).catch(() => 'refused')""",
    "fetch the admin without reading it": """
        fetch(SITE + '/cms/', {credentials: 'include', mode: 'no-cors'})
          .then((r) => 'sent ' + r.type).catch(() => 'refused')""",
    "post to the site": """
        fetch(SITE + '/konto/logout/', {method: 'POST', credentials: 'include', mode: 'no-cors'})
          .then((r) => 'sent ' + r.type).catch(() => 'refused')""",
    "send a beacon to the site": """
        Promise.resolve(navigator.sendBeacon(SITE + '/konto/logout/', 'x') && 'refused')""",
    "frame the admin": """
        new Promise((resolve) => {
          const frame = document.createElement('iframe');
          frame.onload = () => {
            try { resolve(frame.contentDocument?.body?.innerText || 'refused') } catch { resolve('refused') }
          };
          frame.src = SITE + '/cms/';
          document.body.append(frame);
          setTimeout(() => resolve('refused'), 3000);
        })""",
    "submit a form to the site": """
        new Promise((resolve) => {
          const form = Object.assign(document.createElement('form'),
            {method: 'post', action: SITE + '/konto/logout/', target: 'x'});
          const frame = Object.assign(document.createElement('iframe'), {name: 'x'});
          document.body.append(frame, form);
          form.submit();
          setTimeout(() => resolve('refused'), 1500);
        })""",
    "install a service worker": """
        navigator.serviceWorker.register('worker.js').then(() => 'installed').catch(() => 'refused')""",
    "load a script from elsewhere": """
        new Promise((resolve) => {
          const script = document.createElement('script');
          script.onload = () => resolve('loaded');
          script.onerror = () => resolve('refused');
          script.src = SITE + '/static/js/frame.js';
          document.body.append(script);
        })""",
    "use the camera": """
        (navigator.mediaDevices?.getUserMedia({video: true}) ?? Promise.reject())
          .then(() => 'filmed').catch(() => 'refused')""",
    "plant a cookie for the site": """
        (() => {
          for (const name of ['__Host-sessionid', '__Host-csrftoken']) {
            document.cookie = `${name}=planted; path=/; secure; domain=${new URL(SITE).hostname}`;
          }
          return document.cookie.includes('planted') ? 'planted' : 'refused' })()""",
    "navigate the whole window": """
        (() => { try { top.location.href = 'about:blank'; return "navigated" }
          catch { return "refused" } })()""",
    "move the page by forged messages": """
        new Promise((resolve) => {
          top.postMessage('closed', SITE);
          top.postMessage({leave: 'about:blank'}, '*');
          setTimeout(() => resolve('refused'), 800);
        })""",
}


@pytest.fixture
def opened(site: str, phone: BrowserContext) -> tuple[Page, Attempt, Person]:
    """Somebody who may do everything has opened the package."""
    victim = PersonFactory(is_superuser=True, is_staff=True)
    attempt = begin(victim, make_package(files={"del-1.html": PAGE, "worker.js": b"// mine now"}))
    sign_in(phone, victim, site)
    page = phone.new_page()
    play(page, site, attempt)
    return page, attempt, victim


def test_content_when_it_attacks_the_site_is_refused(
    subtests: pytest.Subtests, site: str, opened: tuple[Page, Attempt, Person]
) -> None:
    page, _, _ = opened
    content = page.frames[2]
    sessions = set(Session.objects.values_list("session_key", flat=True))
    other_tab = page.context.new_page()
    other_tab.goto(f"{site}/mitt/")

    for attack, script in ATTACKS.items():
        with subtests.test(attack=attack):
            got = content.evaluate(f"async (SITE) => await ({script})", site)

            assert got == "refused"
            assert page.url.startswith(f"{site}/lar/")
            assert page.evaluate("document.querySelector('.player__title') !== null")
            # the one it attacks is still signed in, and nobody new is
            assert set(Session.objects.values_list("session_key", flat=True)) == sessions
            answer = other_tab.evaluate("fetch('/cms/').then((answer) => [answer.status, answer.url])")
            assert answer == [200, f"{site}/cms/"]


def test_content_when_it_opens_the_admin_in_a_window_cannot_reach_into_it(
    site: str, phone: BrowserContext, opened: tuple[Page, Attempt, Person]
) -> None:
    page, _, _ = opened

    with phone.expect_page() as opening:
        page.frames[2].evaluate("(SITE) => { window.mine = window.open(SITE + '/cms/') }", site)
    opening.value.wait_for_load_state()
    got = page.frames[2].evaluate(
        "() => { try { return window.mine.document.body.innerText } catch { return 'refused' } }"
    )

    assert got in {"refused", None}


def test_content_when_it_names_anothers_launch_changes_nothing_of_it(
    opened: tuple[Page, Attempt, Person],
) -> None:
    page, _, _ = opened
    other = begin(PersonFactory(), make_package())
    forged: Any = {"sequence": 1, "sco": "del-1", "trigger": "content", "payload": {"cmi": {}}}

    status = page.frames[2].evaluate(
        """async (commit) => {
          const address = new URL('commit', parent.location.href);
          return (await fetch(address, {method: 'POST', body: JSON.stringify(commit)})).status
        }""",
        {**forged, "launch": str(other.uuid)},
    )

    assert status == 400
    assert JournalEntry.objects.filter(refusal="").count() == 0
