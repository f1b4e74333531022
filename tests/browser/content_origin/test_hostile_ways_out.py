"""What hostile content can't send away, nor ask of the device, also where a CSP has nothing to say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Frame, Page, expect

from tests.browser.content_origin.elsewhere import Elsewhere
from tests.browser.player_pages import begin, play, shell, sign_in
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

#: each tries to reach another host without a request that a CSP could see
QUIET = {
    "names looked up ahead": "add('link', {rel: 'dns-prefetch', href: URL})",
    "connecting ahead": "add('link', {rel: 'preconnect', href: URL})",
    "pages fetched ahead": """add('script', {type: 'speculationrules',
        textContent: JSON.stringify({prefetch: [{urls: [URL], eagerness: 'immediate'}]})})""",
    "pages shown ahead": """add('script', {type: 'speculationrules',
        textContent: JSON.stringify({prerender: [{urls: [URL], eagerness: 'immediate'}]})})""",
    "a ping": "add('a', {href: '#x', ping: URL}).click()",
    "a download": "add('a', {href: URL, download: 'x.txt'}).click()",
    "a refresh": "add('meta', {httpEquiv: 'refresh', content: `0;url=${URL}`})",
    "its own frame led there": "setTimeout(() => { location = URL })",
    "a form in a window": "add('form', {action: URL, target: '_blank'}).submit()",
    "a window": "open(URL)",
    "a window without an opener": "add('a', {href: URL, target: '_blank', rel: 'noopener'}).click()",
    "an empty window led there": "open('about:blank').location = URL",
    "a script in a window": "open('about:blank').eval(`fetch('${URL}', {mode: 'no-cors'}).catch(() => 0)`)",
    "the shell's own window": "parent.open(URL)",
}
LEADS_ITSELF_AWAY = {"a download", "a refresh", "its own frame led there"}
CALL = """(port) => {
  const call = new RTCPeerConnection({iceServers: [{urls: `stun:127.0.0.1:${port}`},
    {urls: `turn:127.0.0.1:${port}?transport=tcp`, username: 'answers', credential: 'x'}]});
  call.createDataChannel('x');
  call.createOffer().then((offer) => call.setLocalDescription(offer));
}"""
TRY = """(URL) => {
  const add = (name, what) => document.body.appendChild(Object.assign(document.createElement(name), what));
  %s;
}"""

#: each asks something of the device and answers "refused", or with what it got
DEVICE = {
    "place": "new Promise((done) => navigator.geolocation.getCurrentPosition(done, () => done('refused')))",
    "notices": "Notification.requestPermission().then((said) => said === 'granted' ? said : 'refused')",
    "what was copied": "navigator.clipboard.readText().catch(() => 'refused')",
    "the microphone": "navigator.mediaDevices.getUserMedia({audio: true}).catch(() => 'refused')",
    "the screen": "navigator.mediaDevices.getDisplayMedia().catch(() => 'refused')",
    "its fonts": "(window.queryLocalFonts?.() ?? Promise.reject()).catch(() => 'refused')",
    "other screens": "(window.getScreenDetails?.() ?? Promise.reject()).catch(() => 'refused')",
    "to stay awake": "navigator.wakeLock.request('screen').catch(() => 'refused')",
    "accounts elsewhere": """navigator.credentials.get({identity: {providers: [
        {configURL: 'https://elsewhere.localhost/x', clientId: '1'}]}}).catch(() => 'refused')""",
    "a key of the site's": """navigator.credentials.get({publicKey: {challenge: new Uint8Array(8)}})
        .catch(() => 'refused')""",
    "files": "(window.showOpenFilePicker?.() ?? Promise.reject()).catch(() => 'refused')",
    "the pointer": "document.body.requestPointerLock().catch(() => 'refused')",
    "money": """(async () => new PaymentRequest([{supportedMethods: 'https://elsewhere.localhost/x'}],
        {total: {label: 'x', amount: {currency: 'SEK', value: '1'}}}).canMakePayment())()
        .catch(() => 'refused')""",
}


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as host:
        yield host


@pytest.fixture
def page(site: str, phone: BrowserContext) -> Page:
    """A learner plays the package."""
    victim = PersonFactory()
    attempt = begin(victim, make_package())
    sign_in(phone, victim, site)
    page = phone.new_page()
    play(page, site, attempt)
    return page


def content_of(page: Page) -> Frame:
    return page.frames[2]


def after(page: Page, elsewhere: Elsewhere, action: str) -> bool:
    """Let content do it; return whether anybody elsewhere has heard of it."""
    elsewhere.forget()
    content_of(page).evaluate(TRY % action, elsewhere.url)
    page.wait_for_timeout(500)
    for window in page.context.pages[1:]:
        window.close()
    return elsewhere.received


@pytest.fixture
def no_links(settings: Any) -> None:
    settings.CONTENT_LINKS = []


@pytest.mark.usefixtures("no_links")  # before the page is asked for
def test_content_without_allowed_links_contacts_no_other_host(page: Page, elsewhere: Elsewhere) -> None:
    content = expect(shell(page).frame_locator("#content").get_by_role("button", name="Spara"))

    got = {}
    for name, action in QUIET.items():
        content.to_be_visible()
        got[name] = after(page, elsewhere, action)
        if name in LEADS_ITSELF_AWAY:
            content.to_have_count(0)  # to nowhere
            page.reload()

    assert got == dict.fromkeys(QUIET, False)


def test_content_when_links_are_allowed_reaches_others_by_a_window_alone(
    page: Page, elsewhere: Elsewhere, phone: BrowserContext, site: str
) -> None:
    with phone.expect_page() as opening:
        content_of(page).evaluate(TRY % "open(URL)", elsewhere.url)
    window = opening.value
    expect(window.get_by_role("heading")).to_have_text("Elsewhere")

    # what opened there has no more power than the content that opened it
    led = window.evaluate("() => { try { opener.top.location = 'about:blank' } catch { return 'refused' } }")
    read = window.evaluate("() => { try { return opener.document.title } catch { return 'refused' } }")

    assert (led, read) == ("refused", "refused")
    assert page.url.startswith(f"{site}/lar/")
    window.close()
    elsewhere.forget()
    content_of(page).evaluate(TRY % "location = URL", elsewhere.url)
    page.wait_for_timeout(700)
    assert elsewhere.requests == []


def test_content_when_it_calls_another_machine_reaches_nobody(page: Page, elsewhere: Elsewhere) -> None:
    for caller in (content_of(page), page.frames[1]):
        try:
            caller.evaluate(CALL, elsewhere.port)
            page.wait_for_timeout(1_500)
        except Error:
            break  # Chromium ends a page that tries; others say NotAllowedError

    assert not elsewhere.received


def test_content_when_it_asks_something_of_the_device_is_refused(page: Page) -> None:
    page.bring_to_front()

    got = {
        name: content_of(page).evaluate(f"async () => await ({request})") for name, request in DEVICE.items()
    }

    assert got == dict.fromkeys(DEVICE, "refused")
