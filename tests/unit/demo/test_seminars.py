"""The committed demo seminars are complete, up to date with their source, small and without real people."""

import re
from pathlib import Path

import pypdfium2
import pytest
import webvtt
from PIL import Image

from demo.catalogues.seminars import SEMINARS_DIR, DemoSeminar, Kind, seminars
from demo.seminar_making.manuscript import read_manuscript

from .media_headers import duration_of

LONG_ONE = "palliativ-vard-i-hemmet"
SLUGS = {
    LONG_ONE,
    "nara-vard-pa-landet",
    "fran-organisation-till-person",
    "vad-ar-viktigt-for-dig",
    "nar-anhoriga-inte-orkar",
}
THEMES = {"nara-vard", "personcentrering", "palliativ-vard", "demens", "hygien", "anhoriga"}
INVENTED_NAMES = {
    "Amina Havtorne",
    "Hedda Lövhamre",
    "Ilona Kvarnelid",
    "Maja Tallhage",
    "Nasrin Vinterlid",
    "Samir Tornvåg",
    "Sirkka Ljunghed",
    "Torsten Bergsvala",
    "Ture Ekesäter",
    "Vendela Strömåker",
}
MEGABYTE = 1024 * 1024

each_seminar = pytest.mark.parametrize("seminar", seminars(), ids=lambda seminar: seminar.slug)


def by_slug(slug: str) -> DemoSeminar:
    return next(seminar for seminar in seminars() if seminar.slug == slug)


def captions(seminar: DemoSeminar) -> list[webvtt.Caption]:
    is_subrip = seminar.transcript.suffix == ".srt"
    read = webvtt.from_srt if is_subrip else webvtt.read
    return list(read(str(seminar.transcript)))


def text_of(caption: webvtt.Caption) -> str:
    """Return the text without the speaker's name, which is part of the text in SubRip."""
    return re.sub(rf"^({'|'.join(INVENTED_NAMES)}): ", "", caption.text)


def pdf_pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_catalogue_lists_three_seminars_and_two_episodes():
    kinds = [seminar.kind for seminar in seminars()]

    assert {seminar.slug for seminar in seminars()} == SLUGS
    assert (kinds.count(Kind.SEMINAR), kinds.count(Kind.PODCAST)) == (3, 2)


@each_seminar
def test_seminar_has_known_themes_and_says_that_it_is_synthetic(seminar):
    assert set(seminar.themes) <= THEMES
    assert "syntetiska" in seminar.note
    assert "syntetiska" in " ".join(caption.text for caption in captions(seminar)[:3])


@each_seminar
def test_speakers_are_invented(seminar):
    assert {speaker.name for speaker in seminar.speakers} <= INVENTED_NAMES


@each_seminar
def test_programme_begins_at_nought_and_follows_the_slides(seminar):
    slides = read_manuscript(seminar.folder / "script.md")
    starts = [item.start_seconds for item in seminar.programme]

    assert [item.slide for item in seminar.programme] == [slide.anchor for slide in slides]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert starts[-1] < seminar.duration_seconds


@each_seminar
def test_media_is_as_long_as_the_catalogue_says(seminar):
    assert duration_of(seminar.media) == pytest.approx(seminar.duration_seconds, abs=1)


@each_seminar
def test_transcript_times_increase_within_the_recording(seminar):
    times = [
        seconds
        for caption in captions(seminar)
        for seconds in (caption.start_in_seconds, caption.end_in_seconds)
    ]

    assert times == sorted(times)
    assert times[-1] <= seminar.duration_seconds


@each_seminar
def test_transcript_says_what_the_manuscript_says(seminar):
    slides = read_manuscript(seminar.folder / "script.md")
    written = [utterance.text for slide in slides for utterance in slide.utterances]

    assert " ".join(map(text_of, captions(seminar))) == " ".join(written)


@each_seminar
def test_every_speaker_is_in_transcript_with_their_own_name(seminar):
    text = seminar.transcript.read_text(encoding="utf-8")
    tag = "{}: " if seminar.transcript.suffix == ".srt" else "<v {}>"

    assert all(tag.format(speaker.name) in text for speaker in seminar.speakers)


def test_long_seminar_lasts_twenty_minutes():
    assert by_slug(LONG_ONE).duration_seconds >= 1200


def test_long_seminar_has_brytpunktssamtal_after_ten_minutes():
    mentioned_at = [
        caption.start_in_seconds
        for caption in captions(by_slug(LONG_ONE))
        if "brytpunktssamtal" in caption.text.lower()
    ]

    assert mentioned_at[0] > 600
    assert len(mentioned_at) >= 5


@pytest.mark.parametrize(
    ("kind", "shortest", "longest"), [(Kind.SEMINAR, 240, 480), (Kind.PODCAST, 180, 360)], ids=str
)
def test_the_others_are_short(kind, shortest, longest):
    others = [seminar for seminar in seminars() if seminar.kind is kind and seminar.slug != LONG_ONE]

    assert all(shortest <= seminar.duration_seconds <= longest for seminar in others)


@each_seminar
def test_every_guest_brought_slides_with_text(seminar):
    without = [speaker.name for speaker in seminar.speakers if speaker.material is None]

    assert without == (["Maja Tallhage"] if seminar.kind is Kind.PODCAST else [])
    for speaker in seminar.speakers:
        if speaker.material:
            pages = pdf_pages(speaker.material)
            assert 2 <= len(pages) <= 4
            assert speaker.name in pages[0]
            assert min(map(len, pages)) > 100


@each_seminar
def test_poster_is_a_small_picture(seminar):
    with Image.open(seminar.poster) as poster:
        assert max(poster.size) <= 640
    assert seminar.poster.stat().st_size < 40_000


def test_media_stay_small():
    files = [path for path in SEMINARS_DIR.rglob("*") if path.is_file()]

    assert by_slug(LONG_ONE).media.stat().st_size < 5 * MEGABYTE
    assert sum(path.stat().st_size for path in files) < 15 * MEGABYTE


def test_every_folder_is_built():
    missing = [
        path.relative_to(SEMINARS_DIR)
        for seminar in seminars()
        for path in (seminar.media, seminar.transcript, seminar.poster, *seminar.materials)
        if not path.exists()
    ]

    assert missing == []
