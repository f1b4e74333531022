"""Choices of units in forms, for one and for several municipalities."""

from __future__ import annotations

import pytest

from people.access.permissions import reach_of
from people.models import Municipality, Unit
from people.organisation.forms import StaffFilterForm
from tests.factories.people import PersonFactory, make_manager, make_unit

pytestmark = pytest.mark.django_db


@pytest.mark.both_engines
def test_units_of_several_municipalities_follow_a_root_that_names_its_own() -> None:
    for name in ("Mölndal", "Ale"):
        top = make_unit("Vård och omsorg", municipality=Municipality.objects.get(name=name))
        make_unit("Hemtjänst", parent=top)

    form = StaffFilterForm(reach=reach_of(PersonFactory(is_superuser=True)))

    labels = [label for _value, label in form.fields["unit"].choices][1:]
    top, below = "Vård och omsorg, {}", "\N{EM SPACE}Hemtjänst"
    assert labels == [top.format("Ale"), below, top.format("Mölndal"), below]


def test_unit_of_a_manager_is_labelled_by_its_name() -> None:
    top = make_unit("Vård och omsorg")
    unit = make_unit("Hemtjänst", parent=Unit.objects.get(pk=top.pk))

    form = StaffFilterForm(reach=reach_of(make_manager(unit)))

    assert "Hemtjänst" in [label.strip() for _value, label in form.fields["unit"].choices]
