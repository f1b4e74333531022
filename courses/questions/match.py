"""Questions in which each item is matched with a partner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructValue

from courses.questions.base import MAX_OPTIONS, Grade, Item, QuestionBlock, explanation_block, shuffled
from courses.questions.block_ids import IdentifiedListBlock

if TYPE_CHECKING:
    from django.http import QueryDict


class PairBlock(blocks.StructBlock):
    """An item and its partner."""

    text = blocks.CharBlock(label=gettext_lazy("This"), max_length=250)
    partner = blocks.CharBlock(label=gettext_lazy("belongs with"), max_length=250)


class MatchQuestion(QuestionBlock):
    """A question for the partner of each item; part of a point for each right pair.

    Two items can have the same partner. The learner chooses it in a select, which needs no dragging.
    """

    kind = "match"
    interaction_type = "matching"
    items_name = "pairs"
    unreadable = gettext_lazy("Choose something for each one.")

    pairs = IdentifiedListBlock(PairBlock(), label=gettext_lazy("Pairs"), min_num=2)
    others = blocks.ListBlock(
        blocks.CharBlock(label=gettext_lazy("Text"), max_length=250),
        label=gettext_lazy("Others to choose from"),
        help_text=gettext_lazy("They belong with nothing, and make it harder to guess."),
        min_num=0,
        default=[],
    )
    feedback = blocks.CharBlock(
        label=gettext_lazy("What the learner reads who answers wrong"), max_length=500, required=False
    )
    explanation = explanation_block()

    def choices(self, value: StructValue, seed: str) -> list[Item]:
        return shuffled(list(self._partners(value).values()), f"{seed}/partners")

    def texts(self, value: StructValue) -> dict[str, str]:
        return super().texts(value) | {key: partner.value for key, partner in self._partners(value).items()}

    def entered(self, value: StructValue, response: str, name: str) -> dict[str, list[str]]:
        pairs = [pair.partition("[.]") for pair in response.split("[,]")] if response else []
        return {f"{name}-{item_id}": [partner] for item_id, _delimiter, partner in pairs}

    def read_response(self, value: StructValue, posted: QueryDict, name: str) -> str | None:
        partners = self._partners(value)
        chosen = {item.id: posted.get(f"{name}-{item.id}", "") for item in self.items(value)}
        if any(partner not in partners for partner in chosen.values()):
            return None
        return "[,]".join(f"{item}[.]{partner}" for item, partner in chosen.items())

    def grade(self, value: StructValue, response: str) -> Grade:
        pairs = response.split("[,]")
        right = self._right_pairs(value)
        return Grade.of_parts(sum(pair in right for pair in pairs), len(right), value["feedback"])

    def patterns(self, value: StructValue) -> Iterator[str]:
        yield "[,]".join(self._right_pairs(value))

    def offline_key(self, value: StructValue) -> dict[str, Any]:
        return {
            "rule": "match",
            "ids": [item.id for item in self.items(value)],
            "partners": list(self._partners(value)),
            "right": self._right_pairs(value),
            "wrong": value["feedback"],
        }

    def problems(self, value: StructValue) -> Iterator[tuple[str, str]]:
        yield from super().problems(value)
        partners = self._partners(value)
        if len({_partner(item.value["partner"]).id for item in self.items(value)}) < 2:
            yield "pairs", _("All belong with the same. Write at least two different ones.")
        elif len(partners) > MAX_OPTIONS:
            yield "others", _("At most %(number)s can be shown.") % {"number": MAX_OPTIONS}

    def _partners(self, value: StructValue) -> dict[str, Item]:
        """Return what can be chosen, by id."""
        texts = [*(item.value["partner"] for item in self.items(value)), *value["others"]]
        partners = [_partner(text) for text in texts]
        return {partner.id: partner for partner in partners}

    def _right_pairs(self, value: StructValue) -> list[str]:
        return [f"{item.id}[.]{_partner(item.value['partner']).id}" for item in self.items(value)]

    class Meta:
        label = gettext_lazy("Match pairs")
        icon = "link"
        template = "courses/questions/match.html"


def _partner(text: str) -> Item:
    """Return a partner. Its id is made of its text, so that it reveals no pair and equal ones are one."""
    words = " ".join(text.split())
    return Item(str(uuid5(NAMESPACE_OID, words.casefold())), words)
