"""The workflow of modules: author, subject expert, publisher; and alone, where nobody has these roles."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState, WorkflowState
from wagtail.test.utils.form_data import nested_form_data

from courses.dashboard.modules import Status, module_rows
from courses.models import ModulePage, RoleApprovalTask
from courses.modules.actions import PublishModulePage
from courses.review.waiting import waiting_approvals
from lms.attempts.actions.attempts import start_attempt
from people.access.permissions import has_rights_beyond_roles, reach_of
from people.access.roles import GrantRole, RevokeRole
from people.enums import NoticeKind, RoleKind
from people.messages.notice_checks import current_notices
from people.messages.notice_texts import notice_lines
from people.models import Municipality, Notice, Person
from tests.factories.courses import make_module_page
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_unit

pytestmark = pytest.mark.django_db
TRAINER, EXPERT, PUBLISHER = RoleKind.TRAINER, RoleKind.SUBJECT_EXPERT, RoleKind.PUBLISHER


def person_with(*kinds: RoleKind, owner: Municipality | None, name: str = "Åsa") -> Person:
    person = PersonFactory(first_name=name, last_name="Öberg")
    if owner is not None:
        EmploymentFactory(person=person, unit=make_unit(f"Enhet {name} {person.pk}", municipality=owner))
    for kind in kinds:
        GrantRole(person=person, kind=kind, municipality=owner, by=None).run()
    return fresh(person)


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def draft_of(owner: Municipality | None, author: Person | None = None) -> ModulePage:
    """An unpublished module page with all that publishing requires."""
    page = make_module_page("Förebygg fall på ö", owner=owner)
    page.unpublish()
    ModulePage.objects.filter(pk=page.pk).update(owner=author, first_published_at=None)
    page.module.versions.all().delete()
    return ModulePage.objects.get(pk=page.pk)


def send(page: ModulePage, by: Person) -> ModulePage:
    """Send the page to the workflow as its editor does, and return it as stored then."""
    workflow = page.get_workflow()
    assert workflow is not None
    workflow.start(page, by)
    return ModulePage.objects.get(pk=page.pk)


def act(page: ModulePage, by: Person, action: str, comment: str = "") -> int:
    """Do an action of the current task at Wagtail's address for it; return the status."""
    state = ModulePage.objects.get(pk=page.pk).current_workflow_task_state
    client = Client()
    client.force_login(fresh(by))
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk if state else 0])
    return client.post(address, {"comment": comment}).status_code


def rights(page: ModulePage, person: Person) -> tuple[bool, bool, bool]:
    """Whether the person may edit, publish and submit the page."""
    page, person = ModulePage.objects.get(pk=page.pk), fresh(person)
    tester = page.permissions_for_user(person)
    return tester.can_edit(), tester.can_publish(), tester.can_submit_for_moderation()


@pytest.mark.parametrize("is_shared", [False, True])
def test_trainer_alone_publishes_without_a_workflow(is_shared: bool) -> None:
    owner = None if is_shared else MunicipalityFactory()
    trainer = person_with(TRAINER, owner=owner)
    page = draft_of(owner)
    elsewhere = MunicipalityFactory()
    person_with(EXPERT, PUBLISHER, owner=elsewhere)

    assert (page.has_workflow, rights(page, trainer)) == (False, (True, True, False))


def test_trainer_of_an_owner_with_publishers_sends_instead_of_publishing() -> None:
    owner = MunicipalityFactory()
    trainer, both = person_with(TRAINER, owner=owner), person_with(TRAINER, PUBLISHER, owner=owner)
    page = draft_of(owner)
    values: Any = {
        "module_slug": "ny",
        "language": "sv",
        "title": "Ny",
        "introduction": "Å",
        "minutes": 5,
        "aims": "<p>Å</p>",
        "audience": "Alla",
        "themes": [],
        "owner": owner,
        "steps": [("text", {"title": "Å", "body": "<p>Å</p>"})],
    }

    assert rights(page, trainer) == (True, False, True)
    assert rights(page, both) == (True, True, True)
    assert rights(page, PersonFactory(is_superuser=True)) == (True, True, True)
    with pytest.raises(PermissionDenied):
        PublishModulePage(**values, by=fresh(trainer)).run()
    RevokeRole(role=both.roles.get(kind=PUBLISHER), by=None).run()
    assert rights(page, trainer) == (True, True, False)


