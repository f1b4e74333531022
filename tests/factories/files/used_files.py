"""Files that modules, seminars or pages use, with the page and a file to take their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtailmedia.models import MediaType

from courses.files.types import SOUND_EXTENSIONS, extension_of
from courses.media.actions import measure_recording
from courses.models import HomePage, InformationPage, ModulePage, Recording
from tests.factories.courses import make_module_page, make_site
from tests.factories.seminars import make_film, make_pdf, make_seminar, make_sound, make_transcript

WEBVTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHej p\xc3\xa5 dig\n"
TITLE = "Förflyttning på Åsgården"


@dataclass(frozen=True)
class Used:
    """A file, the page that uses it, and another file that can take its place."""

    file: Any
    page: Page
    other: Any
    upload: ContentFile[bytes]

    @property
    def is_image(self) -> bool:
        return isinstance(self.file, get_image_model())

    def url(self, action: str) -> str:
        return admin_url(self.file, action)


def admin_url(file: Any, action: str) -> str:
    """Return the address of an action on the file in the Wagtail admin."""
    namespaces = {get_document_model(): "docs", get_image_model(): "images", Recording: "media"}
    return reverse(f"wagtail{namespaces[type(file)]}:{action}", args=[file.pk])


def document(content: ContentFile[bytes], title: str = "Så här vänder du") -> Any:
    found = get_document_model()(title=title, file=content)
    found.save()
    return found


def recording(content: ContentFile[bytes], title: str = "Så här vänder du") -> Recording:
    return measure_recording(recording=Recording.objects.create(title=title, file=content))


def unmeasured(name: str, content: bytes) -> Recording:
    """Create a recording as it is in a database of before recordings were measured."""
    kind = MediaType.AUDIO if extension_of(name) in SOUND_EXTENSIONS else MediaType.VIDEO
    return Recording.objects.create(title=name, file=ContentFile(content, name=name), type=kind)


def image(title: str = "Bild på händer", **values: Any) -> Any:
    found = get_image_model()(title=title, **values, file=get_test_image_file(filename="hander.png"))
    found.save()
    return found


def captions() -> ContentFile[bytes]:
    return ContentFile(WEBVTT, name="förflyttning.vtt")


def png() -> ContentFile[bytes]:
    return ContentFile(get_test_image_file().file.getvalue(), name="annan.png")


def film_module(film: Any, text: Any = None) -> ModulePage:
    values = {"title": "Vändning på ö", "film": film, "captions": text, "summary": "<p>Så vänder du.</p>"}
    return make_module_page(TITLE, slug="forflyttning", steps=[("film", values)])


def step_film() -> Used:
    film = recording(make_film())
    return Used(film, film_module(film), recording(make_film(3)), make_film(4))


def step_captions() -> Used:
    text = document(captions())
    return Used(text, film_module(recording(make_film()), text), document(captions()), captions())


def step_poster() -> Used:
    film = recording(make_film())
    return Used(film.poster, film_module(film), image(), png())


def text_link(title: str = TITLE) -> Used:
    pdf = document(make_pdf("Rutin"))
    body = f'<p>Läs <a id="{pdf.pk}" linktype="document">rutinen</a>.</p>'
    page = make_module_page(title, slug="rutin", steps=[("text", {"title": "Läs", "body": body})])
    return Used(pdf, page, document(make_pdf("Ny rutin")), make_pdf("Annan"))


def seminar_recording() -> Used:
    page = make_seminar(TITLE, transcript=make_transcript("Hej"))
    return Used(page.recording, page, recording(make_sound(3)), make_sound(4))


def seminar_sound() -> Used:
    page = make_seminar(TITLE, sound=make_sound(), recording=make_film())
    return Used(page.sound, page, recording(make_sound(3)), make_sound(4))


def seminar_poster() -> Used:
    page = make_seminar(TITLE, poster=png())
    return Used(page.poster, page, image(), png())


def seminar_material() -> Used:
    page = make_seminar(TITLE, material={"Vård på ö": ["En sida"]})
    material = page.speakers.get().material.get()
    return Used(material.document, page, document(make_pdf("Ny sida")), make_pdf("Annan"))


def information(body: str) -> InformationPage:
    make_site()
    home = HomePage.objects.get(locale__language_code="sv")
    page: InformationPage = home.add_child(instance=InformationPage(title=TITLE, slug="hjalp", body=body))
    page.save_revision().publish()
    return InformationPage.objects.get(pk=page.pk)


def information_link() -> Used:
    pdf = document(make_pdf("Hjälp"))
    page = information(f'<p><a linktype="document" id="{pdf.pk}">Hjälp</a></p>')
    return Used(pdf, page, document(make_pdf("Ny hjälp")), make_pdf("Annan"))


def information_picture() -> Used:
    picture = image()
    page = information(f'<embed alt="Händer" embedtype="image" format="left" id="{picture.pk}"/>')
    return Used(picture, page, image(), png())


FROZEN = [step_film, step_captions, step_poster, text_link]
KINDS = [
    *FROZEN,
    seminar_recording,
    seminar_sound,
    seminar_poster,
    seminar_material,
    information_link,
    information_picture,
]
Make = Callable[[], Used]


def is_kept(used: Used) -> bool:
    kept = type(used.file).objects.filter(pk=used.file.pk).first()
    return kept is not None and kept.file.storage.exists(kept.file.name)
