"""Links to files, and images, in the HTML of Wagtail's rich text."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.images.models import AbstractImage

from courses.models import Recording
from courses.models.media import StoredFile

_KEY = r'\bid="{key}"'
_DOCUMENT = re.compile(r'<a\b[^>]*\blinktype="document"[^>]*>')
_IMAGE = re.compile(r'<embed\b[^>]*\bembedtype="image"[^>]*>')


def replace_in_rich_text(html: str, old: StoredFile, new: StoredFile) -> str:
    """Return the HTML with `old` replaced by `new`; the same string if it has no `old`.

    A link with the key of both a document and a recording is one to the document.
    """
    tags = _IMAGE if isinstance(old, AbstractImage) else _DOCUMENT
    key = re.compile(_KEY.format(key=old.pk))
    replaced = tags.sub(lambda tag: key.sub(f'id="{new.pk}"', tag[0]), html)
    if replaced == html or (isinstance(old, Recording) and _is_document(old.pk)):
        return html
    return replaced


def _is_document(key: int | str) -> bool:
    return get_document_model()._default_manager.filter(pk=key).exists()


class FileLinkHandler(DocumentLinkHandler):
    """Links to documents, and to recordings that were documents when they were linked (migration 0019)."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Model | None]:
        files: list[Model | None] = super().get_many(attrs_list)
        lacking = [attrs.get("id") for attrs, file in zip(attrs_list, files, strict=True) if file is None]
        recordings = (
            {str(key): file for key, file in Recording.objects.in_bulk(lacking).items()} if lacking else {}
        )
        return [
            file or recordings.get(str(attrs.get("id")))
            for attrs, file in zip(attrs_list, files, strict=True)
        ]

    @classmethod
    def extract_references(cls, attrs: dict[str, Any]) -> Iterator[tuple[type[Model], str, str, str]]:
        model = cls.get_model() if _is_document(attrs["id"]) else Recording
        yield model, attrs["id"], "", ""
