"""Template tags of local content."""

from collections.abc import Sequence

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from courses.layers.variables import with_values

register = template.Library()


@register.simple_block_tag
def local_values(content: str, municipality: int | None, language: str) -> SafeString:
    """Render the block with the municipality's values in the place of variables."""
    return with_values(content, municipality, language)


@register.simple_tag(takes_context=True)
def layer_notes(context: Context, step_id: str) -> Sequence[str]:
    """Return what has to be decided about a step in the preview of a layer, as sentences."""
    layer = context.get("layer")
    return layer.notes.get(step_id, ()) if layer is not None else ()
