"""How material comes in: SCORM, transcripts, documents."""

from django.apps import AppConfig


class ContentImportConfig(AppConfig):
    name = "content_import"
    label = "content_import"

    def ready(self) -> None:
        """Tell courses who reads what is uploaded to seminars, and who knows which packages are dangerous."""
        from content_import.health.queries import objections_to_packages
        from content_import.hosts.queries import allowed_hosts
        from content_import.readers.documents import read_pdf
        from content_import.readers.pictures import read_picture, register_decoder
        from content_import.readers.recordings import read_recording
        from content_import.readers.transcripts import parse_transcript, webvtt_captions
        from content_import.versions.changes import reasons_to_publish_alone
        from courses.api import register_bulk_check, register_publish_check, register_readers
        from lms.content_origin.api import register_external_hosts

        register_readers(
            transcript=parse_transcript,
            captions=webvtt_captions,
            document=read_pdf,
            recording=read_recording,
            picture=read_picture,
        )
        register_decoder()
        register_publish_check(objections_to_packages)
        register_bulk_check(reasons_to_publish_alone)
        register_external_hosts(allowed_hosts)
