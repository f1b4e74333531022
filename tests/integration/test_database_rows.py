"""Rows that factories write again instead of calling what wrote them first."""

from __future__ import annotations

import pytest
from wagtail.search.models import IndexEntry

from courses.models import InformationPage, Theme
from courses.site.actions import lay_out_site, publish_information_page
from tests.database_rows import StoredCalls, StoredRows, read_tables, rolled_back
from tests.factories.courses import make_module_page, make_site
from tests.factories.files.used_files import image

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_stored_call_when_repeated_writes_the_same_rows() -> None:
    calls, called, found = StoredCalls(), [], []

    def write() -> None:
        called.append(len(called))
        Theme.objects.create(slug=f"vard-{len(called)}", name_sv="Vård på ö", name_en="Care")

    for _ in range(4):
        with rolled_back():
            calls.write("vård", write)
            found.append(read_tables())

    assert called == [0, 1]
    assert found[1] == found[2] == found[3] != found[0]


def test_stored_call_where_tables_have_other_rows_is_made() -> None:
    rows, called = StoredRows(lambda: None), []

    def write() -> None:
        called.append(Theme.objects.create(slug=f"vard-{Theme.objects.count()}", name_sv="Å", name_en="A"))

    with rolled_back():
        rows.write(write)
    Theme.objects.create(slug="o", name_sv="Ö", name_en="O")
    rows.write(write)

    assert [theme.slug for theme in called] == ["vard-0", "vard-1"]


def test_stored_rows_that_change_a_page_write_the_change() -> None:
    make_site()
    page = publish_information_page(language="sv", title="Hjälp på ö", slug="hjalp", body="<p>Åka.</p>")
    rows = StoredRows(lambda: InformationPage.objects.filter(pk=page.pk).update(title="Ny på å"))

    for _ in range(2):
        with rolled_back():
            rows.write()
            assert InformationPage.objects.get().title == "Ny på å"


def test_module_page_when_made_again_is_the_same() -> None:
    found = []
    for _ in range(3):
        with rolled_back():
            page = make_module_page("Förebygg fall", slug="fall", minutes=7)
            version = page.module.versions.get()
            found.append((page.title, page.live, page.steps[0].value["title"], version.steps[0]["title"]))

    assert found == [("Förebygg fall", True, "Rena händer", "Rena händer")] * 3


def test_stored_rows_are_written_beside_rows_with_lower_keys() -> None:
    first, second = StoredRows(lambda: None), StoredRows(lambda: None)
    called = []

    def write(rows: StoredRows, slug: str) -> None:
        def create() -> None:
            called.append(slug)
            Theme.objects.create(slug=slug, name_sv="Å", name_en="A")

        rows.write(create)

    with rolled_back():
        write(first, "a")
        write(second, "b")
    write(first, "a")
    Theme.objects.filter(slug="a").update(name_sv="Ändrad på ö")
    write(second, "b")

    assert called == ["a", "b"]
    assert sorted(Theme.objects.values_list("slug", flat=True)) == ["a", "b"]


def test_stored_rows_are_written_beside_other_search_entries() -> None:
    rows = StoredRows(lay_out_site)
    with rolled_back():
        rows.write()
    image()

    rows.write(lambda: pytest.fail("The rows are stored."))

    assert IndexEntry.objects.count() > 1
