"""Pages of the Wagtail admin around the official editor: open it, and take back what it has saved."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from content_import.exceptions import FilesLost, PackageRefused
from content_import.h5p_editor.forms import PackageFieldsForm
from content_import.h5p_editor.views import H5P_TYPES, PACKAGE_PAGE, POLICY, H5PPageMixin
from content_import.h5p_service.bundle import write_bundle
from content_import.h5p_service.client import (
    EditorUnavailable,
    close_session,
    edit_url,
    fetch_archive,
    is_configured,
    open_session,
)
from content_import.packages.actions import ImportPackage
from content_import.packages.queries import versions_of
from courses.api import Package, PackageKind
from infrastructure.db.api import key_in
from lms.h5p.api import LibraryRef, library_store
from people.api import signed_in

#: in the person's session on the site: what each session of the editor is about
OPENED = "h5p_editor"
SESSION_PAGE = "wagtailsnippets_courses_package:h5p_session"
#: what the service replaces in the address of the way back
SESSION_NAME = "SESSION"


@dataclass(frozen=True)
class Opened:
    """What a session of the editor is about: a package, or new content of a type."""

    library: str
    package: int | None = None
    label: str = ""


def managed_packages(request: HttpRequest) -> Any:
    packages = POLICY.instances_user_has_any_permission_for(request.user, ["change"])
    return packages.ready().filter(kind=PackageKind.H5P).select_related("owner")


@method_decorator(require_POST, name="dispatch")
class OpenEditorView(PermissionCheckedMixin, View):
    """Sends a package, or a type for new content, to the editor, and opens the page of its session."""

    permission_policy = POLICY
    permission_required = "add"

    def post(self, request: HttpRequest) -> HttpResponse:
        if not is_configured():
            raise Http404
        key = request.POST.get("package")
        package = get_object_or_404(managed_packages(request), pk=key_in(key)) if key else None
        text = package.structure.schema_version if package else request.POST.get("library", "")
        ref, store = LibraryRef.from_text(text), library_store()
        if ref is None or ref not in store.libraries:
            raise Http404
        opened = Opened(str(ref), package.pk if package else None, package.label if package else "")
        try:
            session = self._open(opened, ref, package)
        except (EditorUnavailable, FilesLost) as error:
            messages.error(request, str(error))
            return redirect(PACKAGE_PAGE, package.pk) if package else redirect(H5P_TYPES)
        request.session[OPENED] = {**request.session.get(OPENED, {}), session: asdict(opened)}
        return redirect(SESSION_PAGE, session)

    def _open(self, opened: Opened, ref: LibraryRef, package: Package | None) -> str:
        with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as archive:
            write_bundle(archive, ref=ref, package=package, store=library_store())
            return open_session(
                archive,
                person=signed_in(self.request).pk,
                package=opened.label,
                library=opened.library,
                title=package.title if package else "",
                back=f"{settings.SITE_ORIGIN}{reverse(SESSION_PAGE, args=[SESSION_NAME])}",
            )


class SessionMixin(PermissionCheckedMixin):
    """Finds what a session of the editor is about, among those of the person; any other gives 404."""

    permission_policy = POLICY
    permission_required = "add"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def opened(self) -> Opened:
        found = self.request.session.get(OPENED, {}).get(self.kwargs["session_id"])
        if found is None or not is_configured():
            raise Http404
        return Opened(**found)

    @cached_property
    def package(self) -> Package | None:
        key = self.opened.package
        return None if key is None else get_object_or_404(managed_packages(self.request), pk=key)

    @property
    def ticket_values(self) -> dict[str, Any]:
        return {"person": signed_in(self.request).pk, "package": self.opened.label}

    def forget(self) -> None:
        """Remove the session here and in the service."""
        values = self.ticket_values  # read from the session, while it is there
        opened = dict(self.request.session[OPENED])
        opened.pop(self.kwargs["session_id"], None)
        self.request.session[OPENED] = opened
        close_session(self.kwargs["session_id"], **values)


class EditorEntryView(SessionMixin, View):
    """Leads into the editor with a new ticket."""

    def get(self, request: HttpRequest, session_id: str) -> HttpResponse:
        _package = self.package  # 404 for one that the person no longer manages
        return redirect(edit_url(session_id, **self.ticket_values))


class EditorSessionView(SessionMixin, H5PPageMixin, View):
    """The page of a session: opens the editor, saves what it has, or ends the session."""

    page_title = gettext_lazy("The H5P editor")
    template_name = "content_import/h5p/session.html"

    def get(self, request: HttpRequest, session_id: str) -> HttpResponse:
        return self._page(self._fields())

    def post(self, request: HttpRequest, session_id: str) -> HttpResponse:
        package = self.package
        if "discard" in request.POST:
            self.forget()
            messages.success(request, _("Nothing was saved from the H5P editor."))
            return redirect(PACKAGE_PAGE, package.pk) if package else redirect(H5P_TYPES)
        fields = self._fields(request.POST)
        if not fields.is_valid():
            return self._page(fields)
        try:
            package = self._save(fields)
        except EditorUnavailable as error:
            messages.error(request, str(error))
            return self._page(fields)
        except PackageRefused as refusal:
            messages.error(request, _("The package was not imported. Nothing of it was kept."))
            return self._page(fields, problems=refusal.problems)
        if package is None:
            sentence = _("Nothing is saved in the H5P editor yet. Open it, write, and save there first.")
            messages.error(request, sentence)
            return self._page(fields)
        self.forget()
        messages.success(request, _("“%(package)s” is saved.") % {"package": package})
        return redirect(PACKAGE_PAGE, package.pk)

    def _save(self, fields: PackageFieldsForm) -> Package | None:
        """Import what the editor has saved, None if it has nothing.

        Raises EditorUnavailable and PackageRefused; nothing is stored then.
        """
        with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as archive:
            if not fetch_archive(self.kwargs["session_id"], archive, **self.ticket_values):
                return None
            return ImportPackage(
                archive=archive,
                title=fields.cleaned_data["title"],
                owner=self.package.owner if self.package else fields.cleaned_data.get("owner"),
                lineage=self.package.lineage if self.package else None,
                by=signed_in(self.request),
            ).run()

    def _fields(self, data: Any = None) -> PackageFieldsForm:
        initial = {"title": self.package.title} if self.package else {}
        person = signed_in(self.request)
        return PackageFieldsForm(
            data, initial=initial, person=person, is_new=self.package is None, prefix="package"
        )

    def _page(self, fields: PackageFieldsForm, problems: Any = ()) -> HttpResponse:
        newest = next(iter(versions_of(self.package)), None) if self.package else None
        context = {
            "fields": fields,
            "content": {"problems": problems},
            "package": self.package,
            "newer": newest if newest != self.package else None,
            "library": self.opened.library,
            "session_id": self.kwargs["session_id"],
        }
        return self.render_to_response(self.get_context_data(**context))
