"""Scenes of a conversation: a situation, and what one can say or do in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructValue

from courses.media.choosers import PictureChooserBlock
from courses.questions.base import Grade, QuestionBlock
from courses.questions.block_ids import IdentifiedListBlock

if TYPE_CHECKING:
    from django.http import QueryDict

MAX_POINTS = 10


class SceneNameBlock(blocks.CharBlock):
    """The name of a scene, which choices lead to by it and no learner reads."""

    is_kept_in_translations = True


class SceneChoiceBlock(blocks.StructBlock):
    """Something to say or do in a scene, and where it leads."""

    text = blocks.CharBlock(label=gettext_lazy("What one says or does"), max_length=250)
    consequence = blocks.TextBlock(
        label=gettext_lazy("What happens then"), rows=2, max_length=1_000, required=False
    )
    points = blocks.IntegerBlock(
        label=gettext_lazy("Score"), min_value=0, max_value=MAX_POINTS, default=0, required=False
    )
    leads_to = SceneNameBlock(
        label=gettext_lazy("Leads to the scene"),
        help_text=gettext_lazy("The name of a scene. Empty: the conversation ends."),
        max_length=60,
        required=False,
    )


class SceneBlock(QuestionBlock):
    """A scene; its choices are the options of a question."""

    kind = "scene"
    interaction_type = "choice"
    items_name = "choices"

    name = SceneNameBlock(
        label=gettext_lazy("Name of the scene"),
        help_text=gettext_lazy("Learners do not see it. For example: The daughter is worried."),
        max_length=60,
    )
    picture = PictureChooserBlock(label=gettext_lazy("Picture"), required=False)
    prompt = blocks.TextBlock(label=gettext_lazy("What happens, and what is said"), rows=3, max_length=1_000)
    choices = IdentifiedListBlock(SceneChoiceBlock(), label=gettext_lazy("What one can say or do"), min_num=1)

    def read_response(self, value: StructValue, posted: QueryDict, name: str) -> str | None:
        chosen = posted.get(name)
        return chosen if chosen in {item.id for item in self.items(value)} else None

    def grade(self, value: StructValue, response: str) -> Grade:
        """Return the points of a choice as a share of those of the best one; no grade where all are equal."""
        points = {item.id: item.value["points"] or 0 for item in self.items(value)}
        best = max(points.values())
        if len(set(points.values())) == 1 or response not in points:
            return Grade.ungraded()
        return Grade.of(points[response] / best)

    def patterns(self, value: StructValue) -> Iterator[str]:
        """Yield each of the best choices; none where all are equal."""
        points = {item.id: item.value["points"] or 0 for item in self.items(value)}
        if len(set(points.values())) > 1:
            best = max(points.values())
            yield from (key for key, number in points.items() if number == best)

    def offline_key(self, value: StructValue) -> dict[str, Any]:
        choices = [
            {
                "text": item.value["text"],
                "consequence": item.value["consequence"] or "",
                "points": item.value["points"] or 0,
                "leads_to": str(item.value["leads_to"] or "").strip().casefold(),
            }
            for item in self.items(value)
        ]
        return {"rule": "scene", "ids": [item.id for item in self.items(value)], "choices": choices}

    def problems(self, value: StructValue) -> Iterator[tuple[str, str]]:
        yield from super().problems(value)
        if not value["name"].strip():
            yield "name", _("Give the scene a name, so that choices can lead to it.")

    class Meta:
        label = gettext_lazy("Scene")
        icon = "comment"
        template = "courses/questions/options.html"
