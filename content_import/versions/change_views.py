"""The view in which a trainer publishes a change of a module that people have begun."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from content_import.exceptions import ChangeRefused, CorrectionRefused
from content_import.versions.changes import ChangePlan, PublishChange, Published, plan_change
from content_import.versions.publication_views import PublicationView, publishable_page
from content_import.versions.upgrade_forms import CompletionsForm
from courses.api import ModulePage
from people.api import signed_in


class ChangeForm(CompletionsForm):
    """A form for how a change is published, and how long earlier completions are valid."""

    CORRECTION, NEW_VERSION = "correction", "version"
    AS_NEW_VERSION = (NEW_VERSION, gettext_lazy("A new version, for those who begin from now on"))

    manner = forms.ChoiceField(
        label=gettext_lazy("What is the change?"),
        choices=[
            (CORRECTION, gettext_lazy("A correction, visible to everyone now")),
            AS_NEW_VERSION,
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A correction is a wrong word, a broken link or a better film: those who are in the middle see "
            "it at once and keep all that they have done. With a new version they finish on the one that "
            "they began."
        ),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["manner", "completions", "last_valid_on", "revision"]

    def __init__(self, *args: Any, change: ChangePlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = change.revision.pk
        if not change.allows_correction:
            manner = cast("forms.ChoiceField", self.fields["manner"])
            manner.choices = [self.AS_NEW_VERSION]
            manner.help_text = _(
                "Steps, packages or how long it is valid have changed, so it is a new version. Those who are "
                "in the middle finish on the one that they began."
            )
            self.initial["manner"] = self.NEW_VERSION

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("manner") == self.CORRECTION and data.get("completions") == self.REDO:
            sentence = _(
                "Nobody has to do a module again because of a correction. Choose a new version for that."
            )
            self.add_error("completions", sentence)
        return data


class PublishChangeView(PublicationView):
    """Shows a change and the people it concerns, and publishes it as a correction or a new version."""

    form_class = ChangeForm
    template_name = "content_import/module_change.html"
    page_title = gettext_lazy("Before you publish")
    refusals = (ChangeRefused, CorrectionRefused)

    @cached_property
    def module_page(self) -> ModulePage:
        return publishable_page(self.request, self.kwargs["page_id"])

    @cached_property
    def change(self) -> ChangePlan | None:
        return plan_change(self.module_page)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.change is None:
            messages.info(
                request, _("There is no change to publish that concerns those who take the module.")
            )
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "change": self.change}

    def get_parents(self) -> list[tuple[str, str]]:
        editor = reverse("wagtailadmin_pages:edit", args=[self.module_page.pk])
        return [(editor, self.module_page.get_admin_display_title())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "change": self.change}

    def publish(self, form: ChangeForm) -> str:
        published = PublishChange(
            page=self.module_page,
            revision_id=form.cleaned_data["revision"],
            by=signed_in(self.request),
            is_correction=form.cleaned_data["manner"] == form.CORRECTION,
            last_valid_on=form.chosen_last_day,
        ).run()
        return _success_message(published)


def _success_message(published: Published) -> str:
    values = {"module": published.version.title, "number": published.version.number, "count": published.moved}
    if published.version.corrects_id is None:
        return _("“%(module)s” is published as version %(number)s.") % values
    sentence = _("The correction of “%(module)s” is published.") % values
    reached = ngettext(
        "%(count)d person in the middle sees it now.",
        "%(count)d people in the middle see it now.",
        published.moved,
    )
    return f"{sentence} {reached % values}" if published.moved else sentence
