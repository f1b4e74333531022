"""Two years of plausible completions: growing, seasonal, some of them renewed or expired."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from courses.api import ModuleVersion
from demo.seeding.accounts import HOME_UNIT
from lms.records.api import NewCompletion, add_months, record_completions
from people.api import Employment, Person

NAMESPACE = uuid.UUID("6d1f4a52-3c0e-5b1c-9a43-0f6f5c1b7a10")
DAY = dt.timedelta(days=1)
#: the relative frequency of completions by month
SEASON = (0.6, 0.9, 1.0, 0.8, 0.8, 0.7, 0.15, 0.4, 1.0, 1.0, 0.9, 0.35)
AIDES = ("Vårdbiträde",)


@dataclass(frozen=True)
class Uptake:
    """The uptake of a module: days since its publication, final share, and whether temps take it."""

    days: int
    share: float
    aides: float = 1.0
    temps: bool = False


UPTAKE: Mapping[str, Uptake] = {
    "basala-hygienrutiner": Uptake(days=730, share=0.93, temps=True),
    "nara-vard-i-kommunen": Uptake(days=640, share=0.7),
    "personcentrerat-forhallningssatt": Uptake(days=520, share=0.66, temps=True),
    "bemotande-vid-demens": Uptake(days=430, share=0.6, aides=0.8),
    "anhoriga-som-partner": Uptake(days=300, share=0.45, aides=0.6),
    "brytpunktssamtal": Uptake(days=210, share=0.48, aides=0.5),
}
RENEWED = 0.78
#: Amina's completions, in days ago; she has not taken the other modules
STORY: Mapping[str, Sequence[int]] = {
    "basala-hygienrutiner": (505,),
    "nara-vard-i-kommunen": (220,),
    "bemotande-vid-demens": (95,),
}


def seed_completions(versions: Mapping[str, ModuleVersion], random: Random, today: dt.date) -> int:
    """Record completions of `versions` (by the module's slug); return their number."""
    history = CompletionGenerator(versions, random, today)
    return record_completions(entries=history.entries())


class CompletionGenerator:
    """Generated completions, the same for the same random seed and day."""

    def __init__(self, versions: Mapping[str, ModuleVersion], random: Random, today: dt.date) -> None:
        self.versions, self.random, self.today = versions, random, today
        self.unit_factors: dict[int, float] = {}
        self.work: dict[int, list[Employment]] = defaultdict(list)
        for employment in Employment.objects.select_related("person", "unit").order_by("valid_from", "pk"):
            self.work[employment.person_id].append(employment)

    def entries(self) -> Iterator[NewCompletion]:
        for jobs in self.work.values():
            person = jobs[0].person
            for slug, version in self.versions.items():
                for number, day in enumerate(self._days(person, jobs, slug)):
                    key = uuid.uuid5(NAMESPACE, f"{person.username}/{slug}/{number}")
                    yield NewCompletion(person, version, key, self._moment(day), self._score())

    def _days(self, person: Person, jobs: Sequence[Employment], slug: str) -> list[dt.date]:
        """Return the days on which the person completed the module, including renewals."""
        if person.username == "amina":
            return [self.today - DAY * days for days in STORY.get(slug, ())]
        uptake = UPTAKE[slug]
        first = self._first_day(jobs, uptake)
        if first is None:
            return []
        days, months = [first], self.versions[slug].valid_months
        while months and self.random.random() < RENEWED:
            again = add_months(days[-1], months) + DAY * self.random.randrange(-30, 20)
            if again >= self.today:
                break
            days.append(again)
        return [day for day in days if self._works(jobs, day)]

    def _first_day(self, jobs: Sequence[Employment], uptake: Uptake) -> dt.date | None:
        job = jobs[-1]
        published = self.today - DAY * uptake.days
        is_temp = job.valid_to is not None and (job.valid_to - job.valid_from).days < 100
        share = uptake.share * self._unit_factor(job) * (uptake.aides if job.title in AIDES else 1)
        if is_temp:
            share = 0.8 if uptake.temps else 0.1
        if self.random.random() > share:
            return None
        start = max(published, min(employment.valid_from for employment in jobs))
        spread = 8 if is_temp else max(uptake.days / 2.6, 30)
        return self._in_season(start, spread)

    def _in_season(self, start: dt.date, spread: float) -> dt.date | None:
        """Return a day from `start` on, weighted by time since then and by season; None if in the future."""
        for _try in range(12):
            day = start + DAY * int(self.random.expovariate(1 / spread))
            if day < self.today and self.random.random() < SEASON[day.month - 1]:
                return day
        return None

    def _works(self, jobs: Sequence[Employment], day: dt.date) -> bool:
        return day < self.today and any(
            job.valid_from <= day and (job.valid_to is None or day <= job.valid_to) for job in jobs
        )

    def _unit_factor(self, job: Employment) -> float:
        """Return the factor of the person's unit, since uptake differs between units."""
        if job.unit.name == HOME_UNIT:
            return 1.0
        if job.unit_id not in self.unit_factors:
            self.unit_factors[job.unit_id] = self.random.choice((0.55, 0.75, 0.9, 1.0, 1.0, 1.08))
        return self.unit_factors[job.unit_id]

    def _moment(self, day: dt.date) -> dt.datetime:
        """Return a time of the day between 7:00 and 21:30."""
        time = dt.time(
            self.random.choice((7, 8, 9, 10, 13, 14, 14, 15, 19, 20, 21)), self.random.randrange(30)
        )
        return dt.datetime.combine(day, time, ZoneInfo(settings.TIME_ZONE))

    def _score(self) -> float:
        return round(min(1.0, max(0.8, self.random.gauss(0.92, 0.06))), 2)