def test_module_goes_from_author_to_expert_to_publisher() -> None:
    owner = MunicipalityFactory()
    author = person_with(TRAINER, owner=owner, name="Tove")
    expert, publisher = person_with(EXPERT, owner=owner, name="Eva"), person_with(PUBLISHER, owner=owner)
    page = send(draft_of(owner, author), author)
    day = timezone.localdate()

    waits = [waiting_approvals(fresh(who), day) for who in (author, expert, publisher)]
    row = module_rows(author, day).rows[0]
    by_publisher_too_early = act(page, publisher, "approve")
    locked = page.get_lock().for_user(fresh(author))
    act(page, expert, "approve", "Rätt enligt rutinen på ö")
    act(page, publisher, "approve")

    page = ModulePage.objects.get(pk=page.pk)
    assert (row.status, row.waits_for) == (Status.WAITING, "ämnesexpert")
    assert [bool(group and group.items) for group in waits] == [False, True, False]
    assert (by_publisher_too_early, locked, page.live) == (302, True, True)
    entries = PageLogEntry.objects.filter(page=page.pk, action="wagtail.workflow.approve").order_by("pk")
    assert [entry.user for entry in entries] == [expert, publisher]
    assert page.module.versions.count() == 1
    sent = Notice.objects.order_by("pk").exclude(kind=NoticeKind.ROLE_GRANTED)
    assert [(notice.person, notice.kind) for notice in sent] == [
        (expert, NoticeKind.APPROVAL_WAITS),
        (publisher, NoticeKind.APPROVAL_WAITS),
        (author, NoticeKind.MODULE_APPROVED),
    ]
    lines = [line.text for line in notice_lines(sent)]
    assert lines[0].startswith(f"{author} har skickat ”{page.title}” till dig.")
    assert [notice.kind for notice in current_notices(sent)] == [NoticeKind.MODULE_APPROVED]


def test_expert_sends_back_with_a_comment_and_the_author_sends_again() -> None:
    owner = MunicipalityFactory()
    author, expert = person_with(TRAINER, owner=owner), person_with(EXPERT, owner=owner)
    page = send(draft_of(owner, author), author)

    act(page, expert, "reject", "Steg 2 är fel på ö")
    state = ModulePage.objects.get(pk=page.pk).current_workflow_state
    assert state is not None
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert module_rows(author, timezone.localdate()).rows[0].status == Status.RETURNED
    notice = Notice.objects.get(person=author, kind=NoticeKind.MODULE_RETURNED)
    assert (
        next(notice_lines([notice])).text
        == f"{expert} har skickat tillbaka ”{page.title}”: Steg 2 är fel på ö"
    )
    state.resume(user=author)
    act(page, expert, "approve")

    # without publishers the trainers of the owner approve last
    page = ModulePage.objects.get(pk=page.pk)
    assert (page.live, page.current_workflow_task.name) == (False, "publicerare")
    act(page, author, "approve")
    assert ModulePage.objects.get(pk=page.pk).live


def test_task_of_experts_is_skipped_where_there_are_none() -> None:
    owner = MunicipalityFactory()
    author, publisher = person_with(TRAINER, owner=owner), person_with(PUBLISHER, owner=owner)

    page = send(draft_of(owner, author), author)

    states = TaskState.objects.order_by("pk").values_list("task__name", "status")
    assert list(states) == [("ämnesexpert", "skipped"), ("publicerare", "in_progress")]
    assert not page.live
    assert waiting_approvals(publisher, timezone.localdate()) is not None


def test_roles_elsewhere_neither_see_nor_approve() -> None:
    owner, other = MunicipalityFactory(), MunicipalityFactory()
    author = person_with(TRAINER, owner=owner)
    person_with(EXPERT, owner=owner)
    page = send(draft_of(owner, author), author)
    strangers = [
        person_with(EXPERT, PUBLISHER, TRAINER, owner=other),
        person_with(EXPERT, PUBLISHER, owner=None),
        person_with(PUBLISHER, owner=owner),
    ]

    statuses = [act(page, stranger, "approve") for stranger in strangers]
    seen = [waiting_approvals(fresh(stranger), timezone.localdate()) for stranger in strangers]

    assert statuses[:2] == [404, 404]
    assert ModulePage.objects.get(pk=page.pk).current_workflow_task.name == "ämnesexpert"
    assert [bool(group and group.items) for group in seen] == [False, False, False]
    client = Client()
    addresses = [f"wagtailadmin_pages:{view}" for view in ("edit", "history", "view_draft")]
    for stranger in strangers[:2]:
        client.force_login(stranger)
        assert {client.get(reverse(name, args=[page.pk])).status_code for name in addresses} == {404}


