"""The people who answer for a module: they review it and are reminded of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from courses.models import ModulePage
from people.api import Person, Role, RoleKind


def may_review(person: Person, page: ModulePage) -> bool:
    """Return whether the person may record a review: the responsible one, and whoever may edit the page."""
    if not person.is_active:
        return False
    return page.responsible_id == person.pk or page.permissions_for_user(person).can_edit()


def publishers_of(owners: Iterable[int | None]) -> Mapping[int | None, set[int]]:
    """Return the keys of the people who publish modules of each owner (None: shared by all). One query.

    Trainers, where an owner has no publishers.
    """
    people: dict[str, dict[int | None, set[int]]] = defaultdict(lambda: defaultdict(set))
    roles = Role.objects.filter(kind__in=[RoleKind.TRAINER, RoleKind.PUBLISHER], person__is_active=True)
    for kind, person, municipality in roles.values_list("kind", "person", "municipality"):
        people[kind][municipality].add(person)
    publishers, trainers = people[RoleKind.PUBLISHER], people[RoleKind.TRAINER]
    return {owner: publishers.get(owner) or trainers.get(owner, set()) for owner in set(owners)}
