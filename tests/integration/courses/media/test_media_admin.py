"""Films and sound in the Wagtail admin: their chooser, permissions and comparisons."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management.sql import emit_post_migrate_signal
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail.users.views.groups import get_permission_panel_classes

from courses.models import Recording
from tests.factories.files.used_files import recording
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_film, make_seminar, make_sound

pytestmark = pytest.mark.django_db
HUGE = "9" * 23
QUERIES = [
    "collection_id=abc",
    f"collection_id={HUGE}",
    "collection_id=999",
    "collection_id=1&p=abc",
    f"collection_id=1&p={HUGE}",
    "q=film&p=99",
    "tag=x&ordering=abc",
]


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))
    return client


def routes(resolver: URLResolver, above: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the route and the name, with its namespaces, of each URL."""
    for entry in resolver.url_patterns:
        route = above + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern):
            yield route.removesuffix("$"), f"{name}{entry.name}"
        else:
            yield from routes(entry, route, f"{name}{entry.namespace}:" if entry.namespace else name)


def lists_and_choosers() -> set[str]:
    """Return the addresses of the admin's lists and choosers, all of which take a query."""
    found = {
        f"/{route}"
        for route, name in routes(get_resolver(), "", "")
        if route.startswith("cms/") and "<" not in route and "(" not in route
        if name.rpartition(":")[2] in {"index", "index_results", "choose", "choose_results", "chooser"}
    }
    return found | {reverse("wagtailmedia:chooser_typed", args=[kind]) for kind in ("audio", "video")}


@pytest.mark.slow
@pytest.mark.both_engines
@pytest.mark.parametrize("query", QUERIES)
def test_lists_and_choosers_with_unreadable_queries_answer(admin: Client, query: str) -> None:
    Recording.objects.bulk_create([Recording(title="Film", file="film.mp4", type="video")] * 21)
    addresses = sorted(lists_and_choosers())
    admin.raise_request_exception = False

    statuses = {address: admin.get(f"{address}?{query}").status_code for address in addresses}

    assert {"/cms/media/", "/cms/media/chooser/", "/cms/media/chooser/video/", "/cms/documents/"} <= set(
        addresses
    )
    assert {address: status for address, status in statuses.items() if status >= 500} == {}


def test_chooser_ignores_what_it_can_not_read_and_filters_by_the_rest(admin: Client) -> None:
    recording(make_film(), "Film om ö")
    recording(make_sound(), "Ljud om å")
    folder = Collection.get_first_root_node().add_child(name="Tom")
    chooser, films = reverse("wagtailmedia:chooser"), reverse("wagtailmedia:chooser_typed", args=["video"])

    def shown(address: str) -> list[str]:
        page = admin.get(address).content.decode()
        return [title for title in ("Film om ö", "Ljud om å") if title in page]

    assert shown(f"{chooser}?collection_id=abc") == ["Film om ö", "Ljud om å"]
    assert shown(f"{chooser}?collection_id=abc&q=ljud") == ["Ljud om å"]
    assert shown(f"{films}?collection_id={HUGE}&p=99") == ["Film om ö"]
    assert shown(f"{chooser}?collection_id={folder.pk}") == []


def test_permission_to_choose_is_granted_and_revoked_in_the_admin(admin: Client) -> None:
    group, root = Group.objects.create(name="Väljare"), Collection.get_first_root_node()
    choose = Permission.objects.get(codename="choose_media")
    panel = next(
        panel
        for panel in get_permission_panel_classes()
        if getattr(panel, "default_prefix", "") == "media_permissions"
    )

    def save(*permissions: str) -> list[str]:
        data = QueryDict(mutable=True)
        data.update(nested_form_data({"media_permissions": inline_formset([{"collection": root.pk}])}))
        data.setlist("media_permissions-0-permissions", list(permissions))
        formset = panel(data, instance=group)
        assert formset.is_valid(), formset.errors
        formset.save()
        granted = GroupCollectionPermission.objects.filter(group=group, collection=root)
        return list(granted.values_list("permission__codename", flat=True))

    page = admin.get(reverse("wagtailusers_groups:edit", args=[group.pk])).content.decode()
    assert "Välja filmer och ljud" in page
    assert save(str(choose.pk)) == ["choose_media"]
    assert save() == []


def test_permission_to_choose_is_there_after_a_flush() -> None:
    Permission.objects.filter(codename="choose_media").delete()

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    found = Permission.objects.filter(codename="choose_media")
    assert list(found.values_list("content_type__app_label", "content_type__model")) == [
        ("wagtailmedia", "media")
    ]


@pytest.mark.parametrize("field", ["recording", "sound"])
def test_comparison_names_a_recording_that_is_added_or_removed(admin: Client, field: str) -> None:
    page = make_seminar(publish=False)
    setattr(page, field, None)
    without = page.save_revision()
    setattr(page, field, recording(make_sound(), "Ljud om å"))
    with_it = page.save_revision()

    for before, after, change in ((without, with_it, "addition"), (with_it, without, "deletion")):
        address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, before.pk, after.pk])
        assert f'<span class="{change}">Ljud om å</span>' in admin.get(address).content.decode()
