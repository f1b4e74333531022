"""Valid transcripts are parsed, invalid ones are refused with messages."""

from io import BytesIO

import pytest
from django.utils import translation

from content_import.readers import transcripts
from content_import.readers.transcripts import parse_transcript
from courses.media.readers import UnreadableMaterial
from courses.seminars.transcript import Cue, Transcript


def parsed(text: str, encoding: str = "utf-8") -> list[Cue]:
    return list(parse_transcript(BytesIO(text.encode(encoding))))


def problems(data: bytes) -> list[str]:
    with pytest.raises(UnreadableMaterial) as refused:
        parse_transcript(BytesIO(data))
    return refused.value.problems


def test_parse_transcript_reads_webvtt_with_speaker_and_markup() -> None:
    text = (
        "WEBVTT\n\nNOTE om\n\n00:01.000 --> 00:03.000 align:left\n<v.hög Åsa &amp; Bo>Hej <i>på</i> dig</v>"
    )

    assert parsed(text) == [Cue(1.0, 3.0, "Hej på dig", "Åsa & Bo")]


def test_parse_transcript_reads_srt_with_windows_line_ends_and_font_tags() -> None:
    text = '1\r\n00:00:01,000 --> 00:00:02,500\r\nHej <font color="red">där</font>\r\nigen\r\n'

    assert parsed(text) == [Cue(1.0, 2.5, "Hej där igen")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_parse_transcript_in_any_encoding_keeps_swedish_letters(encoding: str) -> None:
    assert parsed("1\n00:00:01,000 --> 00:00:02,000\nÅäö", encoding) == [Cue(1.0, 2.0, "Åäö")]


def test_parse_transcript_composes_accents() -> None:
    assert parsed("WEBVTT\n\n00:01.000 --> 00:02.000\nA\u030a")[0].text == "Å"


def test_parse_transcript_puts_cues_in_order_of_time() -> None:
    text = "WEBVTT\n\n00:09.000 --> 00:10.000\nsedan\n\n00:01.000 --> 00:02.000\nförst"

    assert [cue.text for cue in parsed(text)] == ["först", "sedan"]


def test_parse_transcript_drops_a_cue_that_repeats_the_one_before() -> None:
    times = ["00:01.000 --> 00:02.000", "00:02.000 --> 00:03.000", "00:09.000 --> 00:10.000"]
    text = "\n\n".join(["WEBVTT", *(f"{time}\nhej" for time in times)])

    assert [cue.start for cue in parsed(text)] == [1.0, 9.0]


def test_parse_transcript_reports_every_invalid_line() -> None:
    data = b"WEBVTT\n\n00:61.000 --> 00:03.000\nx\n\nfoo --> bar\nx"

    with translation.override("en"):
        reported = problems(data)

    assert [problem.partition(":")[0] for problem in reported] == ["Line 3", "Line 6"]


def test_parse_transcript_refuses_a_caption_that_ends_before_it_starts() -> None:
    assert len(problems(b"WEBVTT\n\n00:03.000 --> 00:02.000\nx")) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"WEBVTT",
        b"WEBVTT\n\n",
        b"\xff\xd8\xff\xe0 a picture",
        b"PK\x03\x04",
        b"1\n00:00:01,000 --> 00:00:02,000\n\x81\x8d",
        b"<script>alert(1)</script>",
        b"WEBVTT\n\n00:00:00.000 --> 99:00:00.000\nfar away",
        b"WEBVTT\n\n99999999999:00:00.000 --> 99999999999:00:01.000\nfurther",
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"x" * 3000,
        b"WEBVTT\x00\n\n00:01.000 --> 00:02.000\nx",
        b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\n" + b"<a " * 100_000,
    ],
)
def test_parse_transcript_refuses_what_is_no_transcript_with_one_sentence(data: bytes) -> None:
    assert len(problems(data)) == 1


def test_parse_transcript_refuses_a_file_above_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcripts, "MAX_BYTES", 100)

    assert len(problems(b"WEBVTT\n\n" + b"x" * 200)) == 1


def test_parse_transcript_refuses_more_cues_than_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcripts, "MAX_CUES", 1)

    assert len(problems(b"WEBVTT\n\n00:01.000 --> 00:02.000\nx\n\n00:02.000 --> 00:03.000\ny")) == 1


def test_transcript_written_as_webvtt_reads_back_the_same() -> None:
    transcript = Transcript((Cue(1.0, 3.25, "a < b & c --> d", "Åsa"), Cue(3700.5, 3702.0, "<b>rå text</b>")))

    assert parse_transcript(BytesIO(transcript.to_webvtt().encode())) == transcript
