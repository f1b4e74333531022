"""The themes of the demo content."""

from __future__ import annotations

from courses.api import Theme

#: slug: names and descriptions in Swedish and English
THEMES = {
    "nara-vard": (
        "Nära vård",
        "Close care",
        "Vård och omsorg som håller ihop, så nära hemmet som det går.",
        "Care that holds together, as near home as it can be.",
    ),
    "personcentrering": (
        "Personcentrering",
        "Person-centredness",
        "Det som är viktigt för personen får styra.",
        "What matters to the person leads the way.",
    ),
    "palliativ-vard": (
        "Palliativ vård",
        "Palliative care",
        "Lindring och trygghet när livet går mot sitt slut.",
        "Relief and security as life draws to its end.",
    ),
    "demens": (
        "Demens",
        "Dementia",
        "Att förstå och möta den som har en demenssjukdom.",
        "Understanding and meeting people who live with dementia.",
    ),
    "hygien": (
        "Hygien",
        "Hygiene",
        "Så hindrar vi att smitta sprids.",
        "How we keep infections from spreading.",
    ),
    "anhoriga": (
        "Anhöriga",
        "Relatives",
        "De som står nära är en del av laget.",
        "Those who are close are part of the team.",
    ),
}


def seed_themes() -> dict[str, Theme]:
    """Create or update the themes; return them by slug."""
    themes = {}
    for order, (slug, texts) in enumerate(THEMES.items()):
        names = ("name_sv", "name_en", "description_sv", "description_en")
        values = dict(zip(names, texts, strict=True))
        themes[slug], _created = Theme.objects.update_or_create(
            slug=slug, defaults={**values, "order": order}
        )
    return themes
