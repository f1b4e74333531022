"""Views of the list of staff and of a person."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView, TemplateView

from people.codes.actions import code_refusal_message
from people.enums import StaffStatus
from people.models import Employment, Person
from people.organisation.forms import NameForm, PersonForm, StaffFilterForm
from people.organisation.people import ChangePerson, CreatePerson
from people.organisation.queries import staff, visible_roles
from people.organisation.views.base import ActionView, StaffMixin


class StaffListView(StaffMixin, ListView):
    """The staff of the units within reach, searched by name, filtered by unit and status.

    Raises Http404 for a unit out of reach: an unfiltered list could be taken for that unit's.
    """

    template_name = "people/list.html"
    paginate_by = 50
    context_object_name = "people"

    def get_queryset(self) -> QuerySet[Person]:
        self.filter_form = StaffFilterForm(self.request.GET, reach=self.reach)
        if "unit" in self.filter_form.errors:
            raise Http404
        filters = self.filter_form.cleaned_data  # without invalid values, for which the form shows errors
        return staff(
            self.reach,
            timezone.localdate(),
            status=filters.get("status", StaffStatus.NOW),
            search=filters.get("q", ""),
            unit=filters.get("unit"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filter_form=self.filter_form, **kwargs)


class PersonView(StaffMixin, TemplateView):
    """The page of a person: employments within reach, leave, roles, one-time code."""

    template_name = "people/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        employments = Employment.objects.filter(person=self.person, unit__in=self.reach.units())
        leaves = self.person.leaves.during(employments).select_related("municipality")
        kwargs |= {
            "person": self.person,
            "today": today,
            "employments": employments.select_related("unit__municipality").order_by("-valid_from"),
            "leaves": leaves.order_by("-valid_from"),
            "roles": [
                (role, self.reach.may_grant(role.kind, role.unit, role.municipality))
                for role in visible_roles(self.reach, self.person)
            ],
            "may_look_after": self.reach.may_look_after(self.person),
            "may_hand_out_code": self.reach.may_hand_out_code(self.person),
            "works_elsewhere": self.reach.works_elsewhere(self.person),
            "needs_approval": self.reach.needs_approval(self.person),
            "code_refusal_message": code_refusal_message(self.reach, self.person),
        }
        return super().get_context_data(**kwargs)


class PersonCreateView(ActionView):
    """A new person and their first employment."""

    form_class = PersonForm
    form_arguments = ("reach",)
    extra_context = {
        "title": _("Add a person"),
        "submit": _("Add"),
        "intro": _(
            "Has the person worked here before? Look under “Has left” first: "
            "then they keep what they have done."
        ),
    }
    done = _("Added. Hand out a one-time code, so that they can sign in.")

    def act(self, form: forms.Form) -> None:
        self.created = CreatePerson(**form.cleaned_data, by=self.actor).run()

    def get_success_url(self) -> str:
        return reverse("people:detail", args=[self.created.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=reverse("people:list"), back=_("Staff"), **kwargs)


class PersonActionView(ActionView):
    """A form about one person, which redirects to their page."""

    def get_success_url(self) -> str:
        return reverse("people:detail", args=[self.person.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=self.get_success_url(), back=self.person, **kwargs)


class NameView(PersonActionView):
    """Correct a name."""

    form_class = NameForm
    extra_context = {"title": _("Change the name"), "submit": _("Save")}

    def get_initial(self) -> dict[str, Any]:
        return {"first_name": self.person.first_name, "last_name": self.person.last_name}

    def act(self, form: forms.Form) -> None:
        ChangePerson(person=self.person, **form.cleaned_data, by=self.actor).run()
