"""Wagtail hooks: the page of trials, their entries in a page's history, and their end with the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from courses.api import ModulePage
from lms.attempts.trials.actions import END_TRIAL, START_TRIAL, delete_trials, trials_of
from lms.attempts.trials.views import TrialView


@hooks.register("register_admin_urls")
def trial_urls() -> list[URLPattern]:
    return [path("modules/<int:page_id>/trial/", TrialView.as_view(), name="try_module")]


@hooks.register("register_log_actions")
def name_trials(actions: LogActionRegistry) -> None:
    actions.register_action(START_TRIAL, _("Try as a learner"), _("Tried as a learner"))
    actions.register_action(END_TRIAL, _("End the trial"), _("Trial ended"))


@hooks.register("before_bulk_action")
def delete_trials_with_many_pages(
    request: HttpRequest, action_type: str, objects: Sequence[Model], action: BulkAction
) -> None:
    """Delete the trials of drafts that are deleted together."""
    if action_type == "delete":
        for page in objects:
            if isinstance(page, Page):
                delete_trials_with_their_pages(request, page)


@hooks.register("before_delete_page")
def delete_trials_with_their_pages(request: HttpRequest, page: Page) -> None:
    """Delete the trials of drafts that are deleted, whose versions would protect them."""
    if request.method == "POST":
        for below in ModulePage.objects.descendant_of(page, inclusive=True).select_related("locale"):
            delete_trials(trials_of(below))
