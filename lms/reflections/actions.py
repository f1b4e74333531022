"""Writes of reflections, by the person alone.

They are no actions with audit entries: an entry would show administrators when somebody has written.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from courses.api import Module
from lms.reflections.models import Reflection
from people.api import Person


@transaction.atomic
def save_reflection(*, module: Module, block: UUID, prompt: str, text: str, by: Person) -> Reflection | None:
    """Store what `by` has written at a block; nothing but spaces deletes it. Return the row, if any."""
    Person.objects.select_for_update().get(pk=by.pk)  # two first saves of a block come one after the other
    rows = Reflection.objects.filter(person=by, module=module, block=block)
    if not text.strip():
        rows.delete()
        return None
    row = rows.first() or Reflection(person=by, module=module, block=block)
    row.seal(prompt=prompt, text=text)
    row.save()
    return row


def erase_reflections(*, reflection: int | None = None, by: Person) -> int:
    """Delete the reflection of `by` with that key, or all of them. Return how many there were."""
    rows = Reflection.objects.filter(person=by)
    if reflection is not None:
        rows = rows.filter(pk=reflection)
    return rows.delete()[0]
