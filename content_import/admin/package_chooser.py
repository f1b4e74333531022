"""The chooser dialogue, in which a trainer chooses or uploads the package of a step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
    SnippetCreateView,
)

from content_import.admin.forms import PackageUploadForm
from content_import.admin.views import POLICY
from content_import.packages.uploads import accept_large_uploads
from courses.api import Package, PackageQuerySet
from infrastructure.db.api import key_in
from people.api import Person


class PackageFilterForm(BaseFilterForm):
    """A form that searches titles."""

    q = forms.CharField(label=_("Search"), required=False)

    def filter(self, objects: PackageQuerySet) -> PackageQuerySet:
        """Return the packages with every word in their title; SQLite ignores case of a to z only."""
        self.search_query = self.cleaned_data["q"]
        words = self.search_query.casefold().split()
        self.is_searching = bool(words)
        if not words:
            return objects
        titles = objects.values_list("pk", "title")
        matches = [pk for pk, title in titles if all(word in title.casefold() for word in words)]
        return objects.filter(pk__in=matches)


class ReadyPackagesMixin:
    """Lists the packages that can become steps: ready ones that the trainer may use."""

    def get_object_list(self) -> Any:
        user: Person = self.request.user  # type: ignore[attr-defined]  # mixed into a view
        return (
            POLICY.instances_user_has_any_permission_for(user, ["choose"])
            .ready()
            .select_related("owner")
            .order_by("title", "-version")
        )


class PackageCreationMixin:
    """Uploads a package in a tab of the dialogue."""

    creation_form_template_name = "content_import/package_chooser_upload.html"
    create_action_label = _("Import the package")
    create_action_clicked_label = _("Importing…")

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        return {  # the editor around the dialogue has a field called title, too
            **super().get_creation_form_kwargs(),  # type: ignore[misc]  # mixed into a view
            "person": self.request.user,  # type: ignore[attr-defined]  # as above
            "prefix": "upload",
        }


class PackageColumnsMixin(ReadyPackagesMixin, PackageCreationMixin):
    """Lists what distinguishes packages of the same name."""

    filter_form_class = PackageFilterForm

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]  # mixed into a view
            Column("version", label=_("Version"), accessor="version"),
            Column("owner", label=_("Whose"), accessor="owner_name"),
            Column("parts", label=_("Parts"), accessor=lambda package: len(package.structure.launchable)),
            DateColumn("created_at", label=_("Imported")),
        ]


class PackageChooseView(PackageColumnsMixin, ChooseView):
    """The chooser's dialogue."""


class PackageChooseResultsView(PackageColumnsMixin, ChooseResultsView):
    """The chooser's list."""


class PackageChosenView(ReadyPackagesMixin, SnippetChosenView):
    """The chooser's result; packages that it does not list give 404."""

    def get_object(self, pk: str) -> Package:
        package: Package = self.get_object_list().get(pk=key_in(pk))
        return package


class PackageChosenMultipleView(ReadyPackagesMixin, SnippetChosenMultipleView):
    """The chooser's result for several packages."""

    def get_objects(self, pks: list[str]) -> Any:
        return self.get_object_list().filter(pk__in=[key_in(pk) for pk in pks])


class PackageCreateView(PackageCreationMixin, SnippetCreateView):
    """Imports the upload of the dialogue and chooses it."""

    form: PackageUploadForm

    def post(self, request: Any) -> HttpResponse:
        self.form = self.get_creation_form()
        package = self.form.import_upload() if self.form.is_valid() else None
        if package is None:
            return self.get_reshow_creation_form_response()
        return self.get_chosen_response(package)


class PackageChooserViewSet(SnippetChooserViewSet):
    """Chooses the package of a step."""

    choose_view_class = PackageChooseView
    choose_results_view_class = PackageChooseResultsView
    chosen_view_class = PackageChosenView
    chosen_multiple_view_class = PackageChosenMultipleView
    create_view_class = PackageCreateView
    creation_form_class = PackageUploadForm
    creation_tab_label = _("Upload")
    create_action_label = _("Import the package")
    create_action_clicked_label = _("Importing…")

    @property
    def create_view(self) -> Any:
        return accept_large_uploads(super().create_view)
