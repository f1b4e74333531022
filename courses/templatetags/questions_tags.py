"""Template tags of questions."""

from collections.abc import Iterable

from django import template
from django.template import Context
from wagtail.blocks.stream_block import StreamValue

from courses.editing.preview_answers import kept_fields
from courses.questions.shown import ShownQuestion

register = template.Library()


@register.simple_tag(takes_context=True)
def shown_question(context: Context, child: StreamValue.StreamChild) -> ShownQuestion:
    """Return a question of a step with its answer; unanswered where nobody plays the step."""
    questions: dict[str, ShownQuestion] = context.get("questions") or {}
    return questions.get(child.id) or ShownQuestion(child.id, child.block, child.value, seed=child.id)


@register.simple_tag(takes_context=True)
def preview_fields(
    context: Context, children: StreamValue.StreamChild | Iterable[StreamValue.StreamChild]
) -> list[tuple[str, str]] | None:
    """Return the hidden fields of a form with these questions in the editor's preview; None elsewhere."""
    given = getattr(context.get("request"), "preview_answers", None)
    if given is None:
        return None
    listed = [children] if isinstance(children, StreamValue.StreamChild) else children
    return kept_fields(given, (child.id for child in listed))
