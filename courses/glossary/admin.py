"""The glossary in the Wagtail admin: a municipality's trainers edit its own words only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.glossary.models import GlossaryTerm
from courses.permissions import owned_by_trainer, trains_own_only
from people.api import Municipality, Person, reach_of


class GlossaryPolicy(BasePermissionPolicy):
    """All permissions: for trainers of shared modules on all words, for others on their own."""

    def user_has_permission(self, user: Person, action: str) -> bool:
        return bool(user.is_active and (user.is_superuser or reach_of(user).trains))

    def user_has_permission_for_instance(self, user: Person, action: str, instance: GlossaryTerm) -> bool:
        return self.user_has_permission(user, action) and self._open_to(user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Person, actions: Iterable[str]) -> QuerySet:
        return self._open_to(user) if self.user_has_permission(user, "") else GlossaryTerm.objects.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Person]:
        return Person.objects.filter(is_active=True, is_superuser=True)

    def _open_to(self, user: Person) -> QuerySet:
        is_limited = not user.is_superuser and trains_own_only(user)
        return GlossaryTerm.objects.filter(owned_by_trainer(user) if is_limited else Q())


POLICY = GlossaryPolicy(GlossaryTerm)


class GlossaryForm(WagtailAdminModelForm):
    """The form of a word; a municipality's trainer can choose its own municipality alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.for_user
        owner = self.fields["owner"]
        owner.empty_label = _("Shared by all municipalities")
        if person is not None and not person.is_superuser and trains_own_only(person):
            own = [municipality.pk for municipality in reach_of(person).trains_for]
            owner.queryset = Municipality.objects.filter(pk__in=own)
            owner.required, owner.empty_label = True, None


class GlossaryViewSet(SnippetViewSet):
    """The viewset of the glossary."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    menu_name = "glossary"
    menu_order = 230
    add_to_admin_menu = True
    list_display = [
        "term",
        Column("explanation", label=_("Explanation"), accessor="explanation"),
        Column("language", label=_("Language"), accessor="get_language_display"),
        Column("owner", label=_("Whose"), accessor="owner"),
    ]
    list_filter = ["language", "owner"]
    search_fields = ["term", "other_forms", "explanation"]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("term", "explanation", "other_forms", "language", "owner")],
        base_form_class=GlossaryForm,
    )

    def get_queryset(self, request: Any) -> QuerySet:
        """Return the words that the person may edit, with their owners."""
        return POLICY.instances_user_has_any_permission_for(request.user, ["change"]).select_related("owner")
