"""Wagtail hooks: access to pages, and lists and actions of the admin."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import LockedPagesPanel
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry, Page
from wagtail.permissions import register_permission_policy
from wagtail.query import PageQuerySet
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail_localize.wagtail_hooks import page_listing_more_buttons as localize_buttons

from courses.dashboard.panel import DashboardPanel, catalogue_for_reader
from courses.editing.copy_views import CopyStepsView
from courses.editing.new_module_views import NewModuleEditor, NewModuleMenuItem, NewModuleView
from courses.editing.session_views import EditorSessionView
from courses.enums import KEEP_AS_DRAFT, START_TRANSLATION
from courses.files.views import (
    DeleteDocumentsAction,
    DeleteDocumentView,
    DeleteImagesAction,
    DeleteImageView,
    DeleteRecordingView,
    DeleteUploadedDocumentView,
    DeleteUploadedImageView,
)
from courses.glossary.admin import POLICY, GlossaryViewSet
from courses.languages import pages as languages
from courses.languages.views import LanguagesView, PoFileView, TranslateView
from courses.layers.admin import urls as layers
from courses.media.chooser_views import choose_recording
from courses.media.folders import folders_closed_to
from courses.media.permissions import register_permission_to_choose
from courses.media.rich_text_files import FileLinkHandler
from courses.media.upload_views import CreateFromUploadedImageView
from courses.models import GlossaryTerm, ModulePage, ModuleVersion, SeminarPage
from courses.modules.bulk_publishing import PublishPagesAction
from courses.modules.queries import is_open, modules_of_others
from courses.permissions import trains_own_only
from courses.review.actions import RECORD_REVIEW
from courses.site.page_policy import CataloguePolicy
from people.api import reach_of, signed_in

register_permission_policy(Page, CataloguePolicy("wagtailcore.Page"))
register_permission_policy(GlossaryTerm, POLICY)
register_permission_to_choose()
hooks.register("register_admin_menu_item", layers.layers_menu_item)
hooks.register("register_page_header_buttons", layers.layer_button)
hooks.register("register_page_header_buttons", languages.languages_button)
hooks.register("register_page_listing_more_buttons", languages.languages_listing_button)
for hook_name in ("register_page_header_buttons", "register_page_listing_more_buttons"):
    # Wagtail can't unregister a hook. The library's button led to the same page of languages as ours.
    hooks._hooks[hook_name].remove((localize_buttons, 0))
hooks.register("before_edit_page", languages.show_lag, order=-1)  # before wagtail-localize's
register_snippet(GlossaryViewSet)
for action in (PublishPagesAction, DeleteDocumentsAction, DeleteImagesAction):
    hooks.register("register_bulk_action", action, order=1)  # after Wagtail's own, which this replaces


@hooks.register("register_admin_urls", order=-1)
def register_file_urls() -> list[URLPattern]:
    """Return URLs that replace some of Wagtail's and wagtailmedia's for files; they are resolved first."""
    return [
        path("documents/delete/<int:document_id>/", DeleteDocumentView.as_view(), name="delete_document"),
        path("media/chooser/", choose_recording, name="choose_recording"),
        path("media/chooser/audio/", choose_recording, {"media_type": "audio"}, name="choose_sound"),
        path("media/chooser/video/", choose_recording, {"media_type": "video"}, name="choose_film"),
        path("media/delete/<int:media_id>/", DeleteRecordingView.as_view(), name="delete_recording"),
        path("images/<int:image_id>/delete/", DeleteImageView.as_view(), name="delete_image"),
        path(
            "documents/multiple/<int:doc_id>/delete/",
            DeleteUploadedDocumentView.as_view(),
            name="delete_uploaded_document",
        ),
        path(
            "images/multiple/<int:image_id>/delete/",
            DeleteUploadedImageView.as_view(),
            name="delete_uploaded_image",
        ),
        path(
            "images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/",
            CreateFromUploadedImageView.as_view(),
            name="create_from_uploaded_image",
        ),
    ]


@hooks.register("register_admin_urls")
def register_layer_urls() -> list[URLResolver]:
    return [path("local/", include((layers.urlpatterns, "layers")))]


@hooks.register("register_admin_urls")
def register_editing_urls() -> list[URLPattern]:
    return [
        path("modules/<int:page_id>/copy-steps/", CopyStepsView.as_view(), name="copy_steps"),
        path("editor-session/", EditorSessionView.as_view(), name="editor_session"),
        path("new-module/", NewModuleView.as_view(), name="new_module"),
        path("new-module/<slug:module_template>/", NewModuleEditor.as_view(), name="new_module_from"),
    ]


@hooks.register("register_admin_urls", order=-1)
def register_language_urls() -> list[URLPattern]:
    """Return the URLs of translations; the last replaces wagtail-localize's."""
    return [
        path("modules/<int:page_id>/translate/", TranslateView.as_view(), name="translate_module"),
        path("modules/<int:page_id>/translate/po/", PoFileView.as_view(), name="translation_file"),
        path("pages/<int:page_id>/languages/", LanguagesView.as_view(), name="page_languages"),
        path("localize/submit/page/<int:page_id>/", LanguagesView.as_view(), name="submit_page"),
    ]


@hooks.register("construct_page_action_menu")
def remove_localize_items(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    menu_items[:] = languages.without_localize_items(menu_items)


@hooks.register("register_rich_text_features", order=1)  # after that of Wagtail, which it replaces
def register_file_links(features: FeatureRegistry) -> None:
    features.register_link_type(FileLinkHandler)


@hooks.register("insert_global_admin_css")
def add_editor_styles() -> SafeString:
    """Return the links to the style sheets of Wagtail's editor, lists and home page."""
    sheets = ("admin/editor", "admin/listings", "admin/dashboard", "css/components/site/cover")
    return format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(f"{sheet}.css"),) for sheet in sheets)
    )


