"""Hooks of the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry, Page, WorkflowState
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from content_import.admin.material_views import material_urls
from content_import.admin.views import POLICY
from content_import.admin.viewsets import PackageViewSet
from content_import.h5p.views import H5PLibrariesView, h5p_libraries_menu_item
from content_import.health.actions import OVERRIDE_CHECK, REQUEST_CHECK
from content_import.health.queries import dangerous_in, package_publish_problems, unchecked_in
from content_import.hosts.actions import ALLOW_HOST, END_HOST, REQUEST_HOST
from content_import.hosts.fetching.actions import FETCH_HOST
from content_import.material.enums import (
    CHANGE_PLAN,
    DISCARD_PLAN,
    PLAN_MATERIAL,
    START_MATERIAL,
    UNDO_MATERIAL,
)
from content_import.module_list.views import ModuleListViewSet, module_list_viewset
from content_import.packages.permissions import may_import
from content_import.questions.admin.import_views import question_import_urls
from content_import.questions.admin.viewset import QuestionBankViewSet
from content_import.questions.enums import LABELS as QUESTION_LABELS
from content_import.versions.change_views import PublishChangeView
from content_import.versions.changes import is_scheduled, needs_choice
from courses.api import BANK_POLICY, ModulePage, Package, QuestionBank, outdated_banks
from people.api import signed_in

#: parameter of requests for parts of the editor, which show no messages
HYDRATION = "_w_hydrate_create_view"

register_permission_policy(Package, POLICY)
register_snippet(PackageViewSet)
register_permission_policy(QuestionBank, BANK_POLICY)
register_snippet(QuestionBankViewSet)


@hooks.register("register_admin_viewset")
def list_modules() -> ModuleListViewSet:
    return module_list_viewset


@hooks.register("before_bulk_action")
def exclude_packages_from_bulk_actions(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> None:
    """Exclude packages and question banks from bulk actions: their own action refuses used ones."""
    if any(isinstance(instance, Package | QuestionBank) for instance in objects):
        raise PermissionDenied


@hooks.register("before_publish_page")
def keep_unapproved_packages_from_learners(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep a module with a dangerous or unchecked package as a draft; its editor shows why."""
    if not isinstance(page, ModulePage) or not package_publish_problems(page):
        return None
    # Wagtail stores a page that is created and published at once as live before it calls the hook.
    Page.objects.filter(pk=page.pk, live_revision=None).update(live=False, has_unpublished_changes=True)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("register_admin_urls")
def add_the_page_of_changes() -> list[URLPattern]:
    return [path("modules/<int:page_id>/publish/", PublishChangeView.as_view(), name="publish_change")]


@hooks.register("register_admin_urls")
def add_the_page_of_libraries() -> list[URLPattern]:
    return [path("h5p-libraries/", H5PLibrariesView.as_view(), name="h5p_libraries")]


hooks.register("register_admin_menu_item", h5p_libraries_menu_item)


@hooks.register("register_admin_urls")
def add_the_pages_of_questions() -> list[URLPattern]:
    return question_import_urls()


@hooks.register("before_edit_page")
def show_changed_banks(request: HttpRequest, page: Page) -> None:
    """Show in the editor of a published module which of its question banks have changed since."""
    if request.method != "GET" or not isinstance(page, ModulePage) or HYDRATION in request.GET:
        return
    sentence = _("The question bank “%(bank)s” has changed. Publish to let learners have its questions.")
    for bank in outdated_banks([page]).get(page.pk, ()):
        messages.info(request, sentence % {"bank": bank})


@hooks.register("register_admin_urls")
def add_the_pages_of_material() -> list[URLPattern]:
    return material_urls()


