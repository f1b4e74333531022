"""The view of an uploaded picture that was set aside until its title was valid."""

from typing import Any

from django.forms import ModelForm
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.images.views import multiple

from courses.media.readers import UnreadableMaterial


class CreateFromUploadedImageView(multiple.CreateFromUploadedImageView):
    """A view that shows the problems of a picture that can't be stored."""

    def save_object(self, form: ModelForm) -> None:
        self.form = form
        try:
            super().save_object(form)
        finally:  # Wagtail leaves them open
            self.object.file.close()
            self.upload.file.close()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        try:
            response: JsonResponse = super().post(request, *args, **kwargs)
        except UnreadableMaterial as unreadable:
            self.form.add_error(None, unreadable.problems)  # type: ignore[arg-type]  # the stubs lack lists
            return JsonResponse({"success": False, "form": self._form_as_html()})
        return response

    def _form_as_html(self) -> str:
        context = {
            self.context_upload_name: self.upload,
            "edit_action": reverse(self.edit_upload_url_name, args=(self.upload.id,)),
            "delete_action": reverse(self.delete_upload_url_name, args=(self.upload.id,)),
            "form": self.form,
        }
        return render_to_string(self.edit_form_template_name, context, request=self.request)
