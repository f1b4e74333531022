"""The permission to follow the delivery of statements."""

from __future__ import annotations

from people.api import Person

FOLLOW_SENDING = "xapi.follow_sending"


def may_follow_sending(person: Person) -> bool:
    """Return True for operators, and for members of groups with the permission."""
    return person.has_perm(FOLLOW_SENDING)
