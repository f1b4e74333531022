"""Hooks of the Wagtail admin: addresses, the button in the editor, and the entry in a page's history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry, Page

from courses.api import ModulePage
from lms.export.actions import REQUEST_EXPORT
from lms.export.admin.views import ExportView, LayerExportView, download
from lms.export.backup.importing import IMPORT_MODULE
from lms.export.enums import ExportFormat, Licence
from lms.export.permissions import may_export
from people.api import Person

_IMPORTED = gettext_lazy("Imported from a backup")


@hooks.register("register_admin_urls")
def export_urls() -> list[URLPattern]:
    return [
        path("modules/<int:page_id>/export/", ExportView.as_view(), name="export_module"),
        path("modules/<int:page_id>/export/<int:export_id>/", download, name="download_export"),
        path(
            "modules/<int:page_id>/export/local/<slug:municipality>/",
            LayerExportView.as_view(),
            name="export_layer",
        ),
        path(
            "modules/<int:page_id>/export/local/<slug:municipality>/<int:export_id>/",
            download,
            name="download_layer_export",
        ),
    ]


@hooks.register("register_page_header_buttons")
def export_button(
    page: Page, user: Person, next_url: str | None = None, view_name: str = "", **kwargs: Any
) -> Iterator[Button]:
    """Yield the button in the editor of a module that leads to its exports."""
    if isinstance(page, ModulePage) and page.pk and page.module_id and may_export(user, page):
        yield Button(_("Export"), reverse("export_module", args=[page.pk]), icon_name="download", priority=85)


@hooks.register("register_log_actions")
def name_exports(actions: LogActionRegistry) -> None:
    actions.register_action(IMPORT_MODULE)(type("ImportFormatter", (LogFormatter,), {"label": _IMPORTED}))

    @actions.register_action(REQUEST_EXPORT)
    class ExportFormatter(LogFormatter):
        """Show in the page's history which version was exported, in what format and with what licence."""

        label = gettext_lazy("Exported")

        def format_message(self, log_entry: BaseLogEntry) -> str:
            data = log_entry.data
            sentence = _("Version %(version)s exported as %(format)s. Licence: %(licence)s")
            text = sentence % {
                "version": data.get("version", ""),
                "format": dict(ExportFormat.choices).get(data.get("format", ""), ""),
                "licence": dict(Licence.choices).get(data.get("licence", ""), ""),
            }
            place = data.get("place", "")
            return f"{text} ({place})" if place else text
