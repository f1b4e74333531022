"""Documents and images that modules, seminars or pages use, with the page and a file to take their place."""

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

from courses.media.actions import probe_document
from courses.models import HomePage, InformationPage, ModulePage
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
        return reverse(f"wagtail{'images' if self.is_image else 'docs'}:{action}", args=[self.file.pk])


def document(content: ContentFile[bytes], title: str = "Så här vänder du") -> Any:
    found = get_document_model()(title=title, file=content)
    found.save()
    if found.filename.endswith(("mp4", "mp3")):
        probe_document(document=found)
    return found


def image(title: str = "Bild på händer") -> Any:
    found = get_image_model()(title=title, file=get_test_image_file(filename="hander.png"))
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
    film = document(make_film())
    return Used(film, film_module(film), document(make_film(3)), make_film(4))


def step_captions() -> Used:
    text = document(captions())
    return Used(text, film_module(document(make_film()), text), document(captions()), captions())


def step_poster() -> Used:
    film = document(make_film())
    return Used(film.media_probe.poster, film_module(film), image(), png())


def text_link(title: str = TITLE) -> Used:
    pdf = document(make_pdf("Rutin"))
    body = f'<p>Läs <a id="{pdf.pk}" linktype="document">rutinen</a>.</p>'
    page = make_module_page(title, slug="rutin", steps=[("text", {"title": "Läs", "body": body})])
    return Used(pdf, page, document(make_pdf("Ny rutin")), make_pdf("Annan"))


def seminar_recording() -> Used:
    page = make_seminar(TITLE, transcript=make_transcript("Hej"))
    return Used(page.recording, page, document(make_sound(3)), make_sound(4))


def seminar_sound() -> Used:
    page = make_seminar(TITLE, sound=make_sound(), recording=make_film())
    return Used(page.sound, page, document(make_sound(3)), make_sound(4))


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
