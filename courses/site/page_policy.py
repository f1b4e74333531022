"""The policy of pages in Wagtail's lists, reports, search and API in the admin."""

from collections.abc import Iterable

from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.query import PageQuerySet

from courses.modules.queries import modules_of_others
from people.api import Person


class CataloguePolicy(PagePermissionPolicy):
    """Wagtail's permissions by place in the tree, without other municipalities' modules and their drafts.

    Permissions on a single page are decided in `permissions`.
    """

    def explorable_instances(self, user: Person) -> PageQuerySet:
        return super().explorable_instances(user).exclude(pk__in=_of_others(user))

    def instances_user_has_any_permission_for(self, user: Person, actions: Iterable[str]) -> PageQuerySet:
        pages = super().instances_user_has_any_permission_for(user, actions)
        return pages.exclude(pk__in=_of_others(user))


def _of_others(user: Person) -> PageQuerySet:
    return modules_of_others(user).values("pk")
