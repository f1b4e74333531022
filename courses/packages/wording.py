"""Questions in the author's words, by which versions of a question are recognised and answers are shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from wagtail.blocks.struct_block import StructValue

from courses.questions.base import QuestionBlock


@dataclass(frozen=True)
class Wording:
    """A question in words. Versions of a question with the same digest are one question.

    Ids of options differ where the author has removed an option and written it again, so that texts are
    numbered: equal wordings have the same texts under the same numbers.
    """

    kind: str
    question: str
    #: the text of each id that answers contain
    by_id: Mapping[str, str]
    #: the unit of a number, "" for none
    unit: str = ""

    @classmethod
    def of(cls, block: QuestionBlock, value: StructValue) -> Wording:
        texts = {key: _plain(text) for key, text in block.texts(value).items()}
        return cls(block.kind, _plain(block.wording(value)), texts, _plain(str(value.get("unit") or "")))

    @property
    def digest(self) -> str:
        words = [self.kind, self.question, self.unit, *sorted(self.by_id.values())]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()

    @cached_property
    def texts(self) -> dict[str, str]:
        """The texts by number, in the order of their characters. Numbers are of one length, to be sorted."""
        texts = sorted(set(self.by_id.values()))
        length = len(str(len(texts)))
        return {f"{number:0{length}}": text for number, text in enumerate(texts, start=1)}

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The number of the text of each id."""
        by_text = {text: number for number, text in self.texts.items()}
        return {key: by_text[text] for key, text in self.by_id.items()}


def _plain(text: str) -> str:
    """Return a text with one space between its words."""
    return " ".join(text.split())
