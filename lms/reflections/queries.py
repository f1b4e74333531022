"""Reflections as their writer sees them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from courses.api import pages_of
from lms.reflections.encryption import Unreadable
from lms.reflections.models import Reflection
from people.api import Person


@dataclass(frozen=True)
class Written:
    """A reflection in plain text. `module` is the title of the module, "" if it is no longer published."""

    key: int | None = None
    module: str = ""
    prompt: str = ""
    text: str = ""
    updated_at: dt.datetime | None = None
    #: whether it can't be decrypted, as the site's secret key was changed
    is_unreadable: bool = False


def now_in_ms() -> int:
    """Return the site's time in milliseconds, by which scripts order their saves: devices' clocks differ."""
    return int(timezone.now().timestamp() * 1000)


def written_by(person: Person) -> list[Written]:
    """Return all reflections of the person, newest first."""
    rows = Reflection.objects.with_text().filter(person=person).order_by("-updated_at", "-pk")
    pages = pages_of(row.module_id for row in rows)
    titles = {key: page.title for key, page in pages.items()}
    return [_written(row, person, titles.get(row.module_id, "")) for row in rows]


def written_in(person: Person, module: int) -> dict[str, Written]:
    """Return block -> what the person has written there in the module."""
    rows = Reflection.objects.with_text().filter(person=person, module=module)
    return {str(row.block): _written(row, person) for row in rows}


def as_text(person: Person) -> str:
    """Return all reflections of the person as plain text, for a file of their own."""
    parts = [
        "\n".join(part for part in (each.module, each.prompt, "", each.text) if part or part == "")
        for each in written_by(person)
        if not each.is_unreadable
    ]
    return "\n\n---\n\n".join(parts) + "\n"


def _written(row: Reflection, person: Person, module: str = "") -> Written:
    try:
        values = row.read(person)
    except Unreadable:
        return Written(row.pk, module, updated_at=row.updated_at, is_unreadable=True)
    return Written(row.pk, module, values["prompt"], values["text"], row.updated_at)