def test_expert_opens_the_page_while_it_waits_and_the_dashboard_afterwards() -> None:
    owner = MunicipalityFactory()
    author = person_with(TRAINER, owner=owner)
    expert = person_with(EXPERT, owner=owner, name="Eva")
    page = draft_of(owner, author)
    client = Client()
    client.force_login(expert)
    editor, home = reverse("wagtailadmin_pages:edit", args=[page.pk]), reverse("wagtailadmin_home")
    before = client.get(editor).status_code
    send(page, author)

    dashboard, during = client.get(home).content.decode(), client.get(editor)
    form = during.context["form"]
    act(page, expert, "approve")

    assert (before, during.status_code, client.get(editor).status_code) == (302, 200, 302)
    assert form.fields["module_owner"].disabled
    assert editor in dashboard
    assert "Ny utbildning" not in dashboard
    assert page.title in client.get(home).content.decode()


def test_approved_change_that_people_have_begun_waits_for_the_choice() -> None:
    owner = MunicipalityFactory()
    author, publisher = person_with(TRAINER, owner=owner), person_with(PUBLISHER, owner=owner)
    page = make_module_page("Förebygg fall", owner=owner)
    learner = person_with(owner=owner)
    start_attempt(person=learner, module_version=page.module.versions.get(), by=learner)
    draft = page.get_latest_revision_as_object()
    draft.steps = [("text", {"title": "Ny text på ö", "body": "<p>Å</p>"})]
    draft.save_revision(user=author)
    send(page, author)
    client = Client()
    client.force_login(publisher)
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = _posted(client.get(editor).context["form"])

    answer = client.post(
        editor, {**data, "action-workflow-action": "true", "workflow-action-name": "approve"}
    )

    assert (answer.status_code, answer["Location"]) == (302, reverse("publish_change", args=[page.pk]))
    page = ModulePage.objects.get(pk=page.pk)
    assert (page.module.versions.count(), page.has_unpublished_changes) == (1, True)
    assert page.current_workflow_state is None


def _posted(form: Any) -> dict[str, str]:
    """Return what the editor posts of an unchanged form with one step of text."""
    page = form.instance
    block = page.steps[0]
    comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}
    raw_text = '{"blocks": [{"key": "a", "text": "Å", "type": "unstyled"}], "entityMap": {}}'
    texts = ("title", "slug", "introduction", "minutes", "audience")
    return {
        **{name: str(getattr(page, name)) for name in texts},
        "aims": raw_text,
        "themes": str(page.themes.get().pk),
        "module_owner": str(page.module.owner_id),
        "steps-count": "1",
        "steps-0-deleted": "",
        "steps-0-order": "0",
        "steps-0-type": "text",
        "steps-0-id": block.id,
        "steps-0-value-title": block.value["title"],
        "steps-0-value-body": raw_text,
        **nested_form_data({"comments": comments}),
    }


def test_expert_here_who_trains_elsewhere_may_not_change_modules_here() -> None:
    owner, other = MunicipalityFactory(), MunicipalityFactory()
    person = person_with(EXPERT, owner=owner)
    GrantRole(person=person, kind=TRAINER, municipality=other, by=None).run()

    assert rights(draft_of(owner), person)[:2] == (False, False)
    assert rights(draft_of(other), person)[:2] == (True, True)


def test_reach_and_rights_of_experts_and_publishers() -> None:
    owner = MunicipalityFactory()
    expert, publisher = person_with(EXPERT, owner=owner), person_with(PUBLISHER, owner=None)
    admin = person_with(RoleKind.MUNICIPAL_ADMIN, owner=owner)

    assert (reach_of(expert).edits_for, reach_of(publisher).edits_for) == ({owner.pk}, {None})
    assert (has_rights_beyond_roles(expert), has_rights_beyond_roles(publisher)) == (False, False)
    assert reach_of(admin).contains(reach_of(expert))
    assert not reach_of(expert).contains(reach_of(person_with(PUBLISHER, owner=owner)))
    assert not reach_of(admin).contains(reach_of(publisher))
    assert [reach_of(admin).may_grant(kind, None, owner) for kind in (EXPERT, PUBLISHER)] == [True, True]
    assert [reach_of(admin).may_grant(kind) for kind in (EXPERT, PUBLISHER)] == [False, False]
    assert RoleApprovalTask.objects.count() == 2
