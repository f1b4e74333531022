"""Seeding of the demo content in steps. Each step is atomic and idempotent."""

import datetime as dt
from collections.abc import Callable
from random import Random
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from courses.api import ModulePage, ModuleVersion, SeminarPage, lay_out_site
from demo.catalogues.modules import modules
from demo.catalogues.seminars import seminars
from demo.information import publish_information
from demo.seeding.accounts import ACCOUNTS, seed_accounts
from demo.seeding.answers import seed_answers
from demo.seeding.assignments import seed_assignments
from demo.seeding.completions import seed_completions
from demo.seeding.modules import LOCAL_MODULE, seed_local_module, seed_modules
from demo.seeding.organisation import seed_units
from demo.seeding.people import Staffing
from demo.seeding.seminars import seed_seminars
from demo.seeding.themes import seed_glossary, seed_themes
from lms.question_statistics.api import project_answers, publish_questions
from lms.records.api import Completion
from lms.reports.api import rebuild_ledger
from people.api import Municipality, Person

RANDOM_SEED = 1481


def seed_demo(*, write: Callable[[str], object]) -> None:
    """Add the missing demo content to the site; `write` gets a line before each step.

    Raises ImproperlyConfigured unless settings.DEMO_CONTENT_ALLOWED.
    """
    if not settings.DEMO_CONTENT_ALLOWED:
        raise ImproperlyConfigured("The demo accounts' password is public: no demo content in production.")
    today = timezone.localdate()
    write("A region of invented people ...")
    people = _seed_people(today)
    write("The site ...")
    lay_out_site(hostname=urlsplit(settings.SITE_ORIGIN).hostname or "localhost", port=settings.PORT)
    publish_information()
    themes = seed_themes()
    seed_glossary()
    write("Seminars ...")
    seed_seminars(themes, by=people["tora"])
    write("Modules ...")
    versions = seed_modules(themes, responsible=people["tora"], by=people["tora"], today=today)
    owner = Municipality.objects.get(code="1481")
    seed_local_module(themes, owner=owner, by=people["tove"], today=today)
    write("Two years of learning ...")
    _seed_records(versions, people, today)


def is_complete() -> bool:
    """Return whether all demo content exists."""
    slugs = {module.slug for module in modules()} | {LOCAL_MODULE["slug"]}
    pages = ModulePage.objects.live().filter(module__slug__in=slugs, locale__language_code="sv")
    return (
        Person.objects.filter(username__in=[account.username for account in ACCOUNTS]).count()
        == len(ACCOUNTS)
        and pages.count() == len(slugs)
        and SeminarPage.objects.live().count() >= len(seminars())
        and Completion.objects.exists()
    )


def has_other_people() -> bool:
    """Return whether the site has people but not the demo's, and so is in use."""
    return Person.objects.exists() and not Person.objects.filter(username=ACCOUNTS[0].username).exists()


@transaction.atomic
def _seed_people(today: dt.date) -> dict[str, Person]:
    usernames = [account.username for account in ACCOUNTS]
    existing = {person.username: person for person in Person.objects.filter(username__in=usernames)}
    if len(existing) == len(usernames):
        return existing
    trees = seed_units()
    people = seed_accounts(trees, today)
    Staffing(Random(RANDOM_SEED), today).staff(trees.values())  # noqa: S311 - the same people every time
    return people


def _seed_records(versions: dict[str, ModuleVersion], people: dict[str, Person], today: dt.date) -> None:
    if Completion.objects.exists():
        return
    with transaction.atomic():
        seed_assignments({slug: version.module for slug, version in versions.items()}, people, today)
        seed_completions(versions, Random(RANDOM_SEED), today)  # noqa: S311 - the same history every time
        seed_answers(versions, Random(RANDOM_SEED))  # noqa: S311 - the same answers every time
    rebuild_ledger()
    project_answers()
    publish_questions()
