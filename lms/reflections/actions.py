"""Writes of reflections, by the person alone.

They are no actions with audit entries: an entry would show administrators when somebody has written.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from courses.api import Module
from lms.reflections.models import Reflection
from people.api import Person

#: how long a row without text is kept: longer than a save is under way
EMPTY_KEPT = dt.timedelta(hours=6)


@transaction.atomic
def save_reflection(
    *, module: Module, block: UUID, prompt: str, text: str, by: Person, written_at: dt.datetime | None = None
) -> bool:
    """Store what `by` has written at a block; nothing but spaces deletes it.

    Return False, and change nothing, if what is stored was written after `written_at`; None is now.
    """
    Person.objects.select_for_update().get(pk=by.pk)  # saves of a block come one after the other
    now = timezone.now()
    written_at = min(written_at or now, now)
    row = Reflection.objects.filter(person=by, module=module, block=block).first()
    if row is not None and written_at < row.updated_at:
        return False
    row = row or Reflection(person=by, module=module, block=block)
    row.seal(prompt=prompt, text=text)
    row.updated_at = written_at
    row.save()
    return True


@transaction.atomic
def erase_reflections(*, reflection: int | None = None, by: Person) -> int:
    """Erase the text of the reflection of `by` with that key, or of all. Return how many there were."""
    Person.objects.select_for_update().get(pk=by.pk)  # a save that is under way comes before or after
    rows = Reflection.objects.filter(person=by).with_text()
    if reflection is not None:
        rows = rows.filter(pk=reflection)
    return rows.update(sealed=b"", updated_at=timezone.now())


def delete_empty_reflections() -> int:
    """Delete the rows that have been without text for hours; return how many."""
    old = Reflection.objects.without_text().filter(updated_at__lt=timezone.now() - EMPTY_KEPT)
    return old.delete()[0]
