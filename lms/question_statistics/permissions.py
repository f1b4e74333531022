"""Permission checks of statistics of questions, for trainers of modules they may edit."""

from courses.api import Module, ModuleQuerySet, owned_by_trainer, trains_own_only
from people.api import Person, reach_of


def modules_edited_by(person: Person) -> ModuleQuerySet:
    """Return the modules that the person may edit: those of a municipality, or all with the shared role."""
    if not person.is_active or not reach_of(person).trains:
        return Module.objects.none()
    return (
        Module.objects.filter(owned_by_trainer(person)) if trains_own_only(person) else Module.objects.all()
    )
