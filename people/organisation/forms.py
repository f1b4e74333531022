"""Forms of people, employments, roles and units. The actions check permissions."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.access.permissions import Reach
from people.enums import EDITORIAL_ROLES, RoleKind, StaffStatus, UnitKind
from people.models import Municipality, Unit
from people.organisation.queries import in_tree_order

EARLIEST, LATEST = dt.date(1950, 1, 1), dt.date(2100, 12, 31)


def validate_year(day: dt.date) -> None:
    """Raise ValidationError for an implausible year: browsers read “26” as 26, others enter 9999."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(_("Check the year."), code="year")


#: suggested, never required: each municipality has its own
TITLES = (
    "Undersköterska",
    "Vårdbiträde",
    "Sjuksköterska",
    "Specialistsjuksköterska",
    "Fysioterapeut",
    "Arbetsterapeut",
    "Stödassistent",
    "Enhetschef",
    "Samordnare",
)


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A date of an employment, chosen in the browser's picker."""

    widget = DateInput
    default_validators = [validate_year]


class UnitIterator(forms.models.ModelChoiceIterator):
    """The choices of a UnitField, each unit after the one above it."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, in_tree_order(self.queryset))


class UnitField(forms.ModelChoiceField):
    """A choice of units, each below its parent; root units are shown with their municipality."""

    iterator = UnitIterator

    def label_from_instance(self, obj: Unit) -> str:
        if obj.is_root():
            return f"{obj.name}, {obj.municipality}"
        return "\N{EM SPACE}" * (obj.depth - 1) + obj.name


def offer_units(form: forms.Form, name: str, units: QuerySet[Unit]) -> UnitField:
    """Set the choices of the form's field to these units, tree by tree, and return it."""
    field = cast(UnitField, form.fields[name])
    field.queryset = units.select_related("municipality")
    return field


def today() -> str:
    return timezone.localdate().isoformat()


class StaffFilterForm(forms.Form):
    """The filters of the list of staff."""

    q = forms.CharField(label=_("Name"), required=False, max_length=60)
    unit = UnitField(
        label=_("Unit"), queryset=Unit.objects.none(), required=False, empty_label=_("All units")
    )
    status = forms.ChoiceField(label=_("Show"), choices=StaffStatus, required=False)

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, "unit", reach.units())

    def clean_status(self) -> StaffStatus:
        return StaffStatus(self.cleaned_data["status"] or StaffStatus.NOW)


class PeriodMixin(forms.Form):
    """A form with the first and the last day of a period."""

    valid_from = DayField(label=_("First day"), initial=today)
    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Empty: for the time being."))


class EmploymentChangeForm(PeriodMixin):
    """An employment's title and period."""

    title = forms.CharField(label=_("Title"), max_length=80, widget=forms.TextInput(attrs={"list": "titles"}))
    suggested_titles = TITLES
    field_order = ["title", "valid_from", "valid_to"]


class EmploymentForm(EmploymentChangeForm):
    """An employment in a unit within reach."""

    unit = UnitField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=_("Choose a unit"))
    field_order = ["unit", "title", "valid_from", "valid_to"]

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = offer_units(self, "unit", reach.units().filter(closed_on__isnull=True))
        if len(reach.managed_units) == 1 and not reach.administered:
            field.initial = reach.managed_units[0]


