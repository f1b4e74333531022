"""Every type of page that people meet, with who meets it: what the tests of the look go through."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import BrowserContext

from courses.enums import SeminarKind
from courses.models import AccessibilityDeclaration
from courses.site.actions import publish_information_page
from lms.attempts.actions.attempts import mark_step_done, start_attempt
from lms.feedback.actions import create_report
from lms.feedback.enums import FaultKind
from lms.feedback.places import Place
from people.codes.actions import HandOutCode
from people.enums import RoleKind
from people.messages.email_links import confirmation_token
from people.models import EmailChange, Person
from tests.chromium import site_cookie
from tests.factories.courses import make_module_page, make_site
from tests.factories.packages import make_package
from tests.factories.people import EmploymentFactory, PersonFactory, make_manager, make_role
from tests.factories.question_statistics import answer_questions
from tests.factories.records import AssignmentFactory, make_completion
from tests.factories.seminars import make_seminar, make_transcript
from tests.factories.tracking import relaunch

TEXT = ("text", {"title": "Lyssna först", "body": "<p>Fråga vad som är viktigt i dag.</p>"})


@dataclass(frozen=True)
class World:
    """Who there is, and the address of every type of page by name, for each who reads it."""

    learner: Person
    manager: Person
    catalogue: str
    readers: list[tuple[Person | None, dict[str, str]]]


def make_world(language: str = "sv") -> World:
    """A unit where one has begun, done, and not begun, and a page of every type about it."""
    make_site()
    employment = EmploymentFactory(person=PersonFactory(first_name="Amina", last_name="Exempel"))
    learner, unit = employment.person, employment.unit
    manager = make_manager(unit, first_name="Lena", last_name="Exempel")
    long_title = "Personcentrerat förhållningssätt i hemsjukvårdssituationer"
    begun = make_module_page(long_title, language=language, steps=[TEXT, TEXT])
    package = make_package()
    played = make_module_page("Basala hygienrutiner", language=language, package=package)
    unanswered = make_module_page("Brytpunktssamtal", language=language, valid_months=12)
    late = timezone.localdate() - dt.timedelta(days=3)
    for page, due_on in ((unanswered, late), (played, timezone.localdate() + dt.timedelta(days=9))):
        AssignmentFactory(unit=unit, module=page.module, due_on=due_on, created_by=manager)
    done = make_module_page("Bemötande", language=language)
    completion = make_completion(learner, done.module.versions.get())
    taken = start_attempt(person=learner, module_version=done.module.versions.get(), by=learner)
    mark_step_done(attempt=taken, step_id=taken.module_version.steps[0]["id"], by=learner)
    attempt = start_attempt(person=learner, module_version=begun.module.versions.get(), by=learner)
    answer_questions(package)
    playing = start_attempt(person=learner, module_version=played.module.versions.get(), by=learner)
    relaunch(playing)
    HandOutCode(person=learner, by=manager).run()
    change = EmailChange.objects.create(person=learner, address="amina.exempel.med.langt.namn@exempel.se")
    seminar = make_seminar(transcript=make_transcript("Om ett brytpunktssamtal"), language=language)
    make_seminar("Vad är viktigt för dig?", kind=SeminarKind.PODCAST, language=language)
    declaration = AccessibilityDeclaration(
        body="Göteborgsregionens kommunalförbund", tested_on=late, published_on=late, updated_on=late
    )
    information = publish_information_page(
        language=language,
        title="Tillgänglighetsredogörelse",
        slug="tillganglighet",
        body="<h2>Så är det</h2><p>Bra.</p>",
        declarations=[declaration],
    )
    report = create_report(
        kind=FaultKind.CONTENT,
        message="Länken är trasig. " * 20,
        email="asa@exempel.se",
        place=Place("/sok/"),
    )
    with translation.override(language):
        catalogue = begun.get_parent().url
        public = {
            "sign-in": reverse("account_login"),
            "one-time code": reverse("account_code"),
            "information": information.url,
            "report": f"{reverse('feedback:report_fault')}?page={information.url}",
            "report received": f"{reverse('feedback:report_received')}?page={information.url}",
        }
        learners = {
            "home": translated_home(language),
            "catalogue": catalogue,
            "catalogue filtered": f"{catalogue}?minutes=15&owner=shared&language=all&q=e",
            "catalogue empty": f"{catalogue}?q=finnsinte",
            "module": begun.url,
            "module done": done.url,
            "my learning": reverse("learner:mine"),
            "why not": reverse("learner:why", args=[begun.module.slug]),
            "certificate": reverse("learner:certificate", args=[completion.pk]),
            "verify": f"{reverse('learner:verify')}?code=1-AAAA-AAAA",
            "text step": reverse("tracking:step", args=[attempt.pk, attempt.module_version.steps[0]["id"]]),
            "package step": reverse(
                "tracking:step", args=[playing.pk, playing.module_version.steps[0]["id"]]
            ),
            "result": reverse("tracking:result", args=[taken.pk]),
            "saved": reverse("history:saved", args=[playing.pk]),
            "seminars": seminar.get_parent().url,
            "seminar": seminar.url,
            "search": reverse("search:search"),
            "search results": f"{reverse('search:search')}?q=brytpunktssamtal",
            "account": reverse("account_home"),
            "notices": reverse("account_notices"),
            "audit log": reverse("account_log"),
            "e-mail": reverse("account_email"),
            "e-mail to confirm": reverse("account_email_confirm", args=[confirmation_token(change)]),
            "password": reverse("account_change_password"),
            "not found": f"{catalogue}finns-inte/",
        }
        managers = {
            "manager's home": translated_home(language),
            "unit": reverse("reports:unit", args=[unit.pk]),
            "unit's list": reverse("reports:list", args=[unit.pk]),
            "late people": f"{reverse('reports:list', args=[unit.pk])}?standing=late",
            "person's learning": reverse("reports:person", args=[learner.pk]),
            "assignments": reverse("records:assignment_create", args=[unit.pk]),
            "staff": reverse("people:list"),
            "person": reverse("people:detail", args=[learner.pk]),
            "new person": reverse("people:create"),
        }
        administrators = {
            "municipality": reverse("reports:municipality", args=[unit.municipality_id]),
            "units": reverse("people:unit_tree"),
            "new unit": reverse("people:unit_create"),
        }
        trainers = {
            "questions' modules": reverse("items:overview"),
            "questions": reverse("items:module", args=[played.module.slug]),
            "answer to a report": reverse("feedback:answer_report", args=[report.pk]),
        }
        coordinators = {"region": reverse("reports:region")}
    readers = [
        (None, public),
        (learner, learners),
        (manager, managers),
        (make_role(RoleKind.MUNICIPAL_ADMIN, municipality=unit.municipality), administrators),
        (make_role(RoleKind.REGIONAL_COORDINATOR), coordinators),
        (make_role(RoleKind.TRAINER), trainers),
    ]
    return World(learner, manager, catalogue, readers)


def translated_home(language: str) -> str:
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def sign_in(context: BrowserContext, person: Person, site: str) -> None:
    """Let the browser carry a session of `person`; signing in itself is tested elsewhere."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([site_cookie(cookie.key, cookie.value, site)])
