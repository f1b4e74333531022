"""The themes of the demo content."""

from courses.api import Theme
from demo.catalogues.toml_files import REGION, read_toml


def seed_themes() -> dict[str, Theme]:
    """Create or update the themes; return them by slug."""
    themes = {}
    for order, (slug, texts) in enumerate(read_toml(REGION / "themes.toml").items()):
        themes[slug], _created = Theme.objects.update_or_create(slug=slug, defaults={**texts, "order": order})
    return themes
