"""Steps in plain language, for whoever chooses it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.rich_text import RichText

from search.indexing.sources import passages_of
from tests.factories.courses import make_module_page
from tests.factories.steps.content import all_texts
from tests.factories.steps.questions import screen, single_choice
from tests.integration.runtimes.native.learner import Learner

pytestmark = pytest.mark.django_db
PLAIN = "<p>Ta på nya handskar. Släng de gamla.</p>"


def choose(client: Client, url: str, *, plain: bool) -> str:
    """Choose plain language or ordinary text on the page; return the page that follows."""
    posted = {"next": url, **({"plain": "1"} if plain else {})}
    return client.post(reverse("account_plain"), posted, follow=True).content.decode()


def test_chosen_plain_language_stands_for_a_text_until_it_is_left() -> None:
    body = "<p>Handskar ska bytas mellan olika moment.</p>"
    page = make_module_page(steps=[("text", {"title": "Handskar", "body": body, "plain": PLAIN})])
    learner = Learner.starts(page)

    shown = [
        learner.client.get(learner.url()).content.decode(),
        choose(learner.client, learner.url(), plain=True),
        choose(learner.client, learner.url(), plain=False),
    ]

    assert [body in each for each in shown] == [True, False, True]
    assert [PLAIN in each for each in shown] == [False, True, False]
    assert ["Visa lättläst" in each for each in shown] == [True, False, True]


def test_chosen_plain_language_keeps_what_is_no_text_on_a_screen() -> None:
    kind, values = screen(*all_texts(), single_choice())
    page = make_module_page(steps=[(kind, {**values, "plain": PLAIN})])
    learner = Learner.starts(page)

    shown = choose(learner.client, learner.url(), plain=True)

    assert PLAIN in shown
    assert "Byt handskar" not in shown  # in the heading to open
    for kept in ("Samordnad individuell plan", "Rena kläder å ä ö", single_choice()["value"]["prompt"]):
        assert kept in shown
    assert "Släng de gamla" in [*passages_of(page)][-1].text


def test_step_without_plain_language_offers_none_and_keeps_its_text() -> None:
    learner = Learner.starts(make_module_page())

    assert "<p>Tvätta och sprita.</p>" in choose(learner.client, learner.url(), plain=True)
    assert "lättläst" not in learner.client.get(learner.url()).content.decode()


def test_version_from_before_plain_language_is_equal() -> None:
    page = make_module_page()
    version = page.module.versions.get()
    (step,) = version.content.steps
    assert "plain" not in step["value"]

    page.steps = [("text", {**page.steps[0].value, "plain": RichText("")})]
    page.steps[0].id = step["id"]
    page.save_revision().publish()

    assert page.steps[0].get_prep_value()["value"]["plain"] == ""
    assert page.module.versions.get() == version


@pytest.mark.parametrize("url", ["https://exempel.org/", "//exempel.org/", "javascript:alert(1)", ""])
def test_choice_leads_to_no_other_site(url: str) -> None:
    learner = Learner.starts(make_module_page())

    answer = learner.client.post(reverse("account_plain"), {"next": url, "plain": "1"})

    assert answer.headers["Location"] == reverse("account_home")
