"""The demo seminars pass the validation of a trainer's uploads."""

import pytest

from content_import.readers.transcripts import parse_transcript
from demo.catalogues.seminars import seminars

each_seminar = pytest.mark.parametrize("seminar", seminars(), ids=lambda seminar: seminar.slug)


@each_seminar
def test_transcript_is_read_with_its_speakers(seminar):
    with seminar.transcript.open("rb") as file:
        transcript = parse_transcript(file)

    speakers = {cue.speaker for cue in transcript.cues}
    named = {speaker.name for speaker in seminar.speakers}
    assert speakers == ({""} if seminar.transcript.suffix == ".srt" else named)
    assert transcript.cues[-1].end <= seminar.duration_seconds
