"""The films of native modules: recordings of the demo's seminars."""

from django.core.files import File
from wagtailmedia.models import MediaType

from courses.api import Recording, SeminarPage
from demo.catalogues.seminars import SEMINARS_DIR, read_seminar
from people.api import Person


def film_key(slug: str, *, by: Person) -> int:
    """Return the primary key of the recording of a seminar, which is stored unless the seminar is."""
    page = SeminarPage.objects.filter(slug=slug, recording__isnull=False).first()
    if page is not None:
        return int(page.recording_id)
    seminar = read_seminar(SEMINARS_DIR / slug)
    existing = Recording.objects.filter(title=seminar.title).first()
    if existing is not None:
        return int(existing.pk)
    with seminar.media.open("rb") as stream:
        file = File(stream, name=f"{slug}{seminar.media.suffix}")
        film = Recording(title=seminar.title, file=file, type=MediaType.VIDEO, uploaded_by_user=by)
        film.save()
    return int(film.pk)
