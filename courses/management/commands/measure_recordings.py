"""`manage.py measure_recordings`: measures films and sound files that have not been measured."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from courses.files.types import MEDIA_EXTENSIONS, extension_of
from courses.media.actions import probe_document
from courses.media.readers import UnreadableMaterial
from courses.models import SeminarPage


class Command(BaseCommand):
    help = "Measure films and sound files among the documents, and the seminars that have no length."

    def handle(self, *args: Any, **options: Any) -> None:
        for document in _recordings():
            try:
                seconds = probe_document(document=document).seconds
            except UnreadableMaterial as unreadable:
                self.stderr.write(f"{document.pk} {document.title}: {unreadable}")
            else:
                pages = SeminarPage.objects.filter(seconds=None)
                pages.filter(recording=document).update(seconds=seconds)
                pages.filter(recording=None, sound=document).update(seconds=seconds)


def _recordings() -> list[AbstractDocument]:
    documents: QuerySet[AbstractDocument] = get_document_model().objects.order_by("pk")
    return [document for document in documents if extension_of(document.filename) in MEDIA_EXTENSIONS]
