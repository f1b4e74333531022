"""Views of the Wagtail admin that delete unused files, and list the uses of others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as multiple_documents
from wagtail.documents.views.bulk_actions import DeleteBulkAction as DeleteDocuments
from wagtail.images.views import images
from wagtail.images.views import multiple as multiple_images
from wagtail.images.views.bulk_actions import DeleteBulkAction as DeleteImages

from courses.exceptions import FileInUse, FileKindDiffers
from courses.files.actions import DeleteFile, ReplaceFile, may_replace_on
from courses.files.forms import ReplacementForm
from courses.files.uses import FileUses, uses_seen_by
from courses.models import Recording
from courses.models.media import StoredFile
from people.api import Person, signed_in

if TYPE_CHECKING:
    from wagtail.admin.views.generic import DeleteView as BaseView
    from wagtail.admin.views.generic.multiple_upload import DeleteView as BaseUploadView
else:
    BaseView = BaseUploadView = object


class DeleteFileMixin(BaseView):
    """A view that confirms the deletion of an unused file, or shows and replaces a used one."""

    object: StoredFile

    @cached_property
    def uses(self) -> FileUses:
        return uses_seen_by(signed_in(self.request), self.object)

    def get_template_names(self) -> list[str]:
        if self.uses:
            return ["courses/file_in_use.html"]
        names: list[str] = super().get_template_names()
        return names

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.uses:
            try:
                response: HttpResponse = super().post(request, *args, **kwargs)
            except FileInUse:
                # It has come into use since the page was shown.
                return redirect(self.get_delete_url())
            return response
        replacement = ReplacementForm(request.POST, old=self.object, by=signed_in(request))
        if not replacement.is_valid():
            return self.render_to_response(self.get_context_data(replacement=replacement))
        return self._replace(replacement.cleaned_data["replacement"])

    def _replace(self, new: StoredFile) -> HttpResponse:
        try:
            pages = ReplaceFile(old=self.object, new=new, by=signed_in(self.request)).run()
        except FileKindDiffers:
            return redirect(self.get_delete_url())
        sentence = ngettext(
            "%(count)d page now has “%(new)s”.", "%(count)d pages now have “%(new)s”.", len(pages)
        )
        messages.success(self.request, sentence % {"count": len(pages), "new": new.title})
        return redirect(self.get_delete_url())

    def delete_action(self) -> None:
        DeleteFile(file=self.object, by=signed_in(self.request)).run()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `uses`, `replaceable` and the form `replacement` if the file is in use; nothing otherwise.

        `replaceable` lists the uses in which the user may replace the file. `post` passes an invalid form
        as `replacement`.
        """
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.uses:
            by = signed_in(self.request)
            context.setdefault("replacement", ReplacementForm(old=self.object, by=by))
            replaceable = [use for use in self.uses.current if may_replace_on(use.page, by)]
            context |= {"uses": self.uses, "replaceable": replaceable}
        return context


class DeleteDocumentView(DeleteFileMixin, documents.DeleteView):
    """A view that deletes a document or shows its uses."""


class DeleteImageView(DeleteFileMixin, images.DeleteView):
    """A view that deletes an image or shows its uses."""


class DeleteRecordingView(DeleteFileMixin, generic.DeleteView):
    """A view that deletes a recording or shows its uses."""

    model = Recording
    pk_url_kwarg = "media_id"
    permission_required = "delete"
    header_icon = "media"
    index_url_name = "wagtailmedia:index"
    edit_url_name = "wagtailmedia:edit"
    delete_url_name = "wagtailmedia:delete"
    page_title = gettext_lazy("Delete film or sound")
    success_message = gettext_lazy("“%(object)s” is deleted.")

    def user_has_permission(self, permission: str) -> bool:
        allowed: bool = self.permission_policy.user_has_permission_for_instance(
            self.request.user, permission, self.object
        )
        return allowed


class DeleteUploadedMixin(BaseUploadView):
    """A view that deletes a file on the page of multiple uploads, unless it has come into use."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.model = self.get_model()
        file = get_object_or_404(self.model, pk=kwargs[self.pk_url_kwarg])
        try:
            DeleteFile(file=file, by=signed_in(request)).run()
        except FileInUse:
            return JsonResponse({"success": False}, status=409)
        return JsonResponse({"success": True, self.context_object_id_name: kwargs[self.pk_url_kwarg]})


class DeleteUploadedDocumentView(DeleteUploadedMixin, multiple_documents.DeleteView):
    """A view that deletes a document that was just uploaded."""


class DeleteUploadedImageView(DeleteUploadedMixin, multiple_images.DeleteView):
    """A view that deletes an image that was just uploaded."""


class KeepUsedFilesMixin:
    """A bulk action that deletes the unused files of a selection and lists the uses of the others."""

    template_name = "courses/files_delete.html"
    request: HttpRequest
    #: Wagtail's own check uses its reference index, which has no module versions
    is_protected = False

    def annotate_items(self, items: list[StoredFile]) -> list[StoredFile]:
        return items

    def object_context(self, item: StoredFile) -> dict[str, Any]:
        return {"item": item, "uses": uses_seen_by(signed_in(self.request), item)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # mixed into a view
        return {**context, "deletable": sum(not item["uses"] for item in context["items"])}

    def get_execution_context(self) -> dict[str, Any]:
        return {"by": signed_in(self.request), "request": self.request}

    @classmethod
    def execute_action(
        cls, objects: Iterable[StoredFile], *, by: Person, request: HttpRequest, **kwargs: Any
    ) -> tuple[int, int]:
        """Return how many were deleted, and 0 for child objects."""
        deleted = 0
        for file in objects:
            try:
                DeleteFile(file=file, by=by).run()
                deleted += 1
            except FileInUse:
                sentence = _(
                    "“%(file)s” is in use and was kept. Delete it by itself to replace it where it is used."
                )
                messages.warning(request, sentence % {"file": file.title})
        return deleted, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        if not num_parent_objects:
            return None
        sentence = ngettext("%(count)d file is deleted.", "%(count)d files are deleted.", num_parent_objects)
        return sentence % {"count": num_parent_objects}


class DeleteDocumentsAction(KeepUsedFilesMixin, DeleteDocuments):
    """The bulk action on documents."""


class DeleteImagesAction(KeepUsedFilesMixin, DeleteImages):
    """The bulk action on images."""
