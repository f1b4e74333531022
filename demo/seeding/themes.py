"""The themes and the glossary of the demo content."""

from courses.api import GlossaryTerm, Theme
from demo.catalogues.toml_files import REGION, read_toml


def seed_themes() -> dict[str, Theme]:
    """Create or update the themes; return them by slug."""
    themes = {}
    for order, (slug, texts) in enumerate(read_toml(REGION / "themes.toml").items()):
        themes[slug], _created = Theme.objects.update_or_create(slug=slug, defaults={**texts, "order": order})
    return themes


def seed_glossary() -> None:
    """Create or update the shared words of the glossary."""
    for word in read_toml(REGION / "glossary.toml")["words"]:
        texts = {"explanation": word["explanation"], "other_forms": word.get("other_forms", "")}
        GlossaryTerm.objects.update_or_create(term=word["term"], language="sv", owner=None, defaults=texts)
