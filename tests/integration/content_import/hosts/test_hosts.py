"""Files from other hosts are requested by trainers and allowed by site administrators for a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry

from content_import.exceptions import HostRefused
from content_import.health.enums import FindingCode
from content_import.health.findings import FindingDraft
from content_import.health.models import HealthFinding
from content_import.hosts.actions import MAX_DURATION, AllowHost, EndHostPermission, RequestHost
from content_import.hosts.models import HostPermission
from content_import.hosts.queries import allowed_hosts, hosts_of
from courses.models import Package
from lms.attempts.launches.tokens import file_prefix
from lms.content_origin.external_hosts import forget_external_hosts
from people.models import Person
from tests.factories.packages import make_package
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.tracking import content_host
from tests.integration.content_import.health.test_health_admin import report_of
from tests.integration.content_import.packages.test_package_admin import NAMES, signed_in, trainer

pytestmark = pytest.mark.django_db
HOST = "film.example.se"
WHY = "Filmen om förflyttning ligger hos Västra Götaland, å ä ö"


@pytest.fixture
def package() -> Iterator[Package]:
    package = make_package(title="Förflyttning", owner=MunicipalityFactory())
    yield package
    forget_external_hosts(package.label)


@pytest.fixture
def own_trainer(package: Package) -> Person:
    return trainer(package.owner)


@pytest.fixture
def administrator() -> Person:
    return PersonFactory(is_superuser=True, is_staff=True)


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def page_of(client: Client, package: Package) -> Any:
    """Return the response with a page of the package from a process with empty caches."""
    forget_external_hosts(package.label)
    response = client.get(f"{file_prefix(package.label)}del-1.html", HTTP_HOST=content_host(package))
    b"".join(response.streaming_content)
    return response


def directives(response: Any) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, _, sources in parts}


@pytest.mark.both_engines
def test_request_by_a_trainer_lets_nothing_through(
    client: Client, package: Package, own_trainer: Person
) -> None:
    permission = RequestHost(
        package=package, host=f"https://{HOST}/film.mp4", reason=WHY, by=own_trainer
    ).run()

    assert (permission.host, permission.is_requested, permission.is_allowed) == (HOST, True, False)
    assert "img-src" not in directives(page_of(client, package))
    entry = registry.get_logs_for_instance(package).get(action="content_import.request_host")
    assert (entry.user, entry.data) == (own_trainer, {"host": HOST, "reason": WHY})


def test_permission_lets_images_media_and_fonts_through_for_that_package(
    client: Client, package: Package, own_trainer: Person, administrator: Person
) -> None:
    before = directives(page_of(client, package))
    RequestHost(package=package, host=HOST, reason=WHY, by=own_trainer).run()
    AllowHost(package=package, host=HOST, reason=WHY, expires_on=in_days(30), by=administrator).run()

    response = page_of(client, package)

    sources = f"'self' data: blob: https://{HOST}"
    assert directives(response) == {**before, **dict.fromkeys(("img-src", "media-src", "font-src"), sources)}
    assert response["Cache-Control"] == "private, no-cache"
    other = page_of(client, make_package(title="Ett annat"))
    assert directives(other) == before
    assert "immutable" in other["Cache-Control"]


@pytest.mark.both_engines
def test_permission_after_its_last_day_lets_nothing_through(
    client: Client, package: Package, administrator: Person
) -> None:
    permission = AllowHost(
        package=package, host=HOST, reason=WHY, expires_on=in_days(0), by=administrator
    ).run()
    last_day = "img-src" in directives(page_of(client, package))

    HostPermission.objects.update(expires_on=in_days(-1))

    permission.refresh_from_db()
    assert (last_day, "img-src" in directives(page_of(client, package))) == (True, False)
    assert (permission.is_allowed, hosts_of(package)[0].permission) == (False, permission)


def test_permission_that_is_ended_can_be_requested_again(
    client: Client, package: Package, own_trainer: Person, administrator: Person
) -> None:
    permission = AllowHost(
        package=package, host=HOST, reason=WHY, expires_on=in_days(7), by=administrator
    ).run()

    EndHostPermission(permission=permission, by=administrator).run()

    assert "img-src" not in directives(page_of(client, package))
    again = RequestHost(package=package, host=HOST, reason=WHY, by=own_trainer).run()
    assert (again.pk != permission.pk, again.is_requested) == (True, True)
    assert RequestHost(package=package, host=HOST, reason="Igen", by=own_trainer).run() == again


def test_permission_by_anybody_but_a_site_administrator_is_refused(
    package: Package, own_trainer: Person, administrator: Person
) -> None:
    stranger = trainer(MunicipalityFactory())
    with pytest.raises(PermissionDenied):
        RequestHost(package=package, host=HOST, reason=WHY, by=stranger).run()
    for person in (own_trainer, stranger):
        with pytest.raises(PermissionDenied):
            AllowHost(package=package, host=HOST, reason=WHY, expires_on=in_days(1), by=person).run()
    permission = AllowHost(
        package=package, host=HOST, reason=WHY, expires_on=in_days(1), by=administrator
    ).run()
    with pytest.raises(PermissionDenied):
        EndHostPermission(permission=permission, by=own_trainer).run()

    assert allowed_hosts(package.label) == (HOST,)


@pytest.mark.parametrize(
    ("reason", "days"), [("", 1), ("  ", 1), (WHY, -1), (WHY, MAX_DURATION.days + 1)], ids=str
)
@pytest.mark.both_engines
def test_permission_without_reason_or_day_within_a_year_is_refused(
    package: Package, administrator: Person, reason: str, days: int
) -> None:
    with pytest.raises(HostRefused):
        AllowHost(package=package, host=HOST, reason=reason, expires_on=in_days(days), by=administrator).run()

    assert not HostPermission.objects.exists()


@pytest.mark.both_engines
@pytest.mark.parametrize(
    "values",
    [
        {"request_reason": ""},
        {"reason": WHY},
        {"expires_on": dt.date(2026, 12, 24)},
        {"ended_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    ],
    ids=lambda values: next(iter(values)),
)
def test_permission_that_is_half_stated_is_no_row(package: Package, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        HostPermission.objects.create(**{"package": package, "host": HOST, "request_reason": WHY, **values})


@pytest.mark.both_engines
def test_hosts_of_a_package_are_those_of_its_check_and_its_permissions(
    package: Package, administrator: Person
) -> None:
    found = report_of(package, FindingCode.OTHER_HOSTS)
    places = [HOST, "10.0.0.7", "vård.example.se", f"{HOST}:443"]
    HealthFinding.objects.filter(report=found).update(places=places)
    AllowHost(
        package=package, host="font.example.se", reason=WHY, expires_on=in_days(1), by=administrator
    ).run()

    rows = [(row.host, row.permission is not None, row.is_public) for row in hosts_of(package)]

    assert rows == [
        ("10.0.0.7", False, False),
        (HOST, False, True),
        ("font.example.se", True, True),
        ("xn--vrd-ula.example.se", False, True),
    ]


def test_check_keeps_more_hosts_than_other_places() -> None:
    hosts = [f"h{number}.example.se" for number in range(30)]

    assert FindingDraft.of(FindingCode.OTHER_HOSTS, hosts).places == tuple(hosts)
    assert len(FindingDraft.of(FindingCode.MISSING_FILES, hosts).places) == 5


@pytest.mark.both_engines
def test_trainer_requests_and_administrator_allows_in_the_admin(
    package: Package, own_trainer: Person, administrator: Person
) -> None:
    found = report_of(package, FindingCode.OTHER_HOSTS)
    HealthFinding.objects.filter(report=found).update(places=[HOST])
    inspect = reverse(f"{NAMES}:inspect", args=[package.pk])
    asks, decides = signed_in(own_trainer), signed_in(administrator)
    first = asks.get(inspect).content.decode()

    asks.post(reverse(f"{NAMES}:request_host", args=[package.pk]), {"host": HOST, "reason": WHY})
    waiting = decides.get(inspect).content.decode()
    decision = {"host": HOST, "reason": WHY, "expires_on": in_days(60).isoformat()}
    refused = asks.post(reverse(f"{NAMES}:allow_host", args=[package.pk]), decision)
    before = allowed_hosts(package.label)
    decides.post(reverse(f"{NAMES}:allow_host", args=[package.pk]), decision)
    after = allowed_hosts(package.label)
    shown = asks.get(inspect).content.decode()
    permission = HostPermission.objects.get()
    end = reverse(f"{NAMES}:end_host", args=[package.pk, permission.pk])
    asks.post(end)
    kept = allowed_hosts(package.label)
    decides.post(end)

    assert (f"Begär filer från {HOST}" in first, "inte avgjort än" in waiting) == (True, True)
    assert refused.status_code in {302, 403}
    assert (before, after, kept, allowed_hosts(package.label)) == ((), (HOST,), (HOST,), ())
    assert ("Släpps igenom till och med" in shown, WHY in shown) == (True, True)
    history = decides.get(reverse(f"{NAMES}:history", args=[package.pk])).content.decode()
    assert f"Filer från en annan värd släpps igenom: {HOST}" in history


def test_request_is_shown_first_to_site_administrators_alone(
    package: Package, own_trainer: Person, administrator: Person
) -> None:
    sentence = f"”{package.title}”: filer från {HOST} är begärda"
    RequestHost(package=package, host=HOST, reason=WHY, by=own_trainer).run()
    home = reverse("wagtailadmin_home")
    shown = [sentence in signed_in(who).get(home).content.decode() for who in (administrator, own_trainer)]

    AllowHost(package=package, host=HOST, reason=WHY, expires_on=in_days(1), by=administrator).run()

    assert shown == [True, False]
    assert sentence not in signed_in(administrator).get(home).content.decode()


@pytest.mark.parametrize("values", [{}, {"host": HOST, "reason": ""}, {"host": "10.0.0.7", "reason": WHY}])
def test_request_in_the_admin_that_is_incomplete_says_what_to_write(
    package: Package, own_trainer: Person, values: dict[str, str]
) -> None:
    client = signed_in(own_trainer)

    response = client.post(reverse(f"{NAMES}:request_host", args=[package.pk]), values, follow=True)

    assert not HostPermission.objects.exists()
    assert any(word in response.content.decode() for word in ("Skriv varför", "Skriv namnet", "publik värd"))
