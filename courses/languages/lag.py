"""How a translation lags behind its original: since when, and what has changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Min, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from courses.dashboard.registry import Note
from courses.languages.links import Link, link_of, original_of, version_before
from courses.models import ModulePage, ModuleVersion
from courses.models.querysets import ModulePageQuerySet
from courses.modules.version_changes import StepChange, compare_steps, summary_of
from courses.steps.stored import read_stream, without_block_keys

#: fields of the page that are compared beside its steps
TEXT_FIELDS = ("title", "introduction", "aims", "audience")


@dataclass(frozen=True)
class Lag:
    """What has changed in the published original since a translation agreed with it, and since when."""

    original: ModulePage
    since: dt.datetime
    steps: tuple[StepChange, ...]
    #: the labels of the page's own texts that have changed
    fields: tuple[str, ...]

    @property
    def day(self) -> str:
        return date_format(localtime(self.since), "j F Y")

    @property
    def summary(self) -> str:
        """What has changed, in one line."""
        fields = _("Changed: %(fields)s.") % {"fields": ", ".join(self.fields)} if self.fields else ""
        return " ".join(filter(None, [summary_of(self.steps), fields]))


def lag_of(page: ModulePage) -> Lag | None:
    """Return how the page lags behind its published original; None for an original, and one that does not."""
    link = link_of(page)
    original = link.original if link else original_of(page)
    if original is None or not original.live:
        return None
    moment, base = _base(page, link, original)
    if base is None or moment is None:
        return None
    steps = compare_steps(read_stream(json.loads(base["steps"])), original.stored_steps)
    fields = tuple(
        capfirst(str(ModulePage._meta.get_field(name).verbose_name))
        for name in TEXT_FIELDS
        if without_block_keys(base[name]) != without_block_keys(getattr(original, name))
    )
    return Lag(original, _changed_on(original, moment), steps, fields) if steps or fields else None


def _base(
    page: ModulePage, link: Link | None, original: ModulePage
) -> tuple[dt.datetime | None, Mapping[str, Any] | None]:
    """Return the content of the original that the page agrees with, and the moment when it did.

    A copy that is not translated in segments agrees with what was published when it was changed last.
    """
    if link is not None:
        return link.source.last_updated_at, link.base
    moment = page.latest_revision_created_at
    version = version_before(original, moment)
    return moment, version.revision.content if version else None


def _changed_on(original: ModulePage, moment: dt.datetime) -> dt.datetime:
    """Return when the original was first published with a change after that moment."""
    first: dt.datetime | None = (
        _versions(original).filter(created_at__gt=moment).aggregate(first=Min("created_at"))["first"]
    )
    return first or original.last_published_at or moment


def _versions(original: ModulePage) -> QuerySet[ModuleVersion]:
    return ModuleVersion.objects.filter(module=original.module_id, language=original.locale.language_code)


def lag_notes(pages: ModulePageQuerySet, day: dt.date) -> dict[int, list[Note]]:
    """Return a note about each translation whose original has a newer version with other content.

    Two queries, and some for each of them: a newer version may have what the translation was made of.
    """
    siblings = ModulePage.objects.filter(translation_key=OuterRef("translation_key"), alias_of=None)
    links = Translation.objects.filter(
        source__object=OuterRef("translation_key"), target_locale=OuterRef("locale")
    )
    first = siblings.order_by("pk")
    rows = (
        pages.annotate(
            is_original_live=Subquery(first.values("live")[:1]),
            original_pk=Subquery(first.values("pk")[:1]),
            original_language=Subquery(first.values("locale__language_code")[:1]),
            synced_at=Subquery(links.values("source__last_updated_at")[:1]),
        )
        .filter(is_original_live=True)
        .exclude(pk=F("original_pk"))
    )
    newer = ModuleVersion.objects.filter(
        module=OuterRef("module"), language=OuterRef("original_language")
    ).order_by("created_at")
    linked = rows.exclude(synced_at=None).annotate(
        since=Subquery(newer.filter(created_at__gt=OuterRef("synced_at")).values("created_at")[:1])
    )
    copied = rows.filter(synced_at=None).annotate(
        since=Subquery(
            newer.filter(created_at__gt=OuterRef("latest_revision_created_at")).values("created_at")[:1]
        )
    )
    since = {
        pk: moment
        for found in (linked, copied)
        for pk, moment in found.exclude(since=None).values_list("pk", "since")
    }
    lagging = [page.pk for page in ModulePage.objects.filter(pk__in=since) if lag_of(page) is not None]
    return {pk: [_note(pk, since[pk])] for pk in lagging}


def _note(page: int, since: dt.datetime) -> Note:
    text = _("The original has changed since %(day)s") % {"day": date_format(localtime(since), "j F Y")}
    return Note(text, reverse("translate_module", args=[page]))
