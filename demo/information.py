"""The site's plain pages: how accessible it is, and what it does with personal data.

They are examples for the operator to complete in the admin: the addresses are invented, and what is said
about tests holds for the version that they came with.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from courses.models import InformationPage
from courses.site_actions import publish_information_page

FOLDER = Path(__file__).with_name("information_pages")


@dataclass(frozen=True)
class Text:
    """A page in one language."""

    language: str
    title: str
    slug: str
    file: str


PAGES: tuple[tuple[Text, Text], ...] = (
    (
        Text("sv", "Tillgänglighet", "tillganglighet", "accessibility.sv.html"),
        Text("en", "Accessibility", "accessibility", "accessibility.en.html"),
    ),
    (
        Text("sv", "Personuppgifter", "personuppgifter", "privacy.sv.html"),
        Text("en", "Personal data", "personal-data", "privacy.en.html"),
    ),
)


def publish_information() -> list[InformationPage]:
    """Create what is missing of the pages in both languages, below the start pages.

    One that exists is left alone: the operator may have completed it. May be run again at any time.
    """
    published = []
    for swedish, english in PAGES:
        source = _publish(swedish, None)
        published += [source, _publish(english, source)]
    return published


def _publish(text: Text, source: InformationPage | None) -> InformationPage:
    existing = InformationPage.objects.filter(slug=text.slug, locale__language_code=text.language).first()
    if existing is not None:
        return existing
    body = (FOLDER / text.file).read_text()
    return publish_information_page(
        language=text.language, title=text.title, slug=text.slug, body=body, translation_of=source
    )
