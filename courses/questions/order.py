"""Questions whose answer is an order: the right one, or the learner's own ranking."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructValue

from courses.questions.base import Grade, Item, QuestionBlock, explanation_block, shuffled
from courses.questions.block_ids import IdentifiedListBlock

if TYPE_CHECKING:
    from django.http import QueryDict

#: with two, the order in which they are shown would give away the right one
MIN_ORDERED = 3


class OrderedItemBlock(blocks.StructBlock):
    """Something to put in order."""

    text = blocks.CharBlock(label=gettext_lazy("Text"), max_length=250)


class OrderingQuestion(QuestionBlock):
    """A question for an order. Each item has a field with its place, from 1."""

    interaction_type = "sequencing"
    items_name = "entries"
    unreadable = gettext_lazy("Give each one a place of its own.")

    def shown_items(self, value: StructValue, seed: str, response: str = "") -> list[Item]:
        """Return the items in the order of the answer, before it in a random one."""
        places = {item_id: place for place, item_id in enumerate(response.split("[,]"))}
        items = self.first_items(value, seed)
        return sorted(items, key=lambda item: places.get(item.id, len(places)))

    def first_items(self, value: StructValue, seed: str) -> list[Item]:
        return shuffled(self.items(value), seed)

    def choices(self, value: StructValue, seed: str) -> list[Item]:
        """Return the places."""
        return [Item(str(place), place) for place in range(1, 1 + len(self.items(value)))]

    def entered(self, value: StructValue, response: str, name: str) -> dict[str, list[str]]:
        ids = response.split("[,]") if response else []
        return {f"{name}-{item_id}": [str(place)] for place, item_id in enumerate(ids, start=1)}

    def read_response(self, value: StructValue, posted: QueryDict, name: str) -> str | None:
        places = {posted.get(f"{name}-{item.id}", ""): item.id for item in self.items(value)}
        ordered = [places.get(choice.id) for choice in self.choices(value, "")]
        return "[,]".join(item_id for item_id in ordered if item_id) if all(ordered) else None


class OrderQuestion(OrderingQuestion):
    """A question for the right order; part of a point for those that follow each other as they should."""

    kind = "order"

    entries = IdentifiedListBlock(
        OrderedItemBlock(),
        label=gettext_lazy("In the right order"),
        help_text=gettext_lazy("The learner sees them in another order."),
        min_num=MIN_ORDERED,
    )
    feedback = blocks.CharBlock(
        label=gettext_lazy("What the learner reads who answers wrong"), max_length=500, required=False
    )
    explanation = explanation_block()

    def first_items(self, value: StructValue, seed: str) -> list[Item]:
        """Return the items in a random order that is not the right one."""
        right, items = self.items(value), super().first_items(value, seed)
        return items[1:] + items[:1] if items == right else items

    def grade(self, value: StructValue, response: str) -> Grade:
        """Return the grade: the share of items that the right one follows."""
        right = list(pairwise(item.id for item in self.items(value)))
        given = set(pairwise(response.split("[,]")))
        score = len(given.intersection(right)) / len(right) if right else 0
        return Grade.of(score, () if score == 1 else (value["feedback"],))

    def patterns(self, value: StructValue) -> Iterator[str]:
        yield "[,]".join(item.id for item in self.items(value))

    def offline_key(self, value: StructValue) -> dict[str, Any]:
        return {"rule": "order", "ids": [item.id for item in self.items(value)], "wrong": value["feedback"]}

    class Meta:
        label = gettext_lazy("Put in the right order")
        icon = "order-down"
        template = "courses/questions/order.html"


class RankingQuestion(OrderingQuestion):
    """A question for the learner's own ranking, which is not graded; the author's one is shown with it."""

    kind = "ranking"

    entries = IdentifiedListBlock(OrderedItemBlock(), label=gettext_lazy("To rank"), min_num=2)
    is_recommended = blocks.BooleanBlock(
        label=gettext_lazy("Show this order as your recommendation, with every answer"), required=False
    )
    explanation = explanation_block()

    def grade(self, value: StructValue, response: str) -> Grade:
        return Grade.ungraded()

    def patterns(self, value: StructValue) -> Iterator[str]:
        if recommended := self.recommended(value):
            yield "[,]".join(item.id for item in recommended)

    def recommended(self, value: StructValue) -> list[Item]:
        return self.items(value) if value["is_recommended"] else []

    def offline_key(self, value: StructValue) -> dict[str, Any]:
        return {"rule": "ranking", "ids": [item.id for item in self.items(value)]}

    class Meta:
        label = gettext_lazy("Rank by your own opinion")
        icon = "order"
        template = "courses/questions/ranking.html"
