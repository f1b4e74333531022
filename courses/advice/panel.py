"""The panel of the editor with the advice about a draft."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from courses.advice.rules import advice_of


class AdvicePanel(Panel):
    """A panel that lists the advice about the saved draft."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]  # Wagtail has no types
        """The advice about one page."""

        template_name = "courses/advice_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "advice": advice_of(self.instance)}
