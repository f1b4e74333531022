"""The step type of a conversation: scenes in which a choice decides what happens next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.forms.utils import ErrorList
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructValue

from courses.questions.block_ids import IdentifiedStreamBlock
from courses.questions.scene import SceneBlock
from courses.steps.native import (
    NativeAnswer,
    NativeOutcome,
    NativeStep,
    Question,
    Sheet,
    Turn,
    mean_score,
)
from courses.steps.stored import without_block_keys
from courses.steps.types import register_step_type

MAX_SCENES = 60


class ScenesBlock(IdentifiedStreamBlock):
    """The scenes of a conversation; the first one begins it."""

    scene = SceneBlock()

    def clean(self, value: StreamValue) -> StreamValue:
        """Refuse scenes that lead nowhere or that no choice leads out of; not in drafts."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (problems := list(scene_problems(cleaned))):
            raise StreamBlockValidationError(non_block_errors=ErrorList(problems))
        return cleaned


def scene_problems(scenes: StreamValue) -> Iterator[str]:
    """Yield what is wrong with the way scenes lead to each other, as sentences for the author."""
    names = [name_of(scene.value) for scene in scenes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield _("Two scenes have the name “%(name)s”. Give each its own.") % {"name": name}
    leads = {name_of(scene.value): _destinations(scene.value) for scene in scenes}
    for missing in sorted(set().union(*leads.values()) - {"", *names} if leads else ()):
        yield _("A choice leads to “%(name)s”, and no scene has that name.") % {"name": missing}
    reached = _reached({names[0]}, leads) if names else set()
    for name in names:
        if name not in reached:
            yield _("No choice leads to the scene “%(name)s”.") % {"name": name}
        elif "" not in _reached({name}, leads):
            yield _("The conversation never ends from the scene “%(name)s”.") % {"name": name}


def name_of(scene: StructValue) -> str:
    return str(scene["name"]).strip().casefold()


def _destinations(scene: StructValue) -> set[str]:
    """Return the names of the scenes that choices lead to, "" for the end."""
    return {str(choice["leads_to"] or "").strip().casefold() for choice in scene["choices"]}


def _reached(names: set[str], leads: Mapping[str, set[str]]) -> set[str]:
    """Return the names and all that can be reached from them."""
    reached: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= leads.get(name, set()) - reached
    return reached


@register_step_type
class ConversationStep(NativeStep):
    """A step of a conversation. The best way through it counts."""

    kind = "conversation"
    outline_label = gettext_lazy("Conversation")
    outline_icon = "message-circle"
    not_done = gettext_lazy("You have not come to the end of the conversation “%(step)s”.")
    weight = 2

    introduction = blocks.RichTextBlock(
        label=gettext_lazy("Before the conversation"),
        features=["bold", "italic", "link", "ul"],
        required=False,
    )
    scenes = ScenesBlock(label=gettext_lazy("Scenes"), min_num=1, max_num=MAX_SCENES)
    pass_percent = blocks.IntegerBlock(
        label=gettext_lazy("Needed to pass, in per cent"),
        help_text=gettext_lazy("0: nobody can fail."),
        min_value=0,
        max_value=100,
        default=0,
    )

    def questions(self, value: StructValue) -> list[Question]:
        return [Question.of(child) for child in value["scenes"]]

    def interactive_values(self, stored: Mapping[str, Any]) -> Any:
        return without_block_keys({name: stored.get(name) for name in ("scenes", "pass_percent")})

    def passing_share(self, value: StructValue) -> float | None:
        return value["pass_percent"] / 100 if value["pass_percent"] else None

    def ways(
        self, value: StructValue, answers: Sequence[NativeAnswer]
    ) -> tuple[list[list[NativeAnswer]], list[NativeAnswer]]:
        """Return the answers of each way through that has ended, and those of the way that has not.

        An answer to a scene that was not the present one, such as from a page of before, is left out.
        """
        scenes = {scene.id: scene for scene in self.questions(value)}
        by_name = {name_of(scene.value): scene for scene in scenes.values()}
        first = next(iter(scenes.values()))
        ended: list[list[NativeAnswer]] = []
        way: list[NativeAnswer] = []
        present = first
        for answer in answers:
            if answer.question != present.id:
                continue
            way.append(answer)
            leads_to = str(_choice(present, answer.response)["leads_to"] or "").strip().casefold()
            following = by_name.get(leads_to)
            present = following or first
            if following is None:
                ended, way = [*ended, way], []
        return ended, way

    def outcome(self, value: StructValue, answers: Sequence[NativeAnswer]) -> NativeOutcome:
        """Return the outcome of the best way: completed when one has ended and, with a pass mark, passed."""
        ended, _way = self.ways(value, answers)
        if not ended:
            return NativeOutcome(is_completed=False)
        best, needed = max(mean_score(way) for way in ended), self.passing_share(value)
        is_passed = None if needed is None else best >= needed
        is_completed = is_passed is not False
        return NativeOutcome(is_completed, is_passed, best, progress=float(is_completed))

    def sheet(
        self, value: StructValue, answers: Sequence[NativeAnswer], seed: str, *, again: bool = False
    ) -> Sheet:
        """Return the present scene after the turns so far; the last way when it has ended, unless `again`."""
        ended, way = self.ways(value, answers)
        scenes = {scene.id: scene for scene in self.questions(value)}
        is_over = bool(ended) and not way and not again
        shown = ended[-1] if is_over else way
        turns = tuple(_turn(scenes[answer.question], answer) for answer in shown)
        if is_over:
            last = {answer.question: answer for answer in shown}
            return Sheet((), last, is_one_form=True, is_open=False, number=len(ended), turns=turns)
        present = self._present(scenes, way)
        return Sheet((present,), is_one_form=True, number=len(ended) + 1, turns=turns, seed=seed)

    def offline_rules(self, value: StructValue) -> dict[str, Any]:
        scenes = {name_of(scene.value): scene.id for scene in self.questions(value)}
        return {
            **super().offline_rules(value),
            "play": "conversation",
            "scenes": scenes,
            "pass_percent": value["pass_percent"],
        }

    def _present(self, scenes: Mapping[str, Question], way: Sequence[NativeAnswer]) -> Question:
        if not way:
            return next(iter(scenes.values()))
        last = way[-1]
        leads_to = str(_choice(scenes[last.question], last.response)["leads_to"]).strip().casefold()
        return next(scene for scene in scenes.values() if name_of(scene.value) == leads_to)

    class Meta:
        label = gettext_lazy("Conversation with choices")
        icon = "comment"
        template = "courses/steps/conversation.html"


def _choice(scene: Question, response: str) -> StructValue:
    return next(item.value for item in scene.block.items(scene.value) if item.id == response)


def _turn(scene: Question, answer: NativeAnswer) -> Turn:
    choice = _choice(scene, answer.response)
    return Turn(scene, choice["text"], choice["consequence"])
