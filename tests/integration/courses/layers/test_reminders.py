"""Trainers get a notice of local content that has waited 14 days, once, while it waits."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from courses.layers.models import ModuleLayer
from courses.layers.reminders import pending_layers, send_layer_notices
from people.access.roles import GrantRole
from people.enums import NoticeKind, RoleKind
from people.messages.notice_checks import current_notices
from people.messages.notice_texts import notice_lines
from people.models import Notice, Role
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.steps.module_layers import make_shared_page, publish_layer

pytestmark = pytest.mark.django_db


def pending(days: int) -> ModuleLayer:
    municipality = MunicipalityFactory()
    layer = publish_layer(make_shared_page("Händer"), municipality).layer
    ModuleLayer.objects.filter(pk=layer.pk).update(
        pending_since=timezone.now() - dt.timedelta(days=days, minutes=1)
    )
    for place in (municipality, MunicipalityFactory()):
        GrantRole(person=PersonFactory(), kind=RoleKind.TRAINER, municipality=place, by=None).run()
    return layer


def test_layer_that_waits_for_14_days_is_reminded_of_once() -> None:
    layer, _newer = pending(14), pending(13)

    assert [send_layer_notices(), send_layer_notices()] == [1, 0]

    notice = Notice.objects.get(kind=NoticeKind.LAYER_PENDING)
    [line] = notice_lines([notice])
    assert notice.person.roles.get().municipality == layer.municipality
    assert "Basala hygienrutiner" in line.text
    assert line.url.endswith(f"/{layer.municipality.code}/{notice.details['page']}/")


def test_notice_of_a_layer_that_is_decided_no_longer_applies() -> None:
    layer = pending(20)
    send_layer_notices()
    notice = Notice.objects.get(kind=NoticeKind.LAYER_PENDING)

    before = current_notices([notice])
    ModuleLayer.objects.filter(pk=layer.pk).update(pending_since=None)

    assert (before, current_notices([notice])) == ([notice], [])


def test_dashboard_names_the_layers_of_ones_own_municipality_that_wait() -> None:
    layer = pending(1)
    trainers = {role.municipality_id: role.person for role in Role.objects.filter(kind=RoleKind.TRAINER)}

    groups = {
        municipality: pending_layers(person, timezone.localdate())
        for municipality, person in trainers.items()
    }
    group = groups.pop(layer.municipality_id)

    assert group is not None
    assert [item.text for item in group.items] == ["Basala hygienrutiner"]
    assert layer.municipality.code in group.items[0].url
    assert list(groups.values()) == [None]
