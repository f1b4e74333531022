"""Bases of the views for managers and administrators."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from people.access.permissions import Reach, reach_of
from people.exceptions import NotPermitted, PeopleError
from people.identity.requests import signed_in
from people.models import Employment, Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class StaffMixin(LoginRequiredMixin):
    """A mixin for managers and administrators. Persons out of reach give 404."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not self.may_enter():
            raise PermissionDenied(_("This page is for managers and administrators."))
        return super().dispatch(request, *args, **kwargs)

    def may_enter(self) -> bool:
        return self.reach.manages

    @cached_property
    def actor(self) -> Person:
        return signed_in(self.request)

    @cached_property
    def reach(self) -> Reach:
        return reach_of(self.actor)

    @cached_property
    def person(self) -> Person:
        """The person of the URL. Raises Http404 if they are never employed within reach."""
        person = get_object_or_404(Person, pk=self.kwargs["person"])
        if not self.reach.may_see(person):
            raise Http404
        return person

    @cached_property
    def employment(self) -> Employment:
        employments = Employment.objects.filter(unit__in=self.reach.units())
        return get_object_or_404(employments.select_related("person", "unit"), pk=self.kwargs["employment"])


class AdministratorMixin(StaffMixin):
    """A mixin for administrators of a municipality."""

    def may_enter(self) -> bool:
        return bool(self.reach.administered)


class ActionView(StaffMixin, FormView, ABC):
    """A form that runs an action, adds the message `done` and redirects to `get_success_url()`."""

    form_class: type[forms.Form] = forms.Form
    template_name = "people/form.html"
    done: StrOrPromise = _("Saved.")
    #: names of the view's attributes that the form takes as arguments
    form_arguments: tuple[str, ...] = ()
    #: name of the view's attribute that is shown above the form
    subject_name = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {name: getattr(self, name) for name in self.form_arguments}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("subject", getattr(self, self.subject_name, ""))
        return super().get_context_data(**kwargs)

    @abstractmethod
    def act(self, form: forms.Form) -> None:
        """Run the action; a PeopleError is shown above the form."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.act(form)
        except NotPermitted:
            raise
        except PeopleError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(self.get_success_url())
