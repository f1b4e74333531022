"""What hostile content can't reach: other hosts, other packages, the pages around."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Page

from infrastructure.http.origins import content_origin
from lms.attempts.launches.tokens import file_prefix
from tests.browser.player_pages import begin, play, sign_in
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

#: each tries to reach another host and answers "refused" when the browser says that the policy forbids it
OUTWARD = {
    "a picture": "new Image().src = URL",
    "a style sheet": "add('link', {rel: 'stylesheet', href: URL})",
    "a picture in a style": "document.body.style.backgroundImage = `url(${URL})`",
    "an import in a style": "add('style', {textContent: `@import url(${URL})`})",
    "a font": "new FontFace('x', `url(${URL})`).load().catch(() => 0)",
    "a film": "add('video', {src: URL})",
    "a prefetch": "add('link', {rel: 'prefetch', href: URL})",
    "a preload": "add('link', {rel: 'preload', as: 'script', href: URL})",
    "a module": "import(URL).catch(() => 0)",
    "a frame": "add('iframe', {src: URL})",
    "an object": "add('object', {data: URL})",
    "a question without an answer": "fetch(URL, {mode: 'no-cors'}).catch(() => 0)",
    "a beacon": "navigator.sendBeacon(URL, 'x')",
    "a socket": "new WebSocket(URL.replace('http', 'ws'))",
    "a stream of events": "new EventSource(URL)",
    "a form": "add('form', {action: URL, method: 'post', target: '_blank'}).submit()",
    "a base for all addresses": "add('base', {href: URL})",
    "a worker": "try { new Worker(URL) } catch { refused() }",
    "a worker of its own that asks": """
        new Worker(window.URL.createObjectURL(new Blob([
          `fetch('${URL}', {mode: 'no-cors'}).then(() => postMessage('sent'), () => postMessage('refused'))`
        ]))).onmessage = (event) => { if (event.data === 'refused') refused() }""",
}
TRY = """(URL) => new Promise((resolve) => {
  const refused = () => resolve('refused');
  const add = (name, what) => document.body.appendChild(Object.assign(document.createElement(name), what));
  document.addEventListener('securitypolicyviolation', refused, {once: true});
  setTimeout(() => resolve('not refused'), 20000);
  %s;
})"""

#: each answers "refused", or with what it got
INWARD = {
    "share a domain with the site": """
        (() => { try { document.domain = new URL(SITE).hostname; return top.document.title }
          catch { return 'refused' } })()""",
    "read the page around through a frame's list": """
        (() => { try { return String(top.frames[0].top.document.title) }
          catch { return 'refused' } })()""",
    "call a function of the page around": """
        (() => { try { return top.eval('document.cookie') } catch { return 'refused' } })()""",
    "store for the site": """
        (() => { try { top.localStorage.x = 1; return 'stored' } catch { return 'refused' } })()""",
    "read the site's storage through storage access": """
        (document.requestStorageAccess?.() ?? Promise.reject()).then(() => fetch(SITE + '/mitt/',
          {credentials: 'include'})).then((answer) => answer.text()).catch(() => 'refused')""",
    "install a worker from a blob": """
        navigator.serviceWorker.register(URL.createObjectURL(new Blob(['1'], {type: 'text/javascript'})))
          .then(() => 'installed', () => 'refused')""",
    "register a handler for addresses": """
        (() => { try { navigator.registerProtocolHandler('web+x', SITE + '/?%s'); return 'registered' }
          catch { return 'refused' } })()""",
    "plant a cookie for every host": """
        (() => { document.cookie = 'csrftoken=planted; path=/; domain=.localhost';
          return document.cookie.includes('planted') ? 'planted' : 'refused' })()""",
}

#: ways up from the content, each a list of the windows on it
WAYS_UP = {
    "the top": "[window.top]",
    "the parent": "[window.parent]",
    "parents until the last": """(() => {
      const windows = [window];
      while (windows.at(-1).parent !== windows.at(-1)) windows.push(windows.at(-1).parent);
      return windows.slice(1); })()""",
    "twenty parents": """(() => {
      const windows = [window.parent];
      while (windows.length < 20) windows.push(windows.at(-1).parent);
      return windows; })()""",
    "more parents than a search reads": """(() => {
      const windows = [window.parent];
      while (windows.length < 1500) windows.push(windows.at(-1).parent);
      return windows; })()""",
    "parents of the player's frames": """Array.from({length: window.parent.length},
      (_, i) => window.parent[i].parent).concat(window.parent.frames.parent, window.parent.self.parent)""",
    "the parent by a fresh frame's getter": """(() => {
      const fresh = document.body.appendChild(document.createElement('iframe')).contentWindow;
      const get = Object.getOwnPropertyDescriptor(fresh, 'parent').get;
      const first = get.call(window.parent);
      return [first, get.call(fresh.parent.parent), first.parent, first.parent.parent]; })()""",
    "the parent once its substitute is gone": """(() => {
      delete window.parent.parent;
      return [window.parent.parent, window.parent.top, window.parent.opener].filter(Boolean); })()""",
}
#: who is met on each: the player's window, which is the package's own, or the site's, which refuses all
MET = {
    "the top": ["refused"],
    "the parent": ["the player"],
    "parents until the last": ["the player"],
    "twenty parents": ["the player"],
    "more parents than a search reads": ["refused", "the player"],
    "parents of the player's frames": ["the player"],
    "the parent by a fresh frame's getter": ["refused"],
    "the parent once its substitute is gone": ["refused"],
}
#: what hostile content would do with a window of somebody else's
POWERS = {
    "read its title": "win.document.title",
    "read what it shows": "win.document.body.innerText",
    "read its address": "win.location.href",
    "read its origin": "win.origin",
    "read its name": "win.name",
    "run a script": "win.eval('1') + 'run'",
    "make a function": "new win.Function('return document.cookie')()",
    "store": "(win.localStorage.x = 'stored')",
    "go back": "win.history.back() ?? 'gone'",
    "fetch as it": "win.fetch('/mitt/') && 'fetched'",
    "put a property on it": "(win.mine = 'put')",
    "replace its messages": "(win.onmessage = () => 0) && 'replaced'",
    "lead it away": "(win.location.href = 'about:blank') && 'led away'",
    "lead it to a script": "(win.location = 'javascript:document.title = 1') && 'led away'",
    "replace its address": "win.location.replace('about:blank') ?? 'led away'",
}
LOOK_UP = """async () => {
  const powers = {%s};
  const got = [];
  for (const win of new Set(%s)) {
    if (win === window.shell) { got.push('the player'); continue; }
    for (const [name, use] of Object.entries(powers)) {
      try { got.push(`${name}: ${await use(win)}`); } catch { got.push('refused'); }
    }
  }
  return [...new Set(got)].sort();
}"""


@pytest.fixture
def page(site: str, phone: BrowserContext) -> Page:
    """A learner plays the package."""
    victim = PersonFactory(is_superuser=True, is_staff=True)
    attempt = begin(victim, make_package())
    sign_in(phone, victim, site)
    page = phone.new_page()
    play(page, site, attempt)
    return page


def content_of(page: Page) -> Frame:
    return page.frames[2]


def test_content_when_it_reaches_for_another_host_is_refused_by_every_way(site: str, page: Page) -> None:
    got = {}
    for name, action in OUTWARD.items():
        got[name] = content_of(page).evaluate(TRY % action, f"{site}/ut/{len(got)}")

    assert got == dict.fromkeys(OUTWARD, "refused")


def test_content_when_it_reaches_for_the_site_is_refused_by_every_way(site: str, page: Page) -> None:
    got = {}
    for name, action in INWARD.items():
        got[name] = content_of(page).evaluate(f"async (SITE) => await ({action})", site)

    assert got == dict.fromkeys(INWARD, "refused")


def looking_up(windows: str) -> str:
    powers = ", ".join(f"{name!r}: (win) => {use}" for name, use in POWERS.items())
    return LOOK_UP % (powers, windows)


def test_content_when_it_goes_up_meets_the_player_and_is_refused_the_rest(
    subtests: pytest.Subtests, site: str, page: Page
) -> None:
    own = "[document.body.appendChild(document.createElement('iframe')).contentWindow]"
    powers = content_of(page).evaluate(looking_up(own))
    assert "refused" not in powers
    assert len(powers) == len(POWERS)

    content_of(page).evaluate("() => { window.shell = window.parent }")
    for way, windows in WAYS_UP.items():
        with subtests.test(way=way):
            assert content_of(page).evaluate(looking_up(windows)) == MET[way]
            page.wait_for_timeout(500)

            assert page.url.startswith(f"{site}/lar/")
            assert page.evaluate("[document.title !== '1', window.mine, localStorage.x]") == [
                True,
                None,
                None,
            ]


@pytest.mark.parametrize("which", ["window", "parent"])
def test_content_when_it_leads_its_frame_to_the_admin_shows_nothing_of_it(
    site: str, page: Page, which: str
) -> None:
    content_of(page).evaluate(f"(SITE) => {{ setTimeout(() => {which}.location = SITE + '/cms/') }}", site)
    page.wait_for_timeout(1_500)

    assert page.url.startswith(f"{site}/lar/")
    assert not [frame.url for frame in page.frames[1:] if frame.url.startswith(site)]


def test_content_when_it_looks_for_another_package_finds_nothing(
    site: str, page: Page, phone: BrowserContext
) -> None:
    other = make_package(title="En annan")
    prefix, origin = file_prefix(other.label), content_origin(other.label)
    neighbour = phone.new_page()
    neighbour.goto(f"{origin}{prefix}del-1.html")
    neighbour.evaluate(
        """() => { localStorage.secret = 'mine'; window.heard = [];
          new BroadcastChannel('all').onmessage = (event) => window.heard.push(event.data) }"""
    )

    got: Any = content_of(page).evaluate(
        """async ([origin, path]) => {
          new BroadcastChannel('all').postMessage('hello');
          return {
            here: (await fetch(path)).status,
            there: await fetch(origin + path).then(() => 'read', () => 'refused'),
            // where the browser gives frames no storage at all, there is nothing either
            storage: (() => { try { return localStorage.secret ?? 'nothing' } catch { return 'nothing' } })(),
          }
        }""",
        [origin, f"{prefix}del-1.html"],
    )
    framed = content_of(page).evaluate(TRY % "add('iframe', {src: URL})", f"{origin}{prefix}del-1.html")

    assert got == {"here": 404, "there": "refused", "storage": "nothing"}
    assert framed == "refused"
    assert neighbour.evaluate("window.heard") == []
