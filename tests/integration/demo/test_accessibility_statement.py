"""The accessibility statement has the contents required by the act (2018:1937) and Digg's template."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from wagtail.models import Site
from wagtail.test.utils.form_data import rich_text

from courses.enums import Compliance
from courses.models import AccessibilityDeclaration, InformationPage
from demo.information import TESTED_ON
from people.models import Person
from tests.database_rows import StoredRows
from tests.factories.courses import make_page_root
from tests.factories.people import MunicipalityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BODY = "Göteborgsregionens kommunalförbund"


SITE_ROWS = StoredRows(lambda: call_command("lay_out_site", responsible_body=BODY, verbosity=0))


@pytest.fixture(autouse=True)
def site() -> None:
    make_page_root()
    SITE_ROWS.write()
    Site.clear_site_root_paths_cache()


def text_of(client: Client, path: str) -> str:
    page = client.get(path).content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    ("language", "path", "words", "dates"),
    [
        (
            "sv",
            "/tillganglighet/",
            ["delvis förenliga med lagen", "2018:1937", "egen test", "Innehåll som brister"],
            ["Senaste test", "Publicerad", "Redogörelsen uppdaterad"],
        ),
        (
            "en",
            "/en/accessibility/",
            ["partially compliant with the act", "2018:1937", "own test", "falls short"],
            ["Latest test", "Published", "Statement updated"],
        ),
    ],
)
def test_statement_on_a_new_site_has_what_the_law_requires(
    client: Client, language: str, path: str, words: list[str], dates: list[str]
) -> None:
    text = text_of(client, path)

    with override(language):
        tested, today = (date_format(day, "j F Y") for day in (TESTED_ON, timezone.localdate()))
    dated = [f"{name} {day}" for name, day in zip(dates, (tested, today, today), strict=True)]
    expected = [BODY, *words, *dated, "digg.se/tdosanmalan"]
    assert [word for word in expected if word.lower() not in text.lower()] == []


def test_statement_leads_to_the_anonymous_form_with_its_address(client: Client) -> None:
    page = client.get("/tillganglighet/").content.decode().partition("<main")[2].partition("</main>")[0]

    assert f'href="{reverse("feedback:report_fault")}?page=%2Ftillganglighet%2F"' in page
    assert "mailto:" not in page


def test_statement_with_a_municipality_says_what_each_body_answers_for(client: Client) -> None:
    page = InformationPage.objects.get(slug="tillganglighet")
    page.declarations.add(
        AccessibilityDeclaration(
            body="Mölndals stad <b>",
            municipality=MunicipalityFactory(code="1481", name="Mölndal"),
            compliance=Compliance.NONE,
            tested_on=dt.date(2026, 3, 1),
            published_on=dt.date(2026, 3, 2),
            updated_on=dt.date(2026, 3, 3),
        )
    )
    page.save_revision().publish()

    text = text_of(client, "/tillganglighet/")

    assert "Mölndals stad &lt;b&gt; ansvarar för utbildningarna från Mölndal." in text
    assert "inte förenliga med lagen" in text
    assert f"{BODY} ansvarar för den här webbplatsen" in text


def test_page_without_a_declaration_is_no_statement(client: Client) -> None:
    text = text_of(client, "/personuppgifter/")

    assert ("digg.se" in text, "Senaste test" in text) == (False, False)


@pytest.mark.parametrize(("typed", "stored"), [("", TESTED_ON), ("2026-10-01", dt.date(2026, 10, 1))])
@pytest.mark.both_engines
def test_statement_published_in_the_editor_without_a_date_is_refused(
    client: Client, typed: str, stored: dt.date
) -> None:
    page = InformationPage.objects.get(slug="tillganglighet")
    declaration = page.declarations.get()
    client.force_login(Person.objects.create_superuser("drift"))
    rows = {
        "declarations-TOTAL_FORMS": "1",
        "declarations-INITIAL_FORMS": "1",
        "declarations-MIN_NUM_FORMS": "0",
        "declarations-MAX_NUM_FORMS": "1000",
        "declarations-0-id": str(declaration.pk),
        "declarations-0-ORDER": "1",
        "declarations-0-body": BODY,
        "declarations-0-compliance": "partial",
        "declarations-0-tested_by": "self",
        "declarations-0-tested_on": typed,
        "declarations-0-published_on": "2026-11-01",
        "declarations-0-updated_on": "2026-11-01",
    }
    values = {
        "title": page.title,
        "slug": page.slug,
        "body": rich_text("<p>Bra.</p>"),
        "comments-TOTAL_FORMS": "0",
    }
    values |= {"comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": ""}

    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {**values, **rows, "action-publish": "action-publish"},
    )

    declaration.refresh_from_db()
    assert declaration.tested_on == stored


@pytest.mark.both_engines
def test_statement_updated_before_publication_is_refused_by_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessibilityDeclaration.objects.update(
            published_on=dt.date(2026, 2, 1), updated_on=dt.date(2026, 1, 1)
        )
