"""Permission to edit local layers: that of the municipality's own trainers."""

from people.api import Municipality, Person, reach_of


def may_edit_layers_of(person: Person, municipality: Municipality) -> bool:
    """Return whether the person may see and edit the layers and the values of a municipality."""
    return person.is_superuser or municipality.pk in {own.pk for own in reach_of(person).trains_for}


def municipalities_edited_by(person: Person) -> list[Municipality]:
    """Return the municipalities whose layers the person may edit, by name."""
    if person.is_superuser:
        return list(Municipality.objects.all())
    return sorted(reach_of(person).trains_for, key=lambda municipality: municipality.name)
