"""Steps of the benchmarks of sessions that run inside Django, each in a separate process.

static                 collects the static files, which the shell names by their digests
prepare LEARNERS       an empty database, one package, so many signed-in learners, each with an open attempt
packages               a package for each engine, and a learner who has begun them
launches LEARNERS      a launch for each of so many learners; prints where to commit
queries                the number of statements of one ordinary commit, through the whole stack
held                   what the database holds of each launch
floor                  makes the floor's table
grow ATTEMPTS          fills the tables that a commit touches up to so many attempts
journal ROWS           fills the journal of the newest launch up to so many rows
begun TITLE            one more learner with an open launch
committed TITLE        the same, with one commit: what `grow` and `journal` copy
"""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import UUID

import django

django.setup()

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import ModuleVersion, Package
from lms.attempts.actions.attempts import start_attempt
from lms.attempts.launches.actions import open_launch
from lms.attempts.models import Attempt, JournalEntry, Launch, ScoState
from lms.records.models import Completion
from lms.runtimes.scorm.commits.actions import process_commit
from people.models import Employment, Person
from scorm.data_model.state import flatten_cmi
from scorm.enums import PackageStandard
from tests.benchmarks.scorm import growth
from tests.benchmarks.scorm.sessions import commit_body, elements
from tests.factories.packages import SCORM_12, SCORM_2004, Sco, make_package
from tests.factories.people import PersonFactory, make_unit
from tests.factories.tracking import make_launch, make_module, token_of

#: the CSRF secret of cookie and form: any 32 characters
CSRF = "x" * 32


def static() -> dict[str, Any]:
    call_command("collectstatic", interactive=False, verbosity=0)
    return {}


def prepare(learners: str) -> dict[str, Any]:
    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        call_command("flush", interactive=False, verbosity=0)
    return learners_at_a_package(int(learners))


def learners_at_a_package(number: int) -> dict[str, Any]:
    """Create a module with a package, and signed-in learners, each with an open attempt at it."""
    package = make_package()
    version = make_module(package)
    people = _people(number)
    attempts = Attempt.objects.bulk_create(
        Attempt(person=person, module=version.module, module_version=version, active_at=timezone.now())
        for person in people
    )
    sessions = Session.objects.bulk_create(_session(person) for person in people)
    step = version.steps[0]["id"]
    return {
        "label": package.label,
        "csrf": CSRF,
        "learners": [
            {"step": f"/lar/{attempt.uuid}/{step}/", "cookie": session.session_key}
            for attempt, session in zip(attempts, sessions, strict=True)
        ],
    }


def _people(number: int) -> list[Person]:
    unit = make_unit("Hemtjänst Åby")
    people = Person.objects.bulk_create(
        Person(username=f"learner{n}", first_name="Amina", last_name=f"Exempel{n}", password="!")
        for n in range(number)
    )
    Employment.objects.bulk_create(
        Employment(person=person, unit=unit, title="Undersköterska", valid_from="2024-01-01")
        for person in people
    )
    return people


def _session(person: Person) -> Session:
    store = SessionStore()
    signed_in = {
        "_auth_user_id": str(person.pk),
        "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
        "_auth_user_hash": person.get_session_auth_hash(),
    }
    return Session(
        session_key=store._get_new_session_key(),
        session_data=store.encode(signed_in),
        expire_date=timezone.now() + timezone.timedelta(hours=8),
    )


def launches(learners: str) -> dict[str, Any]:
    """Create launches of learners who have not opened anything."""
    version = ModuleVersion.objects.first()
    opened = []
    for attempt in (
        Attempt.objects.filter(lease=0).order_by("person").select_related("person")[: int(learners)]
    ):
        opened.append(open_launch(attempt=attempt, step_id=version.steps[0]["id"], by=attempt.person))
    return {"launches": [[str(launch.uuid), f"/l/{token_of(launch)}/commit"] for launch in opened]}


def queries() -> dict[str, Any]:
    launch = make_launch(Package.objects.earliest("pk"), person=PersonFactory(username="counted"))
    host, path = f"p-{launch.package_attempt.package.label}.testserver", f"/l/{token_of(launch)}/commit"
    counts = []
    for sequence in (1, 2):
        with CaptureQueriesContext(connection) as captured:
            answer = Client().post(
                path, commit_body(sequence, elements(sequence)), content_type="text/plain", HTTP_HOST=host
            )
        assert answer.status_code == 200, answer.content
        counts.append(len(captured))
    return {"queries": counts[-1]}


def held() -> dict[str, Any]:
    states = ScoState.objects.exclude(session_launch=None).defer("exit")
    journal: dict[str, list[int]] = {}
    for launch, sequence in JournalEntry.objects.filter(refusal="").values_list("launch", "sequence"):
        journal.setdefault(str(launch), []).append(sequence)
    done = Launch.objects.filter(attempt__completion__isnull=False).values_list("uuid", flat=True)
    return {
        "journal": journal,
        "states": {str(state.session_launch): dict(flatten_cmi(state.cmi)) for state in states},
        "completed": [str(launch) for launch in done],
        "completions": Completion.objects.count(),
    }


def floor() -> dict[str, Any]:
    from tests.benchmarks.scorm.floor.models import Row

    with connection.schema_editor() as editor:
        if Row._meta.db_table not in connection.introspection.table_names():
            editor.create_model(Row)
    return {}


def grow(attempts: str) -> dict[str, Any]:
    return {"attempts": growth.grow_attempts(int(attempts))}


def journal(rows: str) -> dict[str, Any]:
    return {"rows": growth.grow_journal(int(rows))}


def begun(title: str) -> dict[str, Any]:
    """Create a learner with an open launch."""
    person = PersonFactory(username=title)
    version = ModuleVersion.objects.first()
    attempt = start_attempt(person=person, module_version=version, by=person)
    launch = open_launch(attempt=attempt, step_id=version.steps[0]["id"], by=person)
    return {"launch": str(launch.uuid), "path": f"/l/{token_of(launch)}/commit"}


def committed(title: str) -> dict[str, Any]:
    """Create a learner with an open launch that has committed once."""
    opened = begun(title)
    process_commit(launch=UUID(opened["launch"]), body=commit_body(1, elements(1)))
    return opened


#: content that records when its first script ran
_BEGUN = (
    b"<!doctype html><script>window.begunAt = performance.timeOrigin + performance.now()</script><h1>Del</h1>"
)


def packages() -> dict[str, Any]:
    """Create a learner with an open attempt at a package for each engine; return the URLs."""
    kinds: dict[str, tuple[list[Sco], PackageStandard]] = {
        "scorm12": ([Sco("a")], SCORM_12),
        "scorm2004": ([Sco("a")], SCORM_2004),
        "scorm2004_sequenced": ([Sco("a"), Sco("b")], SCORM_2004),
    }
    person = PersonFactory(username="opens")
    steps = {}
    for name, (items, standard) in kinds.items():
        files = {f"{item.identifier}.html": _BEGUN for item in items}
        version = make_module(make_package(items, standard=standard, files=files, title=name))
        attempt = start_attempt(person=person, module_version=version, by=person)
        steps[name] = f"/lar/{attempt.uuid}/{version.steps[0]['id']}/"
    session = _session(person)
    session.save()
    return {"cookie": session.session_key, "steps": steps}


_TASKS = (static, prepare, packages, launches, queries, held, floor, grow, journal, begun, committed)
TASKS = {task.__name__: task for task in _TASKS}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    sys.stdout.write(json.dumps(TASKS[name](*arguments)) + "\n")
