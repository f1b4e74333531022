"""Document links and images in the HTML of Wagtail's rich text."""

from __future__ import annotations

import re

from wagtail.images.models import AbstractImage

from courses.modules.frozen_content import StoredFile

_KEY = r'\bid="{key}"'
_DOCUMENT = re.compile(r'<a\b[^>]*\blinktype="document"[^>]*>')
_IMAGE = re.compile(r'<embed\b[^>]*\bembedtype="image"[^>]*>')


def replace_in_rich_text(html: str, old: StoredFile, new: StoredFile) -> str:
    """Return the HTML with `old` replaced by `new`; the same string if it has no `old`."""
    tags = _IMAGE if isinstance(old, AbstractImage) else _DOCUMENT
    key = re.compile(_KEY.format(key=old.pk))
    replaced = tags.sub(lambda tag: key.sub(f'id="{new.pk}"', tag[0]), html)
    return html if replaced == html else replaced
