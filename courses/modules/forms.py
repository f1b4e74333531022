"""The form of module pages."""

import datetime as dt
from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.layers.variables import problems_in
from courses.models.module import Module, ModuleRules
from courses.modules.draft_forms import DraftPageForm
from courses.steps.placeholders import PLACEHOLDER_CODE, placeholder_sentence, placeholders_in
from people.api import Municipality, Person, Role, RoleKind, reach_of


class ModulePageForm(DraftPageForm):
    """The form of a module page with the settings that its languages share: owner and validity.

    The module itself is created with its first page and is not visible to trainers.
    """

    module_owner = forms.ModelChoiceField(
        Municipality.objects.all(),
        required=False,
        label=_("Whose it is"),
        empty_label=_("Shared by all municipalities"),
        help_text=_("A municipality's own module is seen only by those who work there."),
    )
    valid_months = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=120,
        label=_("Valid for how many months"),
        help_text=_("12 for a module that is renewed every year. Leave empty if it never has to be renewed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        module = self.instance.module if self.instance.module_id else None
        if module is not None:
            self.initial.setdefault("module_owner", module.owner_id)
            self.initial.setdefault("valid_months", module.valid_months)
        if "module_owner" in self.fields and self.for_user is not None:
            self._limit_owners()
        if "responsible" in self.fields and self.for_user is not None:
            self.fields["responsible"].queryset = self._colleagues()

    def _colleagues(self) -> QuerySet[Person]:
        """Return those who manage modules of the same owners, and the current choice."""
        reach = reach_of(self.for_user)
        kinds = [RoleKind.TRAINER, RoleKind.SUBJECT_EXPERT, RoleKind.PUBLISHER, RoleKind.MUNICIPAL_ADMIN]
        roles = Role.objects.filter(kind__in=kinds)
        if not reach.trains_shared:
            roles = roles.filter(municipality__in=reach.edits_for - {None})
        current = Q(pk=self.instance.responsible_id)
        people = Person.objects.filter(current | Q(pk__in=roles.values("person"), is_active=True))
        return people.order_by("last_name", "first_name")

    def _limit_owners(self) -> None:
        """Limit the owners for trainers of municipalities, who cannot create shared modules.

        Subject experts and publishers leave the owner as it is.
        """
        reach, owner = reach_of(self.for_user), self.fields["module_owner"]
        if self.for_user.is_superuser or reach.trains_shared:
            return
        if not reach.trains_for or (self.instance.module_id and not self._is_of_trainer()):
            owner.disabled = True
            return
        owner.queryset = Municipality.objects.filter(pk__in=[own.pk for own in reach.trains_for])
        owner.required, owner.empty_label = True, None

    def _is_of_trainer(self) -> bool:
        return self.instance.module.owner in reach_of(self.for_user).trains_for

    def clean_module_owner(self) -> Municipality | None:
        """Return the owner; by default the only municipality, for trainers who may choose no other."""
        owner: Municipality | None = self.cleaned_data["module_owner"]
        field = self.fields["module_owner"]
        is_limited = field.empty_label is None  # type: ignore[attr-defined]  # a ModelChoiceField
        return field.queryset.first() if owner is None and is_limited else owner  # type: ignore[attr-defined]

    def clean_reviewed_on(self) -> dt.date | None:
        """Refuse a day to come: the latest review is the one that counts."""
        reviewed_on: dt.date | None = self.cleaned_data["reviewed_on"]
        if reviewed_on and reviewed_on > timezone.localdate():
            raise ValidationError(_("Choose today or an earlier day: when somebody last read it through."))
        return reviewed_on

    def clean(self) -> dict[str, Any]:
        """Refuse texts of a template, another owner's package or bank, and variables that do not exist."""
        data: dict[str, Any] = super().clean()
        for name in ("introduction", "aims") if not self.is_deferred_validation else ():
            if any(placeholders_in(data.get(name))):
                self.add_error(name, ValidationError(placeholder_sentence(), code=PLACEHOLDER_CODE))
        if "module_owner" in data:
            chosen = [value for step in data.get("steps") or () for value in step.value.values()]
            for owned in chosen:
                owner = getattr(owned, "owner", None)
                if owner and owner != data["module_owner"]:
                    message = _("“%(package)s” belongs to %(owner)s and can be used in its own modules only.")
                    self.add_error("steps", message % {"package": owned, "owner": owner})
        if data.get("steps") and not self.is_deferred_validation:
            for problem in problems_in(data["steps"].get_prep_value()):
                self.add_error("steps", problem)
        return data

    def save(self, commit: bool = True) -> Any:
        """Set owner and validity on the page; they are saved in its module when the page itself is saved.

        The editor's preview calls this as well, with `commit=False`, and saves nothing.
        """
        if "module_owner" in self.cleaned_data:
            rules = ModuleRules(self.cleaned_data["module_owner"], self.cleaned_data["valid_months"])
            module = copy(self.instance.module) if self.instance.module_id else Module()
            module.owner, module.valid_months = rules.owner, rules.valid_months
            self.instance.module, self.instance.unsaved_rules = module, rules
        return super().save(commit=commit)
