"""Template tags of questions."""

from django import template
from django.template import Context
from wagtail.blocks.stream_block import StreamValue

from courses.questions.shown import ShownQuestion

register = template.Library()


@register.simple_tag(takes_context=True)
def shown_question(context: Context, child: StreamValue.StreamChild) -> ShownQuestion:
    """Return a question of a step with its answer; unanswered where nobody plays the step."""
    questions: dict[str, ShownQuestion] = context.get("questions") or {}
    return questions.get(child.id) or ShownQuestion(child.id, child.block, child.value, seed=child.id)
