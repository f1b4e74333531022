"""Permissions in the Wagtail admin of the groups of roles that work with modules."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from courses.media.folders import folder_of
from courses.models import ModuleIndexPage
from people.api import Municipality, RoleKind

PAGES_OF_ALL = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
PAGES_OF_ONE = ("add_page", "change_page", "publish_page")
PAGES_OF_PUBLISHERS = ("change_page", "publish_page")
CHOOSING = ("choose_document", "choose_image", "choose_media")
FILES = (
    *("add_document", "change_document", "add_image", "change_image", "add_media", "change_media"),
    *CHOOSING,
)
FILE_APPS = ("wagtaildocs", "wagtailimages", "wagtailmedia")
ENTRY = ("access_admin",)
THEMES = ("add_theme", "change_theme", "view_theme")
VARIABLES = ("add_localvariable", "change_localvariable", "view_localvariable")


def set_group_permissions(group: Group, kind: RoleKind, municipality: Municipality | None) -> None:
    """Set the permissions of the group of a role in a municipality, or for the shared modules.

    `permissions` restricts those of a municipality's group on each page and package. Subject experts have
    none on pages: they open what waits for them (`RoleApprovalTask.user_can_access_editor`).
    """
    root = Collection.get_first_root_node()
    if kind == RoleKind.TRAINER:
        _set_trainer_permissions(group, root, municipality)
        return
    group.permissions.set(_permissions(ENTRY))
    _allow_files(group, root, CHOOSING)
    if kind == RoleKind.PUBLISHER:
        _allow_pages(group, ModuleIndexPage.objects.all(), PAGES_OF_PUBLISHERS)


def _set_trainer_permissions(
    group: Group, root: Collection | None, municipality: Municipality | None
) -> None:
    group.permissions.set(_permissions(ENTRY if municipality else ENTRY + THEMES + VARIABLES))
    if municipality is None:
        _allow_pages(group, [Page.get_first_root_node()], PAGES_OF_ALL)
        _allow_files(group, root, FILES)
    else:
        _allow_pages(group, ModuleIndexPage.objects.all(), PAGES_OF_ONE)
        _allow_files(group, root, CHOOSING)
        _allow_files(group, folder_of(municipality, root), FILES)


def _permissions(codenames: Iterable[str]) -> list[Permission]:
    apps = ("wagtailcore", "wagtailadmin", "courses", *FILE_APPS)
    return list(Permission.objects.filter(codename__in=codenames, content_type__app_label__in=apps))


def _allow_pages(group: Group, pages: Iterable[Page], codenames: Iterable[str]) -> None:
    permissions = _permissions(codenames)
    GroupPagePermission.objects.bulk_create(
        [
            GroupPagePermission(group=group, page_id=page.pk, permission=p)
            for page in pages
            for p in permissions
        ],
        ignore_conflicts=True,
    )


def _allow_files(group: Group, collection: Collection | None, codenames: Iterable[str]) -> None:
    if collection is not None:
        GroupCollectionPermission.objects.bulk_create(
            [
                GroupCollectionPermission(group=group, collection=collection, permission=permission)
                for permission in _permissions(codenames)
            ],
            ignore_conflicts=True,
        )
