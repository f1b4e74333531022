"""Questions whose answer is an area of a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructValue

from courses.media.choosers import PictureChooserBlock
from courses.questions.base import Grade, explanation_block
from courses.questions.block_ids import IdentifiedListBlock
from courses.questions.choice import ChoiceQuestion, partial_grade

if TYPE_CHECKING:
    from django.http import QueryDict

#: in per cent of the picture; on a phone less than that is too small for a finger
MIN_SIZE = 5


class AreaBlock(blocks.StructBlock):
    """A rectangle of a picture, in per cent of its width and height, and the option that it is."""

    text = blocks.CharBlock(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("In the list below the picture, for example: the left hand."),
        max_length=250,
    )
    left = blocks.IntegerBlock(label=gettext_lazy("From the left, in per cent"), min_value=0, max_value=100)
    top = blocks.IntegerBlock(label=gettext_lazy("From the top, in per cent"), min_value=0, max_value=100)
    width = blocks.IntegerBlock(label=gettext_lazy("Width, in per cent"), min_value=MIN_SIZE, max_value=100)
    height = blocks.IntegerBlock(label=gettext_lazy("Height, in per cent"), min_value=MIN_SIZE, max_value=100)
    is_right = blocks.BooleanBlock(label=gettext_lazy("Right answer"), required=False)
    feedback = blocks.CharBlock(
        label=gettext_lazy("What the learner reads who chose it"), max_length=500, required=False
    )


class HotspotQuestion(ChoiceQuestion):
    """A picture of which the learner chooses one area, or several where several are right.

    The areas are also options of a list, which works without the picture, JavaScript and a mouse.
    """

    kind = "hotspot"
    items_name = "areas"

    image = PictureChooserBlock(label=gettext_lazy("Picture"))
    areas = IdentifiedListBlock(
        AreaBlock(),
        label=gettext_lazy("Areas"),
        help_text=gettext_lazy("The preview shows them in the picture, with a scale at its edges."),
        min_num=2,
    )
    explanation = explanation_block()

    def read_response(self, value: StructValue, posted: QueryDict, name: str) -> str | None:
        response = super().read_response(value, posted, name)
        return response if response and (self.has_several(value) or "[,]" not in response) else None

    def grade(self, value: StructValue, response: str) -> Grade:
        return partial_grade(self.items(value), response)

    def has_several(self, value: StructValue) -> bool:
        return sum(bool(item.value["is_right"]) for item in self.items(value)) > 1

    def problems(self, value: StructValue) -> Iterator[tuple[str, str]]:
        yield from super().problems(value)
        areas = [item.value for item in self.items(value)]
        if not any(area["is_right"] for area in areas):
            yield "areas", _("Mark the areas that are right.")
        places = [(area["left"], area["top"], area["width"], area["height"]) for area in areas]
        if len(set(places)) < len(places):
            yield "areas", _("Two areas are in the same place. Move or remove one of them.")
        if any(left + width > 100 or top + height > 100 for left, top, width, height in places):
            yield "areas", _("An area goes beyond the picture. Make it smaller, or move it left or up.")

    class Meta:
        label = gettext_lazy("Point in a picture")
        icon = "crosshairs"
        template = "courses/questions/hotspot.html"
