"""The pages about the site's accessibility and its use of personal data.

They are examples for the operator to complete in the admin: the addresses are invented, and the statements
about tests apply to this version.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from courses.api import AccessibilityDeclaration, InformationPage, publish_information_page

#: the day of the tests in the accessibility statement
TESTED_ON = dt.date(2026, 11, 29)
#: by language; the operator sets the real one by `lay_out_site --responsible-body`, or in the admin
EXAMPLE_BODIES = {
    "sv": "Exempelregionen (byt ut mot den som ansvarar)",
    "en": "The example region (replace by the body that answers)",
}
FOLDER = Path(__file__).with_name("information_pages")


@dataclass(frozen=True)
class InformationText:
    """A page in one language."""

    language: str
    title: str
    slug: str
    file: str
    is_statement: bool = False


PAGES: tuple[tuple[InformationText, InformationText], ...] = (
    (
        InformationText("sv", "Tillgänglighetsredogörelse", "tillganglighet", "accessibility.sv.html", True),
        InformationText("en", "Accessibility statement", "accessibility", "accessibility.en.html", True),
    ),
    (
        InformationText("sv", "Personuppgifter", "personuppgifter", "privacy.sv.html"),
        InformationText("en", "Personal data", "personal-data", "privacy.en.html"),
    ),
)


def publish_information(*, responsible_body: str = "") -> list[InformationPage]:
    """Create the missing pages in both languages, below the start pages, and return all.

    Existing ones are not changed, since the operator may have completed them. Idempotent.
    """
    published = []
    for swedish, english in PAGES:
        source = _publish(swedish, None, responsible_body)
        published += [source, _publish(english, source, responsible_body)]
    return published


def _publish(text: InformationText, source: InformationPage | None, responsible_body: str) -> InformationPage:
    existing = InformationPage.objects.filter(slug=text.slug, locale__language_code=text.language).first()
    if existing is not None:
        return existing
    today = timezone.localdate()
    declaration = AccessibilityDeclaration(
        body=responsible_body or EXAMPLE_BODIES[text.language],
        tested_on=TESTED_ON,
        published_on=today,
        updated_on=today,
    )
    return publish_information_page(
        language=text.language,
        title=text.title,
        slug=text.slug,
        body=(FOLDER / text.file).read_text(),
        translation_of=source,
        declarations=[declaration] if text.is_statement else [],
    )
