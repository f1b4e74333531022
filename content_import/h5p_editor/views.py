"""Pages of the Wagtail admin in which trainers make and edit H5P content without the full editor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from content_import.exceptions import FilesLost
from content_import.h5p_editor.base import FormTypes
from content_import.h5p_editor.files import chooser_media
from content_import.h5p_editor.forms import EditedContent, PackageFieldsForm
from content_import.h5p_editor.rich_text import FEATURES, editor_for
from content_import.h5p_service.client import is_configured
from content_import.packages.permissions import PackagePermissionPolicy
from content_import.packages.queries import versions_of
from courses.api import Package, PackageKind
from lms.h5p.api import LibraryRef, library_store
from people.api import signed_in

POLICY = PackagePermissionPolicy(Package)
PACKAGE_PAGE = "wagtailsnippets_courses_package:inspect"


def form_types() -> FormTypes:
    """Return the installed types, with texts in the language of the request."""
    return FormTypes(library_store(), (get_language() or "sv").partition("-")[0])


@dataclass(frozen=True)
class OfferedType:
    """A type in the list of those that can be made here, or with what stands in the way."""

    ref: LibraryRef
    title: str
    hindrances: str


class H5PPageMixin(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """The frame of the pages."""

    permission_policy = POLICY
    permission_required = "add"
    header_icon = "edit"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse("wagtailsnippets_courses_package:list"), "label": _("Packages")}
        return [*self.breadcrumbs_items, listing, {"url": "", "label": str(self.page_title)}]


class H5PTypesView(H5PPageMixin, View):
    """The installed types: those of which content can be made in a form, and the others by name."""

    page_title = gettext_lazy("Make H5P content")
    template_name = "content_import/h5p/types.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        types = form_types()
        found = [
            OfferedType(
                ref, types.store.libraries[ref].title or ref.machine_name, ", ".join(types.hindrances(ref))
            )
            for ref in types.runnable
        ]
        context = {
            "offered": [each for each in found if not each.hindrances],
            "others": [each for each in found if each.hindrances],
            "types": found,
            "has_editor": is_configured(),
        }
        return self.render_to_response(self.get_context_data(**context))


class H5PFormView(H5PPageMixin, View):
    """The form of new content, or of a package, which it saves as the next version."""

    template_name = "content_import/h5p/form.html"

    @property
    def page_title(self) -> str:
        return _("Edit H5P content") if self.package else _("Make H5P content")

    @cached_property
    def package(self) -> Package | None:
        if "pk" not in self.kwargs:
            return None
        managed = POLICY.instances_user_has_any_permission_for(self.request.user, ["change"])
        return get_object_or_404(
            managed.ready().select_related("owner"), pk=self.kwargs["pk"], kind=PackageKind.H5P
        )

    @cached_property
    def types(self) -> FormTypes:
        return form_types()

    @cached_property
    def ref(self) -> LibraryRef:
        """The main library of the content; a package has it in its structure."""
        text = self.package.structure.schema_version if self.package else None
        named = self.kwargs.get("h5p_type", "")
        found = LibraryRef.from_folder(named) if text is None else LibraryRef.from_text(text)
        if found is None or (self.package is None and found not in self.types.runnable):
            raise Http404
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.request, self.kwargs = request, kwargs
        if request.user.is_authenticated and self.user_has_permission("add") and self._hindrances():
            return self._refuse()
        return super().dispatch(request, *args, **kwargs)

    def _hindrances(self) -> list[str]:
        return self.types.hindrances(self.ref)

    def _refuse(self) -> HttpResponse:
        """Answer with why the content has no form: its library is missing, or is for the full editor."""
        values = {"type": str(self.ref), "parts": ", ".join(self._hindrances())}
        if self.ref not in self.types.store.libraries:
            messages.error(
                self.request, _("%(type)s is not installed, so its content can't be edited.") % values
            )
        else:
            sentence = _("%(type)s needs the full H5P editor. The form here does not show: %(parts)s.")
            messages.error(self.request, sentence % values)
        return redirect(PACKAGE_PAGE, self.package.pk) if self.package else redirect(H5P_TYPES)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            content = self._content()
        except FilesLost as lost:
            messages.error(request, str(lost))
            return redirect(PACKAGE_PAGE, kwargs["pk"])
        return self._page(content, self._fields())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return self._read_and_save(self._content(), self._fields(request.POST))
        except FilesLost as lost:
            messages.error(request, str(lost))
            return self._unsaved_page()

    def _read_and_save(self, content: EditedContent, fields: PackageFieldsForm) -> HttpResponse:
        """Apply the posted form, and save it if that was its button. Raises FilesLost."""
        request = self.request
        if not content.read(request.POST):
            return self._page(content, fields, is_checked=False)
        if not fields.is_valid() or content.faults:
            self._report(content, fields)
            return self._page(content, fields)
        if self._was_renewed():
            sentence = _(
                "Somebody has saved a newer version meanwhile: %(version)s. "
                "Save once more to put yours after it."
            )
            messages.warning(request, sentence % {"version": self._newest()})
            return self._page(content, fields)
        package = content.save(title=fields.cleaned_data["title"], owner=fields.cleaned_data.get("owner"))
        if package is None:
            messages.error(request, _("The package was not imported. Nothing of it was kept."))
            return self._page(content, fields)
        messages.success(request, _("“%(package)s” is saved.") % {"package": package})
        return redirect(PACKAGE_PAGE, package.pk)

    def _unsaved_page(self) -> HttpResponse:
        """Return the page with what was written, of a package whose files are lost."""
        content = EditedContent.new(self.types, self.ref, signed_in(self.request))
        content.read(self.request.POST)
        return self._page(content, self._fields(self.request.POST), is_checked=False)

    def _report(self, content: EditedContent, fields: PackageFieldsForm) -> None:
        count = len(content.faults) + len(fields.errors)
        sentence = ngettext(
            "Not saved: %(count)s field needs to be changed. It is marked below.",
            "Not saved: %(count)s fields need to be changed. They are marked below.",
            count,
        )
        messages.error(self.request, sentence % {"count": count})
        content.focus = next(iter(content.faults), "")

    def _content(self) -> EditedContent:
        """Return the content before the form. Raises FilesLost."""
        by = signed_in(self.request)
        if self.package is None:
            return EditedContent.new(self.types, self.ref, by)
        return EditedContent.of(self.types, self.ref, by, self.package)

    def _fields(self, data: Any = None) -> PackageFieldsForm:
        initial = {"title": self.package.title} if self.package else {}
        person = signed_in(self.request)
        return PackageFieldsForm(
            data, initial=initial, person=person, is_new=self.package is None, prefix="package"
        )

    def _newest(self) -> Package | None:
        return next(iter(versions_of(self.package)), None) if self.package else None

    def _was_renewed(self) -> bool:
        newest = self._newest()
        return newest is not None and str(newest.pk) != self.request.POST.get("newest")

    def _page(
        self, content: EditedContent, fields: PackageFieldsForm, *, is_checked: bool = True
    ) -> HttpResponse:
        library = self.types.store.libraries[self.ref]
        newest = self._newest()
        features = tuple(FEATURES.values())
        context = {
            "content": content,
            "root": content.draw(is_plain="plain" in self.request.GET),
            "fields": fields,
            "shows_field_errors": is_checked,
            "type": library.title or str(self.ref),
            "package": self.package,
            "newest": newest,
            "is_plain": "plain" in self.request.GET,
            "media": editor_for(features).media + chooser_media(),
        }
        return self.render_to_response(self.get_context_data(**context))


H5P_TYPES = "wagtailsnippets_courses_package:h5p_types"