class NameForm(forms.Form):
    """A person's name."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)


class PersonForm(EmploymentForm, NameForm):
    """A new person and their first employment."""

    username = forms.RegexField(
        r"^[a-zA-Z0-9._-]{3,60}$",
        label=_("User name"),
        required=False,
        help_text=_("Empty: made from the name. Never a personal identity number."),
        error_messages={"invalid": _("Use 3 to 60 letters a to z, digits, dots and dashes.")},
    )
    field_order = ["first_name", "last_name", "username", "unit", "title", "valid_from", "valid_to"]

    def clean_username(self) -> str:
        """Refuse what looks like a personal identity number."""
        name: str = self.cleaned_data["username"]
        if sum(character.isdigit() for character in name) >= 6:
            raise forms.ValidationError(_("That looks like a personal identity number. Choose a name."))
        return name


class LastDayForm(forms.Form):
    """When an employment ends."""

    last_day = DayField(label=_("Last day at work"), initial=today)


class LeaveForm(PeriodMixin):
    """When a person is away, and from which employer where there are several within reach."""

    municipality = forms.ModelChoiceField(
        label=_("Employer"), queryset=Municipality.objects.none(), empty_label=_("Choose the employer")
    )
    field_order = ["municipality", "valid_from", "valid_to"]

    def __init__(self, *args: Any, employers: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["municipality"])
        field.queryset = Municipality.objects.filter(pk__in=[employer.pk for employer in employers])
        if len(employers) == 1:
            field.initial, field.disabled, field.widget = employers[0], True, forms.HiddenInput()


class RoleForm(forms.Form):
    """A role and its reach: one choice for each that the user may grant."""

    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        help_text=_(
            "Subject experts and publishers approve modules before they are published. Where somebody is "
            "publisher, trainers send their modules there instead of publishing them themselves."
        ),
    )
    unit = UnitField(
        label=_("Unit, for a manager"), queryset=Unit.objects.none(), required=False, empty_label="-"
    )

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(RoleKind.MANAGER.value, str(RoleKind.MANAGER.label))]
        for kind in (*EDITORIAL_ROLES, RoleKind.MUNICIPAL_ADMIN):
            choices += [(f"{kind}:{m.code}", f"{kind.label}, {m}") for m in reach.administered]
        if reach.may_grant(RoleKind.REGIONAL_COORDINATOR):
            choices += [(kind.value, f"{kind.label}, {_('shared modules')}") for kind in EDITORIAL_ROLES]
            kind = RoleKind.REGIONAL_COORDINATOR
            choices.append((kind.value, str(kind.label)))
        cast(forms.ChoiceField, self.fields["role"]).choices = choices
        own = Unit.objects.filter(municipality__in=reach.administered, closed_on__isnull=True)
        offer_units(self, "unit", own)

    def clean(self) -> dict[str, Any]:
        """Convert the choice to `kind`, `unit` and `municipality`."""
        data = super().clean() or {}
        kind, _colon, code = data.get("role", "").partition(":")
        if kind == RoleKind.MANAGER and not data.get("unit"):
            self.add_error("unit", _("Choose the unit that the manager leads."))
        if kind != RoleKind.MANAGER:
            data["unit"] = None
        data["municipality"] = Municipality.objects.filter(code=code).first() if code else None
        data["kind"] = RoleKind(kind) if kind else None
        return data


class UnitNameForm(forms.Form):
    """A unit's name."""

    name = forms.CharField(label=_("Name"), max_length=120)


class UnitForm(UnitNameForm):
    """A new unit, below another one or at the top of a municipality's tree."""

    kind = forms.ChoiceField(label=_("Level"), choices=UnitKind, initial=UnitKind.UNIT)
    parent = UnitField(label=_("Below"), queryset=Unit.objects.none(), required=False)
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        help_text=_("For a unit at the top of a municipality."),
    )

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.administered = reach.administered
        own = Unit.objects.filter(municipality__in=reach.administered, closed_on__isnull=True)
        offer_units(self, "parent", own).empty_label = _("Nothing: at the top")
        if len(reach.administered) == 1:
            del self.fields["municipality"]
        else:
            choices = Municipality.objects.filter(pk__in=[m.pk for m in reach.administered])
            cast(forms.ModelChoiceField, self.fields["municipality"]).queryset = choices

    def clean(self) -> dict[str, Any]:
        """Determine the municipality: that of the parent, the one chosen, or the only one."""
        data = super().clean() or {}
        parent, chosen = data.get("parent"), data.get("municipality")
        if "municipality" not in self.fields:
            chosen = self.administered[0]
        if not parent and not chosen:
            self.add_error("municipality", _("Choose a municipality, or the unit above."))
        return {**data, "municipality": parent.municipality if parent else chosen}


class UnitPlaceForm(forms.Form):
    """The parent of a unit in its municipality's tree: any unit outside its own subtree."""

    parent = UnitField(label=_("Below"), queryset=Unit.objects.none(), required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Unit.objects.filter(municipality=unit.municipality, closed_on__isnull=True)
        parent = offer_units(self, "parent", others.exclude(unit.subtree()))
        parent.initial = unit.get_parent()
        parent.empty_label = _("Nothing: at the top")


class ClosingDayForm(forms.Form):
    """When a unit closes."""

    day = DayField(label=_("Closed from"), initial=today)
