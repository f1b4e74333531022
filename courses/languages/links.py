"""Which module page is a translation of which, and with what of the original it agrees."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail_localize.models import Translation, TranslationSource

from courses.models import ModulePage, ModuleVersion

#: the fields of a page that a translation takes from its original unless it has a value of its own
SHARED_FIELDS = ("minutes", "drawing", "cover_picture")


@dataclass(frozen=True)
class Link:
    """A page whose texts are translated in segments, and its original.

    `translation.enabled` is never set: wagtail-localize would replace the page's editor by its own, whose
    button for publishing writes the published page before anything is checked (docs/decisions/0040).
    """

    page: ModulePage
    original: ModulePage
    translation: Translation

    @property
    def source(self) -> TranslationSource:
        return self.translation.source

    @property
    def base(self) -> Mapping[str, Any]:
        """The content of the original that the translation agrees with, as its revision has it."""
        content: Mapping[str, Any] = json.loads(self.source.content_json)
        return content


def link_of(page: ModulePage) -> Link | None:
    """Return the link of a page that is translated in segments, else None."""
    translations = Translation.objects.select_related("source__locale", "target_locale")
    translation = translations.filter(
        source__object=page.translation_key, target_locale=page.locale_id
    ).first()
    if translation is None:
        return None
    siblings = ModulePage.objects.filter(translation_key=page.translation_key)
    original = siblings.select_related("locale").filter(locale=translation.source.locale_id).first()
    return Link(page, original, translation) if original is not None else None


def original_of(page: ModulePage) -> ModulePage | None:
    """Return the page that this one is a translation of: the first of its module's; None for that itself."""
    if link := link_of(page):
        return link.original
    siblings = ModulePage.objects.filter(translation_key=page.translation_key, alias_of=None)
    first = siblings.select_related("locale").order_by("pk").first()
    return first if first is not None and first.pk != page.pk else None


def content_to_translate(original: ModulePage) -> ModulePage:
    """Return the original as it is published, or its draft before it ever was."""
    if original.has_been_published:
        return ModulePage.objects.get(pk=original.pk)
    draft: ModulePage = original.get_latest_revision_as_object()
    return draft


def version_before(original: ModulePage, moment: dt.datetime | None) -> ModuleVersion | None:
    """Return the version of the original that was the newest at that moment."""
    versions = ModuleVersion.objects.filter(module=original.module_id, language=original.locale.language_code)
    earlier = versions.filter(created_at__lte=moment) if moment else versions.none()
    return earlier.select_related("revision").order_by("-number").first()
