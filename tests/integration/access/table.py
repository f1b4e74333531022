"""The permissions of every URL of the site, by kind of person.

A row has the name of the URL, a function that returns its arguments, and the permitted kinds of person. All
others are redirected to sign-in (strangers) or get 403 or 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from courses.models import SeminarMaterial
from tests.integration.access.world import STRANGER, World

EVERYBODY_SIGNED_IN = frozenset(
    {
        "learner",
        "colleague",
        "manager",
        "other manager",
        "administrator",
        "other administrator",
        "coordinator",
        "trainer",
        "other trainer",
    }
)
EVERYBODY = EVERYBODY_SIGNED_IN | {STRANGER}
STAFF_OF_ALE = frozenset({"manager", "administrator"})
MANAGE_SOMEWHERE = STAFF_OF_ALE | {"other manager", "other administrator"}
ADMINISTER_SOMEWHERE = frozenset({"administrator", "other administrator"})
SEE_FIGURES = MANAGE_SOMEWHERE | {"coordinator"}
TRAINERS = frozenset({"trainer", "other trainer"})
THE_LEARNER = frozenset({"learner"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    name: str
    may: frozenset[str]
    kwargs: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    query: str = ""


def _step(world: World) -> dict[str, Any]:
    return {"attempt": world.attempt.pk, "step_id": world.launch.package_attempt.step_id}


def _attempt(world: World) -> dict[str, Any]:
    return {"attempt": world.attempt.pk}


def _person(world: World) -> dict[str, Any]:
    return {"person": world.person.pk}


def _slug(world: World) -> dict[str, Any]:
    return {"slug": world.attempt.module.slug}


def _unit(world: World) -> dict[str, Any]:
    return {"unit": world.unit.pk}


def _document(world: World) -> dict[str, Any]:
    document = SeminarMaterial.objects.get(speaker__page=world.seminar).document
    return {"document_id": document.pk, "filename": document.filename}


def _recording(world: World) -> dict[str, Any]:
    recording = world.seminar.recording
    return {"recording_id": recording.pk, "filename": recording.filename}


def _municipality(world: World) -> dict[str, Any]:
    return {"municipality_id": world.unit.municipality_id}


TABLE = (
    # signing in and out, one's own account
    Row("account_login", EVERYBODY),
    Row("account_logout", EVERYBODY_SIGNED_IN),
    Row("account_inactive", EVERYBODY),
    Row("account_code", EVERYBODY),
    Row("account_home", EVERYBODY_SIGNED_IN),
    Row("account_change_password", EVERYBODY_SIGNED_IN),
    Row("account_notices", EVERYBODY_SIGNED_IN),
    Row("account_notice_read", THE_LEARNER, lambda world: {"notice": world.notice.pk}),
    Row("account_log", EVERYBODY_SIGNED_IN),
    Row("account_plain", EVERYBODY_SIGNED_IN),
    Row("account_email", EVERYBODY_SIGNED_IN),
    Row("account_email_remove", EVERYBODY_SIGNED_IN),
    Row("account_email_confirm", THE_LEARNER, lambda world: {"token": world.email_token}),
    # people
    Row("people:list", MANAGE_SOMEWHERE),
    Row("people:create", MANAGE_SOMEWHERE),
    Row("people:detail", STAFF_OF_ALE, _person),
    Row("people:name", STAFF_OF_ALE, _person),
    Row("people:code", STAFF_OF_ALE, _person),
    Row("people:code_request", STAFF_OF_ALE, _person),
    Row(
        "people:code_approval",
        frozenset({"administrator"}),
        lambda world: {"code_request": world.code_request.pk},
    ),
    Row("people:employment_create", STAFF_OF_ALE, _person),
    Row("people:leave_create", STAFF_OF_ALE, _person),
    Row("people:role_grant", frozenset({"administrator"}), _person),
    Row("people:employment_change", STAFF_OF_ALE, lambda world: {"employment": world.employment.pk}),
    Row("people:employment_end", STAFF_OF_ALE, lambda world: {"employment": world.employment.pk}),
    Row("people:leave_end", STAFF_OF_ALE, lambda world: {"leave": world.leave.pk}),
    Row("people:role_revoke", frozenset({"administrator"}), lambda world: {"role": world.role.pk}),
    Row("people:unit_tree", ADMINISTER_SOMEWHERE),
    Row("people:unit_create", ADMINISTER_SOMEWHERE),
    Row("people:unit", frozenset({"administrator"}), _unit),
    Row("people:unit_move", frozenset({"administrator"}), _unit),
    Row("people:unit_close", frozenset({"administrator"}), _unit),
    # taking a module
    Row("tracking:start", EVERYBODY_SIGNED_IN, _slug),
    Row("tracking:again", EVERYBODY_SIGNED_IN, _slug),
    Row("tracking:choose", EVERYBODY_SIGNED_IN, _slug),
    Row("tracking:choose_again", EVERYBODY_SIGNED_IN, _slug),
    Row(
        "tracking:preview",
        TRAINERS,
        lambda world: {"package": world.launch.package_attempt.package_id},
    ),
    Row("tracking:attempt", THE_LEARNER, _attempt),
    Row("tracking:result", THE_LEARNER, _attempt),
    Row("tracking:step", THE_LEARNER, _step),
    Row("tracking:step_done", NOBODY, _step),  # the step is a package, which says itself when it is done
    Row("tracking:answer", NOBODY, _step),  # the step is a package; see runtimes/native for the learner's own
    Row("tracking:open", THE_LEARNER, _step),
    Row("tracking:state", NOBODY, _step),  # asked without a launch; see test_player for the learner's own
    Row("tracking:close", THE_LEARNER, _step),
    Row("tracking:review", THE_LEARNER, _step),
    # the step is a package; see courses/steps/test_timed_films for that of a film
    Row("tracking:chapters", NOBODY, _step),
    Row("tracking:captions", NOBODY, _step),
    # records
    Row("records:assignment_create", STAFF_OF_ALE, lambda world: {"unit_id": world.unit.pk}),
    Row("records:assignment_withdraw", STAFF_OF_ALE, lambda world: {"pk": world.assignment.pk}),
    # figures
    Row("reports:overview", SEE_FIGURES),
    Row("reports:unit", STAFF_OF_ALE, lambda world: {"unit_id": world.unit.pk}),
    Row("reports:list", STAFF_OF_ALE, lambda world: {"unit_id": world.unit.pk}),
    Row("reports:export", STAFF_OF_ALE, lambda world: {"unit_id": world.unit.pk}),
    Row("reports:person", STAFF_OF_ALE, _person),
    Row("reports:remind", STAFF_OF_ALE, lambda world: {"unit_id": world.unit.pk}),
    Row("reports:municipality", frozenset({"administrator", "coordinator"}), _municipality),
    Row("reports:municipality_list", frozenset({"administrator"}), _municipality),
    Row("reports:municipality_export", frozenset({"administrator"}), _municipality),
    Row("reports:municipality_remind", frozenset({"administrator"}), _municipality),
    Row("reports:region", frozenset({"coordinator"})),
    Row("reports:region_export", frozenset({"coordinator"})),
    # how questions are answered
    Row("items:overview", TRAINERS),
    Row("items:module", frozenset({"trainer"}), _slug),
    Row("items:export", frozenset({"trainer"}), _slug),
    # what the learner has
    Row("learner:mine", EVERYBODY_SIGNED_IN),
    Row("learner:why", EVERYBODY_SIGNED_IN, _slug),  # about oneself
    Row("learner:certificate", THE_LEARNER | STAFF_OF_ALE, lambda world: {"pk": world.completion.pk}),
    Row("learner:certificate_pdf", THE_LEARNER | STAFF_OF_ALE, lambda world: {"pk": world.completion.pk}),
    Row("learner:certificate_issue", THE_LEARNER, lambda world: {"pk": world.completion.pk}),
    Row("learner:verify", EVERYBODY_SIGNED_IN),
    # private reflections; see test_reflections for the learner's own
    Row("reflections:mine", EVERYBODY_SIGNED_IN),
    Row("reflections:download", EVERYBODY_SIGNED_IN),
    Row("reflections:erase", NOBODY),
    Row("reflections:save", NOBODY, lambda world: {**_step(world), "block": world.attempt.pk}),
    # what has been saved
    Row("history:saved", THE_LEARNER, _attempt),
    Row("history:person", frozenset({"administrator"}), _person),
    Row(
        "history:person_attempt",
        frozenset({"administrator"}),
        lambda world: {"person": world.person.pk, "attempt": world.attempt.pk},
    ),
    Row("courses:glossary", EVERYBODY_SIGNED_IN),
    # seminars
    Row("courses:seminar_captions", EVERYBODY_SIGNED_IN, lambda world: {"page_id": world.seminar.pk}),
    Row("courses:seminar_transcript", EVERYBODY_SIGNED_IN, lambda world: {"page_id": world.seminar.pk}),
    Row("courses:film_captions", NOBODY, lambda world: {"document_id": _document(world)["document_id"]}),
    # test_review_dates has those who answer for a module
    Row("courses:review", NOBODY, lambda world: {"page": world.attempt.module.pages.get().pk}),
    Row("document", EVERYBODY_SIGNED_IN, _document),
    Row("recording", EVERYBODY_SIGNED_IN, _recording),
    Row("picture", NOBODY, lambda world: {"name": "no-such.png"}),  # test_media has pictures that exist
    # reports of faults
    Row("feedback:report_fault", EVERYBODY),
    Row("feedback:report_received", EVERYBODY),
    Row("feedback:answer_report", frozenset({"trainer"}), lambda world: {"report": world.report.pk}),
    # search
    Row("search:search", EVERYBODY_SIGNED_IN),
)
