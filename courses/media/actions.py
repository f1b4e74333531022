"""Actions that measure films and sound files."""

from django.db import transaction
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.utils.file import hash_filelike
from wagtailmedia.models import MediaType

from courses.media.pictures import CleanPicture
from courses.media.readers import MediaFacts, file_readers, missing_file
from courses.models.media import Recording


def measure_recording(*, recording: Recording) -> Recording:
    """Return the stored recording with the measured facts of its file, which are stored if it has none.

    Raises UnreadableMaterial if it is no film or sound that browsers play.
    """
    if recording.is_measured:
        return recording
    try:
        with recording.file.open("rb") as file:
            facts = file_readers.recording(file, recording.filename)
            with transaction.atomic():
                set_media_facts(recording=recording, facts=facts)
                recording.save()
    except FileNotFoundError:
        raise missing_file(recording.title) from None
    return recording


def set_media_facts(*, recording: Recording, facts: MediaFacts) -> None:
    """Set the measured facts on the recording, and store the picture of a film in its collection.

    The file is open, and the caller saves the recording in the same transaction.
    """
    recording.file_hash = hash_filelike(recording.file)
    recording.type = MediaType.VIDEO if facts.video_codec else MediaType.AUDIO
    recording.duration = facts.seconds
    recording.container = facts.container
    recording.video_codec, recording.audio_codec = facts.video_codec, facts.audio_codec
    recording.poster = _poster(recording, facts.poster) if facts.poster else None


def _poster(recording: Recording, file: CleanPicture) -> AbstractImage:
    picture: AbstractImage = get_image_model()(
        title=recording.title,
        file=file,
        collection=recording.collection,
        uploaded_by_user=recording.uploaded_by_user,
    )
    picture.save()
    return picture
