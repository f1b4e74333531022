"""A step read aloud in a browser, and in plain language. Headless browsers have no voices: one is given."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from people.models import Person
from tests.browser.axe import violations
from tests.browser.player_pages import sign_in
from tests.factories.courses import make_module_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.headless_shell]

#: a voice that says a word each time `sayWord` is called, as devices do
VOICE = """
const words = /\\S+/g;
window.voice = { said: [], utterance: null };
const speech = Object.assign(new EventTarget(), {
  getVoices: () => window.withoutVoices ? [] : [{lang: 'sv-SE', localService: true}],
  speak: (utterance) => Object.assign(window.voice, {utterance, words: [...utterance.text.matchAll(words)]}),
  cancel: () => { window.voice.utterance = null; },
});
Object.defineProperty(window, 'speechSynthesis', {value: speech});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.sayWord = () => {
  const { utterance } = window.voice;
  const word = window.voice.words.shift();
  if (!word) { utterance.onend(); return null; }
  utterance.onboundary({name: 'word', charIndex: word.index, charLength: word[0].length});
  return [...CSS.highlights.get('spoken')].map(String).join('');
};
"""


def test_step_is_read_aloud_word_by_word_and_paused(
    site: str, phone: BrowserContext, learner: Person
) -> None:
    body = "<p>Tvätta <b>händerna</b> noga.</p><ul><li>Två gånger</li></ul>"
    plain = "<p>Tvätta dig.</p>"
    page_url = make_module_page(steps=[("text", {"title": "Före vård", "body": body, "plain": plain})]).url
    sign_in(phone, learner, site)
    phone.add_init_script(VOICE)
    page = phone.new_page()
    page.goto(f"{site}{page_url}")
    page.get_by_role("button", name="Börja").click()

    listen = page.get_by_role("button", name="Lyssna")
    expect(listen).to_be_visible()
    assert violations(page) == []
    listen.press("Enter")
    pause = page.get_by_role("button", name="Pausa")
    expect(pause).to_be_visible()
    page.wait_for_function("window.voice.utterance")
    said = [page.evaluate("sayWord()") for _ in range(5)]
    assert said == ["Före", "vård", None, "Tvätta", "händerna"]
    pause.press("Enter")
    assert page.evaluate("[window.voice.utterance, CSS.highlights.has('spoken')]") == [None, False]
    listen.press("Enter")
    page.wait_for_function("window.voice.utterance")
    said = [page.evaluate("sayWord()") for _ in range(6)]
    assert said == ["händerna", "noga.", None, "Två", "gånger", None]
    expect(listen).to_be_visible()
    expect(page.get_by_role("button", name="Sluta")).to_be_hidden()

    page.evaluate("window.withoutVoices = true")
    listen.click()
    expect(page.get_by_role("status").filter(has_text="ingen röst")).to_be_visible()
    page.get_by_role("button", name="Visa lättläst").press("Enter")
    expect(page.get_by_text("Tvätta dig.")).to_be_visible()
    expect(page.get_by_role("button", name="Visa vanlig text")).to_be_visible()
    assert violations(page) == []
