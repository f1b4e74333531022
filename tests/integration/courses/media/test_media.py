"""Files in byte ranges, with their permissions."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from courses.files.uses import uses_of
from courses.models import Recording
from tests.factories.files.used_files import document, information, unmeasured
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_seminar, make_transcript

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(PersonFactory())
    return client


@pytest.fixture(params=["pdf", "mp4"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of a document, and of a recording."""
    model = Recording if request.param == "mp4" else get_document_model()
    return str(model.objects.create(title="Film", file=ContentFile(CONTENT, name=f"fil.{request.param}")).url)


def test_recording_at_its_address_as_a_document_is_found(signed_in: Client) -> None:
    film = unmeasured("film.mp4", CONTENT)
    address = reverse("document", args=[film.pk, film.filename])

    answer = signed_in.get(address)
    renamed = signed_in.get(reverse("document", args=[film.pk, "annan.mp4"]))

    assert (answer.status_code, answer.headers["Location"], renamed.status_code) == (302, film.url, 404)


def test_link_to_a_document_that_is_a_recording_now_leads_to_it(signed_in: Client) -> None:
    film, pdf = unmeasured("film.mp4", CONTENT), document(ContentFile(b"x", name="blad.pdf"))
    body = "".join(f'<p><a linktype="document" id="{file.pk}">Se</a></p>' for file in (film, pdf))
    page = information(body)

    shown = signed_in.get(page.url).content.decode()

    assert [f'href="{file.url}"' in shown for file in (film, pdf)] == [True, True]
    assert [use.page.pk for file in (film, pdf) for use in uses_of(file)] == [page.pk, page.pk]


@pytest.mark.parametrize(
    ("byte_range", "expected"),
    [
        ("bytes=0-", (0, 255_999)),
        ("bytes=10-19", (10, 19)),
        ("bytes=255990-999999999", (255_990, 255_999)),
        ("bytes=-5", (255_995, 255_999)),
        ("bytes=-999999999", (0, 255_999)),
    ],
)
def test_document_in_a_range_is_that_part(
    signed_in: Client, address: str, byte_range: str, expected: tuple[int, int]
) -> None:
    answer = signed_in.get(address, headers={"Range": byte_range})

    first, last = expected
    assert (answer.status_code, answer.headers["Content-Range"]) == (206, f"bytes {first}-{last}/256000")
    assert answer.getvalue() == CONTENT[first : last + 1]


@pytest.mark.parametrize(
    "byte_range", ["", "bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,5-6", "lines=0-1", "bytes=x-y"]
)
def test_document_in_an_invalid_range_is_whole(signed_in: Client, address: str, byte_range: str) -> None:
    answer = signed_in.get(address, headers={"Range": byte_range} if byte_range else {})

    assert (answer.status_code, answer.getvalue()) == (200, CONTENT)


@pytest.mark.parametrize("byte_range", ["bytes=256000-", "bytes=999999999999-", "bytes=-0"])
@pytest.mark.filterwarnings("ignore:Requested Range")
def test_document_in_a_range_outside_it_is_refused(signed_in: Client, address: str, byte_range: str) -> None:
    answer = signed_in.get(address, headers={"Range": byte_range})

    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */256000")


def test_document_in_a_range_of_an_older_version_is_whole(signed_in: Client, address: str) -> None:
    answer = signed_in.get(address, headers={"Range": "bytes=0-9", "If-Range": '"another"'})

    assert (answer.status_code, answer.getvalue()) == (200, CONTENT)


def test_document_that_the_browser_has_is_not_sent_again(signed_in: Client, address: str) -> None:
    first = signed_in.get(address)
    first.getvalue()
    etag = first.headers["ETag"]

    assert signed_in.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_document_without_sign_in_redirects_to_sign_in(client: Client, address: str) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"{reverse('account_login')}?next={address}",
    )


