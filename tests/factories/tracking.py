"""Factories of attempts: modules with steps, launches, and commits as the shell writes them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Hashable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client

from content_import.health.models import HealthFinding
from courses.models import Module, ModulePage, ModuleVersion, Package
from courses.modules.actions import PublishModulePage
from lms.attempts.actions.attempts import start_attempt
from lms.attempts.enums import LaunchKind
from lms.attempts.launches.actions import open_launch
from lms.attempts.launches.tokens import LaunchToken
from lms.attempts.models import Launch
from people.models import Person
from scorm.manifest.structure import Manifest
from tests.database_rows import StoredCalls, StoredRows
from tests.factories.courses import make_site
from tests.factories.packages import approve, make_package, package_members
from tests.factories.people import PersonFactory

CMI_12 = {"core": {"lesson_status": "incomplete", "exit": "", "session_time": "00:00:00"}}


def make_module(
    *steps: Package | str, title: str = "Basala hygienrutiner", minutes: int = 12
) -> ModuleVersion:
    """A published module; a step is a package, or the words of a text."""
    make_site()
    number = Module.objects.count()
    stream = [_step(step) for step in steps]

    def publish() -> None:
        PublishModulePage(
            by=None,
            module_slug=f"modul-{number}",
            language="sv",
            title=f"{title} {number}" if number else title,
            introduction=title,
            minutes=minutes,
            aims="<p>Du vet hur.</p>",
            audience="Alla",
            themes=[],
            steps=stream,
        ).run()

    if HealthFinding.objects.exists():  # which may keep a page from being published
        publish()
    else:
        MODULE_ROWS.write((number, title, minutes, *map(_published, steps)), publish)
    return ModuleVersion.objects.get(module__slug=f"modul-{number}")


#: of the modules of each sort of step: publishing costs 0.1 s of CPU, rows a tenth of that
MODULE_ROWS = StoredCalls()


def _published(step: Package | str) -> Hashable:
    """Return what is published of a step."""
    if isinstance(step, str):
        return step
    return step.pk, step.title, *(item.title for item in Manifest.from_json(step.manifest).launchable)


def _step(step: Package | str) -> tuple[str, dict[str, Any]]:
    if isinstance(step, str):
        return "text", {"title": step, "body": f"<p>{step}</p>"}
    return "package", {"title": step.title, "package": approve(step)}


def publish_again(package: Package, *more: Any) -> ModuleVersion:
    """The one module's page with another package in the same step, published."""
    page = ModulePage.objects.get()
    step = page.steps.raw_data[0]
    step["value"]["package"] = package.pk
    page.steps = page.steps.stream_block.to_python([step, *more])
    page.save_revision().publish()
    return page.module.versions.latest("number")


def _write_default_module() -> None:
    make_module(make_package())


#: a package and a module of it cost 0.2 s of CPU, their rows a tenth of that
DEFAULT_MODULE_ROWS = StoredRows(_write_default_module)


def make_default_module() -> ModuleVersion:
    """A published module of the default package: from stored rows where it is the first of a test."""
    make_site()
    if Package.objects.exists() or Module.objects.exists():
        return make_module(make_package())
    DEFAULT_MODULE_ROWS.write()
    store_missing_files(Package.objects.get().label)
    return ModuleVersion.objects.get()


def store_missing_files(label: str) -> None:
    """Store the files of the default package where a test has removed them."""
    storage = storages["packages"]
    for path, content in package_members(title="Ett paket").items():
        if not storage.exists(f"{label}/{path}"):
            storage.save(f"{label}/{path}", ContentFile(content))


def make_launch(
    package: Package | None = None, *, person: Person | None = None, session_key: str | None = None
) -> Launch:
    """A person has opened a module of that package alone."""
    person = person or PersonFactory()
    version = make_module(package) if package else make_default_module()
    attempt = start_attempt(person=person, module_version=version, by=person)
    return relaunch(attempt, session_key=session_key)


def relaunch(attempt: Any, *, session_key: str | None = None) -> Launch:
    """The person opens the attempt's first package once more."""
    step = next(step for step in attempt.module_version.steps if step["package"])
    return open_launch(attempt=attempt, step_id=step["id"], by=attempt.person, session_key=session_key)


def token_of(launch: Launch, language: str = "sv") -> str:
    return LaunchToken(LaunchKind.RECORD, str(launch.uuid), language).sign()


def body(
    cmi: Mapping[str, Any] | None = None,
    *,
    sequence: int = 1,
    sco: str = "del-1",
    trigger: str = "content",
    **more: Any,
) -> bytes:
    """A commit as static/js/player/sending/outbox.js writes it."""
    payload = {"cmi": CMI_12 if cmi is None else cmi}
    session = str(uuid.UUID(int=1))
    data = {"sequence": sequence, "sco": sco, "trigger": trigger, "session": session, "payload": payload}
    return json.dumps({**data, **more}).encode()


def content_host(package: Package) -> str:
    return f"p-{package.label}.testserver"


def send(client: Client, launch: Launch, data: bytes, *, token: str | None = None) -> Any:
    """POST a commit to the content origin; return the response."""
    return client.post(
        f"/l/{token or token_of(launch)}/commit",
        data,
        content_type="text/plain",
        HTTP_HOST=content_host(launch.package_attempt.package),
    )
