"""Notices to trainers whose local content has waited long for a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.dashboard.registry import Item, ItemGroup
from courses.layers.models import ModuleLayer
from courses.layers.permissions import municipalities_edited_by
from courses.models import ModulePage
from people.api import Notice, NoticeKind, Person, RoleKind, send_notice

#: how long a layer may wait before its trainers get a notice
REMIND_AFTER = dt.timedelta(days=14)


@transaction.atomic
def send_layer_notices() -> int:
    """Send a notice to the trainers of each layer that has waited for `REMIND_AFTER`; return how many.

    A layer is reminded of once, until all of it is decided.
    """
    waiting = ModuleLayer.objects.select_for_update().filter(
        pending_since__lte=timezone.now() - REMIND_AFTER, reminded_at=None
    )
    sent = 0
    for layer in waiting:
        page = ModulePage.objects.filter(module=layer.module_id, locale__language_code=layer.language).first()
        if page is None:
            continue
        details = _details(layer, page)
        for person in _trainers(layer):
            send_notice(NoticeKind.LAYER_PENDING, person=person, **details)
            sent += 1
        layer.reminded_at = timezone.now()
        layer.save(update_fields=["reminded_at"])
    return sent


def _trainers(layer: ModuleLayer) -> list[Person]:
    people = Person.objects.filter(
        is_active=True, roles__kind=RoleKind.TRAINER, roles__municipality=layer.municipality_id
    )
    return list(people.distinct())


def _details(layer: ModuleLayer, page: ModulePage) -> dict[str, str | int]:
    municipality = layer.municipality
    return {
        "layer": layer.pk,
        "page": page.pk,
        "module": page.title,
        "place": municipality.name,
        "code": municipality.code,
    }


def details_of_pending(notices: Sequence[Notice]) -> Mapping[int, Mapping[str, Any]]:
    """Return the details of the notices whose layers still wait; one query."""
    layers = {notice.details.get("layer") for notice in notices}
    waiting = set(
        ModuleLayer.objects.filter(pk__in=layers).exclude(pending_since=None).values_list("pk", flat=True)
    )
    return {notice.pk: notice.details for notice in notices if notice.details.get("layer") in waiting}


def pending_layers(person: Person, day: dt.date) -> ItemGroup | None:
    """Return the layers that wait for the person's decision, the oldest first, for the dashboard."""
    own = municipalities_edited_by(person)
    pages = ModulePage.objects.filter(module=OuterRef("module"), locale__language_code=OuterRef("language"))
    waiting = ModuleLayer.objects.filter(municipality__in=own).exclude(pending_since=None)
    waiting = waiting.annotate(
        page=Subquery(pages.values("pk")[:1]),
        title=Subquery(pages.values("title")[:1]),
        code=F("municipality__code"),
        place=F("municipality__name"),
    )
    rows = list(
        waiting.exclude(page=None)
        .order_by("pending_since")
        .values("page", "title", "code", "place", "pending_since")
    )
    items = [_item(row) for row in rows]
    return ItemGroup(_HEADING, items, len(items)) if items else None


_HEADING = gettext_lazy("Local content to decide on")


def _item(row: Mapping[str, Any]) -> Item:
    since = date_format(timezone.localtime(row["pending_since"]), "j F")
    detail = _("%(place)s, since %(day)s") % {"place": row["place"], "day": since}
    return Item(row["title"], reverse("layers:layer", args=[row["code"], row["page"]]), detail)
