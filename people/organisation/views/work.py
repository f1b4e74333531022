"""Views of a person's employments, leaves and roles."""

from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from people.access.roles import GrantRole, RevokeRole
from people.models import Employment, Leave, Person, Role
from people.organisation.employments import (
    ChangeEmployment,
    CreateEmployment,
    EndEmployment,
    EndLeave,
    SetLeave,
)
from people.organisation.forms import EmploymentChangeForm, EmploymentForm, LastDayForm, LeaveForm, RoleForm
from people.organisation.queries import visible_roles
from people.organisation.views.base import AdministratorMixin
from people.organisation.views.people import PersonActionView


class EmploymentCreateView(PersonActionView):
    """A form of a further employment, also for returning staff."""

    form_class = EmploymentForm
    form_arguments = ("reach",)
    extra_context = {"title": _("New employment"), "submit": _("Save")}

    def act(self, form: forms.Form) -> None:
        CreateEmployment(person=self.person, **form.cleaned_data, by=self.actor).run()


class EmploymentActionView(PersonActionView):
    """A form about one employment within reach."""

    subject_name = "employment"

    @cached_property
    def person(self) -> Person:
        return self.employment.person


class EmploymentChangeView(EmploymentActionView):
    """A form that corrects a title or a period."""

    form_class = EmploymentChangeForm
    extra_context = {"title": _("Change the employment"), "submit": _("Save")}

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.employment, name) for name in ("title", "valid_from", "valid_to")}

    def act(self, form: forms.Form) -> None:
        ChangeEmployment(employment=self.employment, **form.cleaned_data, by=self.actor).run()


class EmploymentEndView(EmploymentActionView):
    """A form that ends an employment."""

    form_class = LastDayForm
    extra_context = {
        "title": _("End the employment"),
        "submit": _("End the employment"),
        "intro": _("What the person has done stays in the record, and stays theirs."),
    }
    done = _("The employment has a last day.")

    def act(self, form: forms.Form) -> None:
        EndEmployment(employment=self.employment, **form.cleaned_data, by=self.actor).run()


class LeaveCreateView(PersonActionView):
    """A form of a leave, such as parental leave or long illness."""

    form_class = LeaveForm
    extra_context = {
        "title": _("Note a leave"),
        "submit": _("Save"),
        "intro": _("Who is on leave is not counted in the unit's figures. Write no reason."),
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "employers": self.reach.employers_of(self.person)}

    def act(self, form: forms.Form) -> None:
        SetLeave(person=self.person, **form.cleaned_data, by=self.actor).run()


class LeaveEndView(PersonActionView):
    """A form that ends a leave."""

    extra_context = {"title": _("Back from leave"), "submit": _("Back today")}

    @cached_property
    def leave(self) -> Leave:
        """The leave of the URL. Raises Http404 if it is not of an employer within reach."""
        within = Employment.objects.filter(unit__in=self.reach.units())
        leaves = Leave.objects.during(within).select_related("person", "municipality")
        return get_object_or_404(leaves, pk=self.kwargs["leave"])

    @cached_property
    def person(self) -> Person:
        return self.leave.person

    def act(self, form: forms.Form) -> None:
        EndLeave(leave=self.leave, by=self.actor).run()


class RoleGrantView(AdministratorMixin, PersonActionView):
    """A form that grants a role within the municipality."""

    form_class = RoleForm
    form_arguments = ("reach",)
    extra_context = {"title": _("Give a role"), "submit": _("Give the role")}

    def act(self, form: forms.Form) -> None:
        values = {name: form.cleaned_data[name] for name in ("kind", "unit", "municipality")}
        GrantRole(person=self.person, **values, by=self.actor).run()


class RoleRevokeView(AdministratorMixin, PersonActionView):
    """A form that revokes a role."""

    extra_context = {"title": _("Take back the role"), "submit": _("Take back the role")}
    subject_name = "role"

    @cached_property
    def role(self) -> Role:
        """The role of the URL. Raises Http404 unless its person and the role are within reach."""
        role = get_object_or_404(Role.objects.select_related("person"), pk=self.kwargs["role"])
        if not self.reach.may_see(role.person) or role not in visible_roles(self.reach, role.person):
            raise Http404
        return role

    @cached_property
    def person(self) -> Person:
        return self.role.person

    def act(self, form: forms.Form) -> None:
        RevokeRole(role=self.role, by=self.actor).run()
