"""The panel of the editor with what can be done with the steps of a saved draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel

if TYPE_CHECKING:
    from courses.models import ModulePage
    from people.api import Person


def _always(page: ModulePage, person: Person) -> bool:
    return True


@dataclass(frozen=True)
class EditorTool:
    """A link of the panel; `url_name` has the key of the page as its argument."""

    url_name: str
    label: str | Promise
    icon: str
    #: whether the person gets the link for the page
    is_shown: Callable[[ModulePage, Person], bool] = _always


_tools = [EditorTool("copy_steps", gettext_lazy("Copy steps from another module"), "copy")]


def register_editor_tool(tool: EditorTool) -> None:
    """Add a link to the panel, before those of this package."""
    if tool not in _tools:
        _tools.insert(0, tool)


class ToolsPanel(Panel):
    """A panel of links, for a page that is stored."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]  # Wagtail has no types
        """The links for one page."""

        template_name = "courses/editing/tools_panel.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            shown = (tool for tool in _tools if tool.is_shown(self.instance, self.request.user))
            links = [(tool, reverse(tool.url_name, args=[self.instance.pk])) for tool in shown]
            return {**super().get_context_data(parent_context), "links": links}
