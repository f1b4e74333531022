"""Reviews of modules: the day, the prompt, the record and the notices."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from courses.models import ModulePage
from courses.review.actions import RECORD_REVIEW
from courses.review.reminders import send_review_notices
from people.access.roles import GrantRole
from people.enums import NoticeKind, RoleKind
from people.messages.notice_checks import current_notices
from people.messages.notice_texts import notice_lines
from people.models import Municipality, Notice, Person
from tests.factories.courses import make_module_page
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_unit

pytestmark = pytest.mark.django_db
PROMPT = "Granskad, inget att ändra"


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def trainer(municipality: Municipality | None = None) -> Person:
    person = PersonFactory(last_name="Öberg")
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return Person.objects.get(pk=person.pk)


def text_for(person: Person, page: ModulePage) -> str:
    client = Client()
    client.force_login(person)
    return client.get(page.url).content.decode()


def review(person: Person, page: ModulePage) -> int:
    client = Client()
    client.force_login(person)
    return client.post(reverse("courses:review", args=[page.pk])).status_code


@pytest.mark.parametrize(
    ("reviewed", "published", "review_by", "is_prompted"),
    [
        (None, 0, None, False),
        (None, 334, None, False),
        (None, 336, None, True),
        (334, 800, None, False),
        (336, 800, None, True),
        (0, 0, -20, True),
        (0, 0, -40, False),
        (500, 800, -40, False),
    ],
)
@pytest.mark.both_engines
def test_prompt_comes_a_month_before_the_day_of_the_review(
    reviewed: int | None, published: int, review_by: int | None, is_prompted: bool
) -> None:
    page = make_module_page("Förebygg")
    first = timezone.now() - dt.timedelta(days=published)
    days = {"reviewed_on": reviewed, "review_by": review_by}
    dates = {name: None if value is None else days_ago(value) for name, value in days.items()}
    ModulePage.objects.filter(pk=page.pk).update(first_published_at=first, **dates)
    due = ModulePage.objects.review_due_by(timezone.localdate() + dt.timedelta(days=30))

    assert due.exists() is is_prompted
    assert (PROMPT in text_for(PersonFactory(is_superuser=True), page)) is is_prompted


def test_draft_that_was_never_published_is_not_overdue() -> None:
    assert ModulePage(title="Å").is_stale is False


def test_prompt_and_review_are_for_those_who_answer_for_the_module() -> None:
    owner, other = MunicipalityFactory(), MunicipalityFactory()
    responsible = EmploymentFactory(unit=make_unit("Enhet Ö", municipality=owner)).person
    learner = EmploymentFactory(unit=make_unit("Enhet Å", municipality=owner)).person
    page = make_module_page("Egen", owner=owner, responsible=responsible, reviewed_on=days_ago(400))
    people = [trainer(owner), trainer(None), responsible, learner, trainer(other)]

    prompted = [PROMPT in text_for(person, page) for person in people]
    statuses = []
    for person in people:
        ModulePage.objects.filter(pk=page.pk).update(reviewed_on=days_ago(400))
        statuses.append(review(person, page))

    assert prompted == [True, True, True, False, False]
    assert statuses == [302, 302, 302, 404, 404]


def test_review_is_in_the_history_and_kept_when_a_draft_is_published() -> None:
    page = make_module_page("Förebygg", reviewed_on=days_ago(400))
    ModulePage.objects.filter(pk=page.pk).update(review_by=days_ago(2))
    draft = page.get_latest_revision_as_object()
    draft.introduction = "Ny text på ö."
    draft.save_revision()
    person, versions = trainer(), page.module.versions.count()

    answers = [review(person, page), review(person, page)]
    ModulePage.objects.get(pk=page.pk).get_latest_revision().publish()

    page = ModulePage.objects.get(pk=page.pk)
    entries = PageLogEntry.objects.filter(action=RECORD_REVIEW)
    assert answers == [302, 302]
    assert [(entry.user, entry.data["day"]) for entry in entries] == [(person, days_ago(0).isoformat())]
    assert (page.introduction, page.reviewed_on, page.review_by) == ("Ny text på ö.", days_ago(0), None)
    assert page.module.versions.count() == versions
    assert PROMPT not in text_for(person, page)


def test_later_day_of_a_draft_replaces_that_of_the_page() -> None:
    page = make_module_page("Förebygg", reviewed_on=days_ago(400))
    draft = page.get_latest_revision_as_object()
    draft.reviewed_on, draft.review_by = days_ago(1), days_ago(-90)
    draft.save_revision().publish()

    page = ModulePage.objects.get(pk=page.pk)
    assert (page.reviewed_on, page.review_by) == (days_ago(1), days_ago(-90))


def notices() -> list[tuple[Person, str]]:
    found = Notice.objects.filter(kind=NoticeKind.REVIEW_DUE).select_related("person").order_by("pk")
    return [(notice.person, notice.details["stage"]) for notice in found]


def test_notices_go_to_responsible_and_publishers_before_and_on_the_day() -> None:
    owner = MunicipalityFactory()
    own, responsible = trainer(owner), PersonFactory()
    trainer(MunicipalityFactory()), trainer(None)
    page = make_module_page("Egen på ö", owner=owner, responsible=responsible, reviewed_on=days_ago(0))
    due = days_ago(-365)
    days = [due - dt.timedelta(days=days) for days in (31, 30, 29, 1, 0, -1, -40)]

    counts = [send_review_notices(day=day) for day in days]

    assert counts == [0, 2, 0, 0, 2, 0, 0]
    assert set(notices()) == {(p, stage) for p in (own, responsible) for stage in ("soon", "due")}
    line = next(notice_lines(Notice.objects.filter(person=own)))
    assert f"”{page.title}” ska granskas senast {due.day} " in line.text
    assert line.url == reverse("courses:review", args=[page.pk])


def test_notice_lapses_when_the_module_is_reviewed_or_unpublished() -> None:
    trainer(None)
    pages = [make_module_page(title, reviewed_on=days_ago(360)) for title in ("Ö", "Å", "Ä")]
    send_review_notices(day=days_ago(0))
    pages[0].unpublish()
    review(trainer(None), pages[1])

    left = current_notices(Notice.objects.filter(kind=NoticeKind.REVIEW_DUE))

    assert [notice.details["title"] for notice in left] == ["Ä"]


def test_notices_of_more_modules_take_as_many_reads() -> None:
    trainer(None)
    reads = []
    for count in (1, 6):
        for number in range(ModulePage.objects.count(), count):
            make_module_page(f"Å {number}", reviewed_on=days_ago(350))
        Notice.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            sent = send_review_notices(day=days_ago(0))
        reads.append((sent, sum(query["sql"].startswith("SELECT") for query in queries)))

    assert [sent for sent, _reads in reads] == [1, 6]
    assert reads[0][1] == reads[1][1]


@pytest.mark.parametrize(("days", "is_accepted"), [(0, True), (-1, False)])
def test_day_of_a_review_to_come_is_refused_in_the_editor(days: int, is_accepted: bool) -> None:
    page = make_module_page("Förebygg")
    form: Any = ModulePage.get_edit_handler().get_form_class()(
        {"title": page.title, "reviewed_on": days_ago(days).isoformat(), "steps-count": "0"},
        instance=page,
        for_user=trainer(),
    )
    form.is_valid()

    assert ("reviewed_on" not in form.errors) is is_accepted
