"""Template tags of local content."""

from django import template
from django.utils.safestring import SafeString

from courses.layers.variables import with_values

register = template.Library()


@register.simple_block_tag
def local_values(content: str, municipality: int | None, language: str) -> SafeString:
    """Render the block with the municipality's values in the place of variables."""
    return with_values(content, municipality, language)
