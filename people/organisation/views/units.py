"""Views of a municipality's tree of units, for its administrators."""

from typing import Any

from django import forms
from django.db.models import Min, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView

from people.models import Unit
from people.organisation.forms import ClosingDayForm, UnitForm, UnitNameForm, UnitPlaceForm
from people.organisation.queries import listed_units, unit_rows
from people.organisation.units import CloseUnit, CreateUnit, MoveUnit, RenameUnit
from people.organisation.views.base import ActionView, AdministratorMixin


class UnitTreeView(AdministratorMixin, ListView):
    """The tree, with the number of people employed in each unit."""

    template_name = "people/unit_tree.html"
    paginate_by = 100

    def get_queryset(self) -> QuerySet[Unit]:
        return listed_units(self.reach, timezone.localdate())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        top = self.get_queryset().aggregate(top=Min("depth"))["top"] or 1
        context["rows"] = unit_rows(context["page_obj"].object_list, timezone.localdate(), top=top)
        return context


class UnitActionView(AdministratorMixin, ActionView):
    """A form about the tree, which redirects to it."""

    @cached_property
    def unit(self) -> Unit:
        unit = get_object_or_404(Unit.objects.select_related("municipality"), pk=self.kwargs["unit"])
        if not self.reach.covers_municipality(unit.municipality):
            raise Http404
        return unit

    def get_success_url(self) -> str:
        return reverse("people:unit_tree")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=self.get_success_url(), back=_("Units"), **kwargs)


class UnitCreateView(UnitActionView):
    """A new unit."""

    form_class = UnitForm
    form_arguments = ("reach",)
    extra_context = {"title": _("Add a unit"), "submit": _("Add")}

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "parent": self.request.GET.get("below")}

    def act(self, form: forms.Form) -> None:
        CreateUnit(**form.cleaned_data, by=self.actor).run()


class UnitView(UnitActionView):
    """A form of a unit's name, with links to add below it, move and close it."""

    template_name = "people/unit.html"
    form_class = UnitNameForm
    extra_context = {"title": _("Change the unit"), "submit": _("Save")}

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.unit.name}

    def act(self, form: forms.Form) -> None:
        RenameUnit(unit=self.unit, **form.cleaned_data, by=self.actor).run()


class UnitMoveView(UnitActionView):
    """A form that moves a unit in the tree."""

    form_class = UnitPlaceForm
    form_arguments = ("unit",)
    subject_name = "unit"
    extra_context = {
        "title": _("Move the unit"),
        "submit": _("Move"),
        "intro": _(
            "All below it comes along, and so do its figures, for earlier periods too. "
            "Certificates keep the place where people worked that day."
        ),
    }

    def act(self, form: forms.Form) -> None:
        MoveUnit(unit=self.unit, **form.cleaned_data, by=self.actor).run()


class UnitCloseView(UnitActionView):
    """A form that closes a unit without staff."""

    form_class = ClosingDayForm
    subject_name = "unit"
    extra_context = {
        "title": _("Close the unit"),
        "submit": _("Close the unit"),
        "intro": _("What has been done there stays in the statistics."),
    }

    def act(self, form: forms.Form) -> None:
        CloseUnit(unit=self.unit, **form.cleaned_data, by=self.actor).run()
