"""About six hundred invented people with titles, employments, leaves and roles."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from demo.seeding.names import invent_name
from demo.seeding.organisation import CARE_HOME, HEALTH_CARE, HOME_CARE, Tree, Workplace
from people.api import Employment, Leave, Person, Role, RoleKind, Unit, plain_letters

MANAGER_TITLE = "Enhetschef"
ASSISTANT_NURSE, AIDE, NURSE = "Undersköterska", "Vårdbiträde", "Sjuksköterska"
TITLES: Mapping[str, Mapping[str, int]] = {
    HOME_CARE: {ASSISTANT_NURSE: 60, AIDE: 34, "Samordnare": 6},
    CARE_HOME: {ASSISTANT_NURSE: 72, AIDE: 18, NURSE: 10},
    HEALTH_CARE: {
        NURSE: 58,
        "Distriktssköterska": 14,
        ASSISTANT_NURSE: 16,
        "Arbetsterapeut": 6,
        "Fysioterapeut": 6,
    },
}
DAY = dt.timedelta(days=1)
TWO_YEARS = 730


@dataclass(frozen=True)
class Work:
    """An employment to create."""

    unit: Unit
    title: str
    valid_from: dt.date
    valid_to: dt.date | None = None


class Staffing:
    """The generator of the staff, which stores it in bulk."""

    def __init__(self, random: Random, today: dt.date) -> None:
        self.random, self.today = random, today
        self.usernames = set(Person.objects.values_list("username", flat=True))
        self.people: list[Person] = []
        self.work: list[Employment] = []
        self.leaves: list[Leave] = []
        self.roles: list[Role] = []

    def staff(self, trees: Iterable[Tree]) -> None:
        """Generate and store the staff of all units."""
        trees = list(trees)
        for tree in trees:
            self._lead(tree)
            for place in tree.places:
                self._fill(place, tree)
        for tree in trees:
            self._call_in_temps(tree)
        Person.objects.bulk_create(self.people, batch_size=500)
        Employment.objects.bulk_create(self.work, batch_size=500)
        Leave.objects.bulk_create(self.leaves, batch_size=500)
        Role.objects.bulk_create(self.roles, batch_size=500)

    def _lead(self, tree: Tree) -> None:
        """Add an administrator of the municipality and a head of each operation."""
        administrator = self._employ(Work(tree.top, "Verksamhetsutvecklare", self._some_day(3000, 400)))
        self.roles.append(
            Role(person=administrator, kind=RoleKind.MUNICIPAL_ADMIN, municipality=tree.municipality)
        )
        for operation in tree.operations.values():
            head = self._employ(Work(operation, "Verksamhetschef", self._some_day(2500, 300)))
            self.roles.append(Role(person=head, kind=RoleKind.MANAGER, unit=operation))

    def _fill(self, place: Workplace, tree: Tree) -> None:
        if not Role.objects.filter(unit=place.unit).exists():
            manager = self._employ(Work(place.unit, MANAGER_TITLE, self._some_day(2500, 100)))
            self.roles.append(Role(person=manager, kind=RoleKind.MANAGER, unit=place.unit))
        for _number in range(place.size):
            self._employ_somebody(place, tree)

    def _employ_somebody(self, place: Workplace, tree: Tree) -> None:
        """Add an employee: most for years; some new, moved, with two units, on leave or left."""
        title, fate = self._title(place), self.random.randrange(100)
        if fate < 7:
            left = self._some_day(600, 20)
            self._employ(Work(place.unit, title, left - DAY * self.random.randrange(200, 1500), left))
            fate = 50  # and a successor
        if fate < 14:
            moved = self._some_day(500, 30)
            former = self.random.choice([other.unit for other in tree.places if other != place] or [tree.top])
            self._employ(
                Work(former, title, moved - DAY * self.random.randrange(200, 1500), moved - DAY),
                Work(place.unit, title, moved),
            )
        elif fate < 20:
            second = self.random.choice([other.unit for other in tree.places if other != place] or [tree.top])
            self._employ(
                Work(place.unit, title, self._some_day(2500, 300)),
                Work(second, title, self._some_day(290, 20)),
            )
        elif fate < 34:
            self._employ(Work(place.unit, title, self._some_day(TWO_YEARS, 25)))
        else:
            person = self._employ(Work(place.unit, title, self._some_day(4500, TWO_YEARS)))
            if fate < 38:
                self._give_leave(person, tree, self._some_day(200, 10))
            elif fate < 43:
                began = self._some_day(650, 250)
                back = began + DAY * self.random.randrange(60, 240)
                self._give_leave(person, tree, began, back)

    def _give_leave(self, person: Person, tree: Tree, first: dt.date, last: dt.date | None = None) -> None:
        leave = Leave(person=person, municipality=tree.municipality, valid_from=first, valid_to=last)
        self.leaves.append(leave)

    def _call_in_temps(self, tree: Tree) -> None:
        """Add summer staff: June to August of the last two summers, some in both."""
        summers = [
            year for year in (self.today.year - 1, self.today.year) if self.today > dt.date(year, 6, 10)
        ]
        for place in tree.places:
            for _number in range(self.random.randrange(0, 4)):
                chosen = summers if self.random.random() < 0.3 else summers[-1:]
                self._employ(*(self._summer(place.unit, year) for year in chosen))

    def _summer(self, unit: Unit, year: int) -> Work:
        begins = dt.date(year, 6, 1) + DAY * self.random.randrange(14)
        return Work(unit, AIDE, begins, dt.date(year, 8, 31) - DAY * self.random.randrange(14))

    def _employ(self, *jobs: Work) -> Person:
        first_name, last_name = invent_name(self.random)
        person = Person(
            username=self._user_name(first_name, last_name),
            first_name=first_name,
            last_name=last_name,
            password=make_password(None),
            last_login=self._last_seen(),
        )
        self.people.append(person)
        self.work.extend(Employment(person=person, **vars(job)) for job in jobs)
        return person

    def _title(self, place: Workplace) -> str:
        titles = TITLES[place.operation]
        return self.random.choices(list(titles), weights=list(titles.values()))[0]

    def _user_name(self, first_name: str, last_name: str) -> str:
        stem = f"{plain_letters(first_name)}.{plain_letters(last_name)}"
        name = next(name for name in _numbered(stem) if name not in self.usernames)
        self.usernames.add(name)
        return name

    def _last_seen(self) -> dt.datetime | None:
        """Return the time of the last sign-in; None for one in twenty."""
        if self.random.random() < 0.05:
            return None
        return timezone.now() - dt.timedelta(hours=self.random.randrange(2, 2000))

    def _some_day(self, most: int, least: int) -> dt.date:
        """Return a day between `most` and `least` days ago."""
        return self.today - DAY * self.random.randrange(least, most)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}{number}"
        number += 1
