"""The preview of a layer: its draft over the published core, as a learner of the municipality sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from courses.layers.admin.rows import ConflictRow, conflict_rows
from courses.layers.admin.views import LayerMixin
from courses.layers.core_steps import merge_with
from courses.layers.merging import Merge
from courses.layers.publishing import shown_steps
from courses.models.pages import STEPS_PREVIEW
from courses.modules.frozen_content import bound_steps


@dataclass(frozen=True)
class LayerPreview:
    """What the preview of the steps shows beside them."""

    municipality_id: int
    #: the id of a step -> what has to be decided about it, as sentences
    notes: Mapping[str, Sequence[str]]
    #: the conflicts about steps that the layer hides
    hidden_conflicts: Sequence[ConflictRow]


class PreviewView(LayerMixin, TemplateView):
    """The page with the preview in a frame as wide as a phone, and what has to be decided."""

    template_name = "courses/layers/preview.html"
    page_title = gettext_lazy("As a learner sees it")

    def parents(self) -> list[tuple[str, str]]:
        return [*super().parents(), (self.layer_url, str(self.page.title))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "municipality": self.municipality,
            "module": self.page.title,
            "has_changes": self.layer is not None and self.layer.has_changes,
            "conflicts": conflict_rows(self.version, self.operations),
            "layer_url": self.layer_url,
            "steps_url": reverse("layers:previewed", args=[self.municipality.code, self.page.pk]),
        }


class PreviewedStepsView(LayerMixin, View):
    """The steps that publication would freeze, one below the other; nothing is stored.

    The template, the answers to questions and the policy of the frame are those of a module's preview.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        merged = merge_with(self.version, self.operations)
        page = self.page
        page.steps = bound_steps(shown_steps(merged))
        layer = _layer_preview(self.municipality.pk, merged, conflict_rows(self.version, self.operations))
        return page.make_preview_request(request, STEPS_PREVIEW, {"layer_preview": layer})


def _layer_preview(municipality: int, merged: Merge, rows: Sequence[ConflictRow]) -> LayerPreview:
    shown = {step.raw["id"] for step in merged.steps}
    places = {one.id: step.raw["id"] for step in merged.steps for one in step.operations}
    notes: dict[str, list[str]] = defaultdict(list)
    hidden = []
    for row in rows:
        operation = row.conflict.operation
        step = places.get(operation.id, operation.step)
        if step in shown:
            notes[step].append(_("To decide: %(reason)s") % {"reason": row.reason})
        else:
            hidden.append(row)
    return LayerPreview(municipality, notes, hidden)
