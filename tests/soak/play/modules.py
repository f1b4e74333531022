"""Somebody who is killed under way, at modules of a package that counts: one for each standard."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client

from courses.models import ModuleVersion
from lms.attempts.actions.attempts import start_again, start_attempt
from lms.attempts.models import Attempt
from lms.records.models import Completion
from lms.runtimes.scorm.replay.actions import rebuild_attempt
from people.models import Person
from tests.factories.packages import SCORM_12, SCORM_2004, make_package
from tests.factories.tracking import make_module
from tests.soak.play.content import PAGE


@dataclass
class Module:
    """A module that is taken again and again, and what must be true of it."""

    person: Person
    version: ModuleVersion
    attempt: Attempt
    #: attempts of which the content was told that "passed" is safe
    passed: list[Attempt] = field(default_factory=list)
    #: whether the content of this attempt was ever let tell that it is passed
    may_pass: bool = False

    @property
    def path(self) -> str:
        return f"/lar/{self.attempt.uuid}/{self.version.steps[0]['id']}/"

    @property
    def is_complete(self) -> bool:
        return Completion.objects.filter(attempt_uuid=self.attempt.uuid).exists()

    def begin_again(self) -> None:
        self.passed.append(self.attempt)
        self.may_pass = False
        self.attempt = start_again(person=self.person, module_version=self.version, by=self.person)

    def completions(self) -> dict[str, int]:
        """What was lost, and what was recorded twice."""
        found = [Completion.objects.filter(attempt_uuid=attempt.uuid).count() for attempt in self.passed]
        return {"lost": found.count(0), "double": sum(count > 1 for count in found), "passed": len(found)}

    def differences(self) -> int:
        """Values that are not what the journal says."""
        attempts = Attempt.objects.filter(person=self.person, module=self.version.module)
        return sum(len(rebuild_attempt(attempt).differences) for attempt in attempts)


def make_modules(person: Person) -> list[Module]:
    """One of SCORM 1.2 and one of 2004."""
    modules, page = [], PAGE.encode()
    for standard in (SCORM_12, SCORM_2004):
        package = make_package(title=f"Räkna {standard}", standard=standard, files={"del-1.html": page})
        version = make_module(package)
        attempt = start_attempt(person=person, module_version=version, by=person)
        modules.append(Module(person, version, attempt))
    return modules


def session_of(person: Person) -> str:
    """The key of a session in which the person has signed in."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
