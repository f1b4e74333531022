"""`manage.py measure_recordings`: measures films and sound files that have not been measured."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.media.actions import measure_recording
from courses.media.readers import UnreadableMaterial
from courses.models import Recording, SeminarPage


class Command(BaseCommand):
    help = "Measure films and sound files, and the seminars that have no length."

    def handle(self, *args: Any, **options: Any) -> None:
        for recording in Recording.objects.order_by("pk"):
            try:
                seconds = round(measure_recording(recording=recording).duration)
            except UnreadableMaterial as unreadable:
                self.stderr.write(f"{recording.pk} {recording.title}: {unreadable}")
            else:
                pages = SeminarPage.objects.filter(seconds=None)
                pages.filter(recording=recording).update(seconds=seconds)
                pages.filter(recording=None, sound=recording).update(seconds=seconds)
