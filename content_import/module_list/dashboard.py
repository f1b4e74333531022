"""What the dashboard shows of packages, films and recordings that need attention."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content_import.hosts.models import HostPermission
from content_import.module_list.attention import (
    Attention,
    files_by_page,
    late_films,
    packages_with_warnings,
    seminars_with_late_captions,
)
from courses.api import Item, ItemGroup, MainAction, ModulePageQuerySet, Note
from people.api import Person, reach_of

#: items of a kind that are listed by themselves
MOST_ITEMS = 5
PACKAGE_PAGE = "wagtailsnippets_courses_package:inspect"

BRING_IN_MATERIAL = MainAction(gettext_lazy("Bring in material"), "upload", lambda: reverse("material"))


def file_notes(pages: ModulePageQuerySet, day: dt.date) -> dict[int, list[Note]]:
    """Return the notes about packages with warnings and films without captions in published pages."""
    files = files_by_page(pages.filter(live=True))
    warned = packages_with_warnings({pk for in_page in files.values() for pk in in_page.packages})
    late = late_films({pk for in_page in files.values() for pk in in_page.bare_films}, day)
    notes: dict[int, list[Note]] = {}
    for pk, in_page in files.items():
        of_page = [
            Note(str(Attention.PACKAGES.label), reverse(PACKAGE_PAGE, args=[package]))
            for package in sorted(in_page.packages & warned)
        ]
        if in_page.bare_films & late:
            of_page.append(Note(str(Attention.CAPTIONS.label), is_late=True))
        if of_page:
            notes[pk] = of_page
    return notes


def seminars_to_caption(person: Person, day: dt.date) -> ItemGroup | None:
    """Return the seminars without captions for too long, for those who may edit seminars."""
    if not reach_of(person).trains_shared:
        return None
    seminars = seminars_with_late_captions(day).order_by("held_on", "title")[:MOST_ITEMS]
    sentence = _("“%(title)s” has had no captions for 14 days")
    return ItemGroup(
        gettext_lazy("Recordings"),
        [
            Item(sentence % {"title": page.title}, reverse("wagtailadmin_pages:edit", args=[page.pk]))
            for page in seminars
        ],
    )


def hosts_to_decide(person: Person, day: dt.date) -> ItemGroup | None:
    """Return the undecided requests for files from other hosts, for site administrators."""
    if not person.is_superuser:
        return None
    sentence = _("“%(package)s”: files from %(host)s are requested")
    return ItemGroup(
        gettext_lazy("Requests"),
        [
            Item(
                sentence % {"package": request.package.title, "host": request.host},
                reverse(PACKAGE_PAGE, args=[request.package_id]) + "#hosts",
            )
            for request in HostPermission.objects.undecided().select_related("package")[:MOST_ITEMS]
        ],
    )
