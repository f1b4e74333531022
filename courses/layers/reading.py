"""Reads of published layers: the version for a person's municipality, and the content of its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from courses.layers.models import LayerVersion, LayerVersionContent, LocalValue
from courses.layers.operations import variables_in
from courses.models import ModulePage, ModuleVersion
from courses.modules.frozen_content import bind_frozen_step, find_frozen_step, frozen_steps
from courses.steps.stored import StoredStep
from people.api import Employment, Person

#: how many layer versions a process keeps the local steps of
MAX_CACHED_LAYERS = 64


def layer_versions_on(version: ModuleVersion, municipalities: Collection[int]) -> Mapping[int, LayerVersion]:
    """Return the newest layer version on a module version by municipality, of those that have one."""
    layered = LayerVersion.objects.filter(base=version, layer__municipality__in=municipalities)
    newest = layered.select_related("layer").order_by("number")
    return {found.layer.municipality_id: found for found in newest}


def has_local_differences(version: ModuleVersion, municipalities: Collection[int]) -> bool:
    """Return whether the module is another one in some of the municipalities: by its layers or values."""
    if layer_versions_on(version, municipalities):
        return True
    names = variables_in(frozen_steps(version))
    values = LocalValue.objects.filter(municipality__in=municipalities, variable__key__in=names)
    return bool(names) and values.exclude(text="").exists()


def find_shown_step(version: ModuleVersion, layer: LayerVersion | None, step_id: str) -> Any | None:
    """Return the bound block of a step as a layer version shows it, or as the module version froze it."""
    local = _local_steps(layer.pk, layer.created_at).get(step_id) if layer is not None else None
    return bind_frozen_step(local) if local is not None else find_frozen_step(version, step_id)


@lru_cache(maxsize=MAX_CACHED_LAYERS)
def _local_steps(layer: int, created_at: dt.datetime) -> dict[str, Any]:
    """Return the local steps of a layer version, which never change; `created_at` tells databases apart."""
    steps: dict[str, Any] = LayerVersionContent.objects.values_list("steps", flat=True).get(pk=layer)
    return steps


def outline_context(page: ModulePage, request: HttpRequest) -> dict[str, Any]:
    """Return the steps that the page of a module lists: as the person's municipality shows them.

    Those of the core where the person works in several municipalities with layers. One query.
    """
    steps = page.stored_steps
    if isinstance(request.user, Person) and page.live and page.module.owner_id is None:
        steps = _layered_outline(page, request.user) or steps
    return {"outline": steps}


def _layered_outline(page: ModulePage, person: Person) -> tuple[StoredStep, ...]:
    employments = Employment.objects.on_day(timezone.localdate()).filter(person=person)
    versions = LayerVersion.objects.filter(
        layer__module=page.module_id,
        layer__language=page.locale.language_code,
        layer__municipality__in=employments.values("unit__municipality"),
    )
    newest = {version.layer_id: version for version in versions.order_by("base__number", "number")}
    return next(iter(newest.values())).stored_steps if len(newest) == 1 else ()