@hooks.register("insert_editor_js")
def add_editor_script() -> SafeString:
    """Return the scripts of the editor: sending and saving, texts of templates, and keys."""
    names = ("publishing", "saving", "template_texts", "step_keys")
    scripts = ((static(f"admin/{name}.js"),) for name in names)
    return format_html_join("", '<script src="{}" type="module"></script>', scripts)


@hooks.register("construct_homepage_panels", order=-1)  # others add theirs after it
def show_dashboard(request: HttpRequest, panels: list[Component]) -> None:
    """Replace Wagtail's panels, except that of locked pages, for those who work with modules."""
    if reach_of(signed_in(request)).edits:
        panels[:] = [DashboardPanel(), *(panel for panel in panels if isinstance(panel, LockedPagesPanel))]


@hooks.register("before_serve_page")
def require_sign_in(
    page: Page, request: HttpRequest, serve_args: list[Any], serve_kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Redirect visitors to sign-in, except from pages whose class has `is_public`.

    A municipality's own module gives 404 to persons who neither work nor have a role there.
    """
    if getattr(page, "is_public", False):
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    if isinstance(page, ModulePage) and not is_open(request.user, page.module):
        raise Http404
    return None


@hooks.register("construct_explorer_page_queryset")
def list_own_and_shared_modules(parent_page: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Exclude other municipalities' modules and drafts from the lists of a municipality's trainer."""
    return pages.exclude(pk__in=modules_of_others(signed_in(request)))


@hooks.register("construct_page_chooser_queryset")
def choose_own_and_shared_modules(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    return pages.exclude(pk__in=modules_of_others(signed_in(request)))


@hooks.register("construct_document_chooser_queryset")
@hooks.register("construct_image_chooser_queryset")
@hooks.register("construct_media_chooser_queryset")
def choose_own_and_shared_files(files: QuerySet, request: HttpRequest) -> QuerySet:
    """Exclude files in other municipalities' folders; the permission to choose covers all folders."""
    closed = folders_closed_to(signed_in(request), timezone.localdate())
    return files.exclude(collection__in=closed)


@hooks.register("construct_main_menu")
def link_to_catalogue(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Link a municipality's trainer to the catalogue instead of the root of all pages.

    The menu item is a new one, since Wagtail's are shared by all requests.
    """
    if not trains_own_only(person := signed_in(request)) or not reach_of(person).edits:
        return
    catalogue = catalogue_for_reader()
    for position, item in enumerate(menu_items):
        if item.name == "explorer" and catalogue is not None:
            menu_items[position] = MenuItem(
                item.label,
                reverse("wagtailadmin_explore", args=[catalogue.pk]),
                name="catalogue",
                icon_name=item.icon_name,
                order=item.order,
            )


@hooks.register("register_admin_menu_item")
def link_to_new_module() -> MenuItem:
    return NewModuleMenuItem(
        gettext_lazy("New module"), reverse("new_module"), name="new-module", icon_name="plus", order=205
    )


@hooks.register("construct_reports_menu")
def remove_closed_reports(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Remove wagtail-localize's report, and that of the page changed last for municipalities' trainers."""
    menu_items[:] = [item for item in menu_items if "/localize/" not in item.url]
    if trains_own_only(signed_in(request)):
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@hooks.register("before_delete_page")
def refuse_deletion_of_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a published module: certificates and attempts refer to its versions."""
    modules = ModulePage.objects.descendant_of(page, inclusive=True).values("module")
    if not ModuleVersion.objects.filter(module__in=modules).exists():
        return None
    sentence = _("What people have taken must remain, for their certificates. Unpublish the page instead.")
    messages.warning(request, sentence)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("after_edit_page", order=100)  # after those that lead to another page
def leave_closed_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Redirect those who may no longer edit the page after their approval to the dashboard.

    Wagtail would redirect them to the list of pages, which subject experts can't open.
    """
    if "action-workflow-action" not in request.POST or not isinstance(page, ModulePage):
        return None
    person, present = signed_in(request), ModulePage.objects.get(pk=page.pk)
    return None if present.permissions_for_user(person).can_edit() else redirect("wagtailadmin_home")


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_unsaved_transcript(request: HttpRequest, page: Page) -> None:
    """Warn that the transcript uploaded with a draft was not saved; autosave shows no messages."""
    problems = page.unsaved_transcript_problems if isinstance(page, SeminarPage) else ()
    if problems and "application/json" not in request.headers.get("Accept", ""):
        sentence = _("The transcript file was not saved, but everything else was. %(problems)s")
        messages.warning(request, sentence % {"problems": " ".join(map(str, problems))})


@hooks.register("register_log_actions")
def register_review_log_action(actions: LogActionRegistry) -> None:
    label = gettext_lazy("Reviewed, nothing to change")
    actions.register_action(RECORD_REVIEW, label, label)
    begun = gettext_lazy("Translation begun")
    actions.register_action(START_TRANSLATION, begun, begun)


@hooks.register("register_log_actions")
def register_draft_log_action(actions: LogActionRegistry) -> None:
    @actions.register_action(KEEP_AS_DRAFT)
    class KeepAsDraftFormatter(LogFormatter):
        """The text in a page's history of why it was not published."""

        label = gettext_lazy("Kept as a draft")

        def format_message(self, log_entry: BaseLogEntry) -> str:
            reasons = " ".join(log_entry.data.get("reasons", []))
            return _("Not published. %(reasons)s") % {"reasons": reasons}
