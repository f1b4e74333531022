"""The order in which the demo content comes. Each step stands whole or not at all, and may be run again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from courses.api import ModulePage, ModuleVersion, SeminarPage, lay_out_site
from demo.catalogue import modules
from demo.information import publish_information
from demo.seeding.accounts import ACCOUNTS, seed_accounts
from demo.seeding.answers import seed_answers
from demo.seeding.assignments import seed_assignments
from demo.seeding.completions import seed_completions
from demo.seeding.modules import LOCAL_SLUG, seed_local_module, seed_modules
from demo.seeding.organisation import seed_units
from demo.seeding.people import Staffing
from demo.seeding.seminars import seed_seminars
from demo.seeding.themes import seed_themes
from demo.seminar_catalogue import seminars
from lms.question_statistics.api import fold_answers, publish_questions
from lms.records.api import Completion
from lms.reports.api import rebuild_ledger
from people.api import Municipality, Person

SEED = 1481


def seed_demo(*, say: Callable[[str], object]) -> None:
    """Fill the site with what is missing of the demo content; `say` tells what comes.

    Raises ImproperlyConfigured where settings.DEMO_CONTENT_ALLOWED is false.
    """
    if not settings.DEMO_CONTENT_ALLOWED:
        raise ImproperlyConfigured("The demo accounts' password is public: no demo content in production.")
    today = timezone.localdate()
    say("A region of invented people ...")
    people = _seed_people(today)
    say("Modules ...")
    lay_out_site(hostname=urlsplit(settings.SITE_ORIGIN).hostname or "localhost", port=settings.PORT)
    publish_information()
    themes = seed_themes()
    versions = seed_modules(themes, responsible=people["tora"], by=people["tora"], today=today)
    owner = Municipality.objects.get(code="1481")
    seed_local_module(themes, owner=owner, by=people["tove"], today=today)
    say("Seminars ...")
    seed_seminars(themes, by=people["tora"])
    say("Two years of learning ...")
    _seed_records(versions, people, today)


def is_complete() -> bool:
    """True when nothing of the demo content is missing."""
    slugs = {module.slug for module in modules()} | {LOCAL_SLUG}
    pages = ModulePage.objects.live().filter(module__slug__in=slugs, locale__language_code="sv")
    return (
        Person.objects.filter(username__in=[account.username for account in ACCOUNTS]).count()
        == len(ACCOUNTS)
        and pages.count() == len(slugs)
        and SeminarPage.objects.live().count() >= len(seminars())
        and Completion.objects.exists()
    )


def is_somebody_elses() -> bool:
    """True when people are there and the demo's are not: an installation in use."""
    return Person.objects.exists() and not Person.objects.filter(username=ACCOUNTS[0].username).exists()


@transaction.atomic
def _seed_people(today: dt.date) -> dict[str, Person]:
    usernames = [account.username for account in ACCOUNTS]
    known = {person.username: person for person in Person.objects.filter(username__in=usernames)}
    if len(known) == len(usernames):
        return known
    trees = seed_units()
    people = seed_accounts(trees, today)
    Staffing(Random(SEED), today).staff(trees.values())  # noqa: S311 - the same people every time
    return people


def _seed_records(versions: dict[str, ModuleVersion], people: dict[str, Person], today: dt.date) -> None:
    if Completion.objects.exists():
        return
    with transaction.atomic():
        seed_assignments({slug: version.module for slug, version in versions.items()}, people, today)
        seed_completions(versions, Random(SEED), today)  # noqa: S311 - the same history every time
        seed_answers(versions, Random(SEED))  # noqa: S311 - the same answers every time
    rebuild_ledger()
    fold_answers()
    publish_questions()