class MaterialMenuItem(MenuItem):
    """The menu item of the import, for those who may use it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(signed_in(request))


@hooks.register("register_admin_menu_item")
def link_to_material() -> MenuItem:
    label = gettext_lazy("Take in material")
    return MaterialMenuItem(label, reverse_lazy("material"), name="material", icon_name="upload", order=205)


@hooks.register("before_publish_page", order=1)
def choose_how_a_change_is_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Redirect to the choice between a correction and a new version if somebody has begun the module.

    The change is stored as a draft before. A scheduled publication has no user who could choose.
    """
    if not isinstance(page, ModulePage) or is_scheduled(page) or not needs_choice(page):
        return None
    return redirect("publish_change", page.pk)


@hooks.register("after_edit_page")
def choose_how_an_approved_change_is_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Redirect to that choice after the last approval, which left the page a draft because of it."""
    if "action-workflow-action" not in request.POST or not isinstance(page, ModulePage):
        return None
    present = ModulePage.objects.get(pk=page.pk)
    last = present.workflow_states.order_by("-created_at", "-pk").first()
    is_approved = last is not None and last.status == WorkflowState.STATUS_APPROVED
    may_publish = present.permissions_for_user(signed_in(request)).can_publish()
    if not is_approved or not may_publish or is_scheduled(present) or not needs_choice(present):
        return None
    return redirect("publish_change", present.pk)


@hooks.register("before_edit_page")
def show_publish_problems(request: HttpRequest, page: Page) -> None:
    """Show in the editor of a draft why it can't be published as it is."""
    is_draft = isinstance(page, ModulePage) and (not page.live or page.has_unpublished_changes)
    if request.method != "GET" or not is_draft or HYDRATION in request.GET:
        return
    sentence = _("Not published: “%(package)s” is dangerous to learners. Its page says why.")
    for package in dangerous_in(page):
        messages.error(request, sentence % {"package": package}, buttons=[_button_to(package)])
    sentence = _("Not published: the check of “%(package)s” has not come to its end. Its page says why.")
    for package in unchecked_in(page):
        messages.warning(request, sentence % {"package": package}, buttons=[_button_to(package)])


def _button_to(package: Package) -> Any:
    its_page = reverse("wagtailsnippets_courses_package:inspect", args=[package.pk])
    return messages.button(its_page, _("Open the package"))


@hooks.register("register_log_actions")
def name_overrides(actions: LogActionRegistry) -> None:
    @actions.register_action(OVERRIDE_CHECK)
    class OverrideFormatter(LogFormatter):
        """Show in the package's history why it may be published without a completed check."""

        label = gettext_lazy("Approved without a completed check")

        def format_message(self, log_entry: BaseLogEntry) -> str:
            reason = log_entry.data.get("reason", "")
            return _("Approved without a completed check: %(reason)s") % {"reason": reason}


@hooks.register("register_log_actions")
def name_requests(actions: LogActionRegistry) -> None:
    labels = {
        **QUESTION_LABELS,
        REQUEST_CHECK: gettext_lazy("Check requested"),
        REQUEST_HOST: gettext_lazy("Files from another host requested"),
        ALLOW_HOST: gettext_lazy("Files from another host allowed"),
        END_HOST: gettext_lazy("Files from another host ended"),
        FETCH_HOST: gettext_lazy("Files from another host fetched into a new version"),
    }
    labels |= {
        PLAN_MATERIAL: gettext_lazy("Material uploaded"),
        CHANGE_PLAN: gettext_lazy("Material left out"),
        DISCARD_PLAN: gettext_lazy("Material discarded"),
        START_MATERIAL: gettext_lazy("Material taken in"),
        UNDO_MATERIAL: gettext_lazy("Taking in of material undone"),
    }
    for action, text in labels.items():
        actions.register_action(action)(type("RequestFormatter", (RequestFormatter,), {"label": text}))


class RequestFormatter(LogFormatter):
    """Show in the package's history what was requested, of which host, why and until when."""

    def format_message(self, log_entry: BaseLogEntry) -> str:
        data = log_entry.data
        parts = [data.get(name, "") for name in ("host", "reason", "expires_on")]
        return ": ".join(filter(None, [str(self.label), ", ".join(filter(None, parts))]))
