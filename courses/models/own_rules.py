"""Pages that are open by this project's own rules (`wagtail_hooks.require_sign_in`)."""

from __future__ import annotations

from django.db.models import QuerySet
from wagtail.models import PageViewRestriction


class OwnRulesMixin:
    """Takes the place of Wagtail's view restrictions, and of the two queries that looking for them costs."""

    private_page_options: list[str] = []

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        return PageViewRestriction.objects.none()
