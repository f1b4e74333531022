"""The demo accounts, one for each role, all with the same password."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from demo.seeding.organisation import HOME_CARE, Tree
from people.api import CreatePerson, GrantRole, Person, RoleKind, Unit

#: public; seeding is refused unless settings.DEMO_CONTENT_ALLOWED
PASSWORD = "narlara-demo"  # noqa: S105 - meant to be known
HOME_TOWN, HOME_UNIT = "1481", "Hemtjänst Åby"


@dataclass(frozen=True)
class Account:
    """A demo account; `shows` describes it."""

    username: str
    first_name: str
    last_name: str
    title: str
    shows: str


ACCOUNTS = (
    Account("amina", "Amina", "Haddad", "Undersköterska", "Undersköterska i Hemtjänst Åby, Mölndal"),
    Account("lena", "Lena", "Bergqvist", "Enhetschef", "Enhetschef för Hemtjänst Åby"),
    Account("mats", "Mats", "Ekdahl", "Verksamhetsutvecklare", "Administratör i Mölndal"),
    Account("rut", "Rut", "Sjölander", "Samordnare", "Regional samordnare: siffror, inga namn"),
    Account("tora", "Tora", "Nyberg", "Utbildningsledare", "Utbildare för det som delas av alla"),
    Account("tove", "Tove", "Lindholm", "Metodutvecklare", "Utbildare för Mölndals egna utbildningar"),
)


def seed_accounts(trees: Mapping[str, Tree], today: dt.date) -> dict[str, Person]:
    """Create the demo accounts with their employments and roles; return them by user name."""
    tree = trees[HOME_TOWN]
    home = next(place.unit for place in tree.places if place.unit.name == HOME_UNIT)
    workplaces = {"amina": home, "lena": home, "mats": tree.top, "rut": trees["1480"].top}
    workplaces |= {"tora": trees["1480"].top, "tove": tree.operations[HOME_CARE]}
    password = make_password(PASSWORD)
    people = {
        account.username: _create(account, workplaces[account.username], password, today)
        for account in ACCOUNTS
    }
    GrantRole(person=people["lena"], kind=RoleKind.MANAGER, unit=home, by=None).run()
    municipality = tree.municipality
    GrantRole(person=people["mats"], kind=RoleKind.MUNICIPAL_ADMIN, municipality=municipality, by=None).run()
    GrantRole(person=people["rut"], kind=RoleKind.REGIONAL_COORDINATOR, by=None).run()
    GrantRole(person=people["tora"], kind=RoleKind.TRAINER, by=None).run()
    GrantRole(person=people["tove"], kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return people


def _create(account: Account, unit: Unit, password: str, today: dt.date) -> Person:
    person = CreatePerson(
        username=account.username,
        first_name=account.first_name,
        last_name=account.last_name,
        unit=unit,
        title=account.title,
        valid_from=today - dt.timedelta(days=1200),
        by=None,
    ).run()
    person.password, person.last_login = password, timezone.now()
    person.save(update_fields=["password", "last_login"])
    return person
