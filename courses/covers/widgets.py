"""The form field by which a trainer chooses a drawing."""

from typing import Any

from django.forms import RadioSelect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


class DrawingSelect(RadioSelect):
    """Radio buttons that show the drawings."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        """Render this site's template, which Django's renderer of forms does not find."""
        return mark_safe(render_to_string("courses/admin/drawing_select.html", context))  # noqa: S308 - a rendered template
