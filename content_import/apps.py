"""Imports of material: SCORM packages, transcripts, documents, recordings and pictures."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class ContentImportConfig(AppConfig):
    name = "content_import"
    label = "content_import"

    def ready(self) -> None:
        """Register the readers of uploads and the checks before publishing, and connect the receivers."""
        from django.utils.translation import gettext_lazy as _

        from content_import import (
            material_kinds,
            signal_handlers,  # noqa: F401 - connects the receivers
        )
        from content_import.health.queries import package_publish_problems
        from content_import.hosts.queries import allowed_hosts
        from content_import.module_list.dashboard import (
            BRING_IN_MATERIAL,
            file_notes,
            hosts_to_decide,
            seminars_to_caption,
        )
        from content_import.readers.documents import read_pdf
        from content_import.readers.pictures import read_picture, register_decoder
        from content_import.readers.recordings import read_recording
        from content_import.readers.transcripts import parse_transcript, webvtt_captions
        from content_import.versions.changes import can_show_changes, reasons_to_publish_alone
        from courses.api import (
            EditorTool,
            file_readers,
            register_bulk_check,
            register_editor_tool,
            register_main_action,
            register_module_notes,
            register_publish_check,
            register_waiting_items,
        )
        from lms.content_origin.api import register_external_hosts

        file_readers.transcript = parse_transcript
        file_readers.captions = webvtt_captions
        file_readers.document = read_pdf
        file_readers.recording = read_recording
        file_readers.picture = read_picture
        for module in iter_modules(material_kinds.__path__, "content_import.material_kinds."):
            import_module(module.name)  # registers its kind of material
        register_decoder()
        register_publish_check(package_publish_problems)
        register_bulk_check(reasons_to_publish_alone)
        register_editor_tool(
            EditorTool("publish_change", _("See what has changed"), "history", can_show_changes)
        )
        register_external_hosts(allowed_hosts)
        register_main_action(BRING_IN_MATERIAL)
        register_module_notes(file_notes)
        register_waiting_items(hosts_to_decide)
        register_waiting_items(seminars_to_caption)
