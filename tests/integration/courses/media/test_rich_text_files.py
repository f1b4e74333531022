"""Links in rich text to a document, and to a recording that was a document when it was linked."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import ReferenceIndex

from courses.files.uses import uses_of
from courses.media.rich_text_files import replace_in_rich_text
from courses.models import InformationPage, Recording
from tests.factories.files.used_files import document, information, recording
from tests.factories.seminars import make_film, make_pdf, make_sound

pytestmark = pytest.mark.django_db


def link_to(key: int) -> str:
    return f'<p><a linktype="document" id="{key}">Läs om ö</a></p>'


@pytest.fixture
def film() -> Recording:
    return recording(make_film())


@pytest.fixture
def page(film: Recording) -> InformationPage:
    return information(link_to(film.pk))


def pages_using(file: Any) -> list[int]:
    return [use.page.pk for use in uses_of(file)]


def test_link_to_a_document_is_no_use_of_the_recording_with_its_key(
    film: Recording, page: InformationPage
) -> None:
    used_before = pages_using(film)
    leaflet = document(make_pdf("Rutin"))
    type(leaflet).objects.filter(pk=leaflet.pk).update(id=film.pk)
    leaflet.pk = film.pk

    assert used_before == [page.pk]
    assert (pages_using(film), pages_using(leaflet)) == ([], [page.pk])
    ReferenceIndex.create_or_update_for_object(page)
    assert not ReferenceIndex.get_references_to(film).exists()
    assert ReferenceIndex.get_references_to(leaflet).exists()


def test_replaced_recording_keeps_links_to_the_document_with_its_key(film: Recording) -> None:
    new, html = recording(make_sound()), link_to(film.pk)
    replaced_before = replace_in_rich_text(html, film, new)
    leaflet, other = document(make_pdf("Rutin")), document(make_pdf("Ny rutin"))
    type(leaflet).objects.filter(pk=leaflet.pk).update(id=film.pk)
    leaflet.pk = film.pk

    assert replaced_before == link_to(new.pk)
    assert replace_in_rich_text(html, film, new) == html
    assert replace_in_rich_text(html, leaflet, other) == link_to(other.pk)