@pytest.mark.parametrize("name", ["Så vänder du på ö.pdf", "bildspel.pptx", "film.mp4"])
def test_document_whose_file_is_missing_gives_a_page_with_links(signed_in: Client, name: str) -> None:
    model = Recording if name.endswith("mp4") else get_document_model()
    lost = model.objects.create(title="Så <vänder> du på ö", file=ContentFile(b"x", name=name))
    lost.file.storage.delete(lost.file.name)

    answer = signed_in.get(lost.url)

    page = answer.content.decode()
    assert answer.status_code == 404
    assert "”Så &lt;vänder&gt; du på ö” går inte att öppna just nu." in page
    assert "Gå tillbaka och fortsätt utan den" in page


@pytest.mark.both_engines
def test_document_in_a_restricted_collection_is_not_sent(signed_in: Client, address: str) -> None:
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type=CollectionViewRestriction.GROUPS
    )

    assert signed_in.get(address).status_code == 302


@pytest.mark.parametrize("name", ["annat.mp4", "..%2f..%2fdb.sqlite3"])
def test_document_by_another_name_is_not_found(signed_in: Client, address: str, name: str) -> None:
    assert signed_in.get(f"{address.rpartition('/')[0]}/{name}").status_code == 404


@pytest.mark.parametrize("name", ["page.html", "a.svg", "a.xml", "a.vtt"])
def test_document_that_could_hold_script_is_downloaded(signed_in: Client, name: str) -> None:
    answer = signed_in.get(document(ContentFile(b"<script>", name=name)).url)
    answer.getvalue()

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/documents/film.mp4",
        "/media/images/../documents/film.mp4",
        "/media/images/%2e%2e/documents/film.mp4",
        "/media/images/..%2f..%2fpackages/x.png",
        "/media/images/../../packages/label/index.png",
        "/media/packages/label/index.html",
        "/media/original_images/x.png",
        "/media/images/x\x00.png",
        "/media/images/.png",
    ],
)
def test_media_folder_has_no_address_but_pictures(signed_in: Client, path: str) -> None:
    assert signed_in.get(path).status_code == 404


def test_captions_are_webvtt(signed_in: Client) -> None:
    page = make_seminar(transcript=make_transcript("Hej <b>på</b> dig"))

    answer = signed_in.get(f"/inspelning/{page.pk}/undertexter.vtt")

    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert (
        answer.content.decode() == "WEBVTT\n\n00:00:00.000 --> 00:00:05.000\nHej &lt;b&gt;på&lt;/b&gt; dig\n"
    )


@pytest.mark.parametrize("file", ["undertexter.vtt", "utskrift.txt"])
def test_transcript_of_a_draft_is_not_found(signed_in: Client, file: str) -> None:
    page = make_seminar(transcript=make_transcript("Hej"), publish=False)

    assert signed_in.get(f"/inspelning/{page.pk}/{file}").status_code == 404


@pytest.mark.parametrize("file", ["undertexter.vtt", "utskrift.txt"])
def test_transcript_by_a_number_too_large_for_any_page_is_not_found(signed_in: Client, file: str) -> None:
    assert signed_in.get(f"/inspelning/{10**22}/{file}").status_code == 404


@pytest.mark.parametrize(
    ("parameter", "starts_at"),
    [
        ("7", 7),
        ("", 0),
        ("-1", 0),
        ("99999999999", 0),
        ("1e3", 0),
        ("²", 0),
        ("٣", 0),
        ("\x00", 0),
        ("11", 0),
    ],
)
def test_seminar_page_opened_at_any_second_answers(signed_in: Client, parameter: str, starts_at: int) -> None:
    page = make_seminar(transcript=make_transcript("Först", "Sedan"), seconds=10)

    answer = signed_in.get(page.get_url(), {"t": parameter})

    assert (answer.status_code, answer.context["player"].starts_at) == (200, starts_at)


@pytest.mark.both_engines
def test_seminar_list_costs_the_same_number_of_queries_for_one_and_three(signed_in: Client) -> None:
    page = make_seminar()
    index = page.get_parent().get_url()
    signed_in.get(index)
    with CaptureQueriesContext(connection) as one:
        signed_in.get(index)
    make_seminar()
    make_seminar()
    with CaptureQueriesContext(connection) as three:
        signed_in.get(index)

    assert len(three) == len(one)
