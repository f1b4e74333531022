"""No uploaded picture is decoded in the site's process, by any way of upload."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from io import StringIO
from typing import IO, Any

import PIL.Image
import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Collection, UploadedFile

from courses.enums import SeminarKind
from courses.models import Recording
from courses.seminars.actions import CreateSeminarPage, NewSeminar
from tests.factories.files.pictures import make_bomb, make_phone_photo, make_photo
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_film, make_seminar_index

pytestmark = pytest.mark.django_db
PHOTO = make_phone_photo()
NAME = "Förflyttning på övervåningen.jpg"


@pytest.fixture(autouse=True)
def no_renditions_of_other_tests() -> None:
    """Empty the cache, whose keys of renditions repeat between tests."""
    cache.clear()


@pytest.fixture
def opened() -> Iterator[set[str]]:
    """Return the SHA-256 of all data passed to Pillow in this process, by a registered format."""
    digests: set[str] = set()

    def record(file: IO[bytes], name: str) -> Any:
        file.seek(0)
        digests.add(digest(file.read()))
        raise SyntaxError("no format of ours")

    PIL.Image.preinit()
    PIL.Image.register_open("RECORDER", record)
    PIL.Image.ID.remove("RECORDER")
    PIL.Image.ID.insert(0, "RECORDER")
    yield digests
    PIL.Image.ID.remove("RECORDER")
    del PIL.Image.OPEN["RECORDER"]


@pytest.fixture
def trainer(client: Client) -> Client:
    client.force_login(PersonFactory(is_superuser=True, is_staff=True))
    return client


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile(NAME, PHOTO, "image/jpeg")


def fields(prefix: str = "", **more: Any) -> dict[str, Any]:
    data = {"title": "Åsa vid sängen", "collection": Collection.get_first_root_node().pk, **more}
    return {f"{prefix}{name}": value for name, value in data.items()}


def add(trainer: Client) -> None:
    trainer.post(reverse("wagtailimages:add"), fields(file=photo()))


def add_several(trainer: Client) -> None:
    trainer.post(reverse("wagtailimages:add_multiple"), fields() | {"files[]": photo()})


def add_in_chooser(trainer: Client) -> None:
    trainer.post(reverse("wagtailimages_chooser:create"), fields("image-chooser-upload-", file=photo()))


def add_with_a_title_that_is_too_long(trainer: Client) -> None:
    """Upload a picture with too long a title, which Wagtail stores until the title is corrected."""
    long = fields(title="Å" * 300) | {"files[]": photo()}
    answer = trainer.post(reverse("wagtailimages:add_multiple"), long).json()
    key = answer["uploaded_file_id"]
    trainer.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[key]),
        fields(f"uploaded-image-{key}-"),
    )


def exchange(trainer: Client) -> None:
    image = get_image_model().objects.create(title="Gammal", file=stored_photo("gammal.png", "PNG"))
    trainer.post(reverse("wagtailimages:edit", args=[image.pk]), fields(file=photo()))


def add_film(trainer: Client) -> None:
    film = SimpleUploadedFile("Förflyttning.mp4", make_film(30).read())
    trainer.post(reverse("wagtailmedia:add", args=["video"]), fields(file=film))
    assert Recording.objects.count() == 1


def make_seminar_with_poster(trainer: Client) -> None:
    seminar = NewSeminar(
        title="Om fall", slug="om-fall", kind=SeminarKind.SEMINAR, poster=stored_photo("p.webp", "WEBP")
    )
    CreateSeminarPage(parent=make_seminar_index(), seminar=seminar, by=None).run()


def keep_from_code(trainer: Client) -> None:
    get_image_model().objects.create(title="Från kod", file=stored_photo("kod.png", "PNG"))


def add_portrait(trainer: Client) -> None:
    name = {"name_email-first_name": "Åsa", "name_email-last_name": "Öberg"}
    theme = {"theme-theme": "dark", "theme-contrast": "system", "theme-density": "default"}
    answer = trainer.post(reverse("wagtailadmin_account"), {**name, **theme, "avatar-avatar": photo()})
    assert answer.status_code == 302


def stored(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def stored_photo(name: str, kind: str) -> File[bytes]:
    return ContentFile(make_photo(kind=kind), name=name)


WAYS = [
    add,
    add_several,
    add_in_chooser,
    add_with_a_title_that_is_too_long,
    exchange,
    add_film,
    make_seminar_with_poster,
    keep_from_code,
]


@pytest.mark.parametrize("way", [*WAYS, add_portrait])
def test_picture_that_comes_in_is_never_decoded_here(
    trainer: Client, opened: set[str], way: Callable[[Client], None]
) -> None:
    way(trainer)
    images = get_image_model().objects.all()
    renditions = [image.get_rendition(spec) for image in images for spec in ("max-165x165", "fill-80x80")]

    assert len(images) == (way is not add_portrait)
    assert opened <= {digest(stored(rendition.file.name)) for rendition in renditions}


@pytest.mark.both_engines
def test_picture_from_before_is_never_decoded_here(opened: set[str]) -> None:
    name = default_storage.save("original_images/gammal.jpg", ContentFile(PHOTO))
    image = get_image_model()(title="Gammal", file=name, width=480, height=640)
    image.save()

    rendition, _ = image.get_renditions("max-100x100", "original").values()

    assert (rendition.width, rendition.height) == (75, 100)
    assert digest(PHOTO) not in opened


def test_recorder_sees_what_pillow_opens_here(opened: set[str]) -> None:
    PIL.Image.open(ContentFile(PHOTO)).close()

    assert opened == {digest(PHOTO)}


def test_picture_that_is_too_large_is_refused_in_swedish(trainer: Client) -> None:
    bomb = SimpleUploadedFile("Översikt.png", make_bomb(50_000, 40_000))

    answer = trainer.post(reverse("wagtailimages:add"), fields(file=bomb))

    assert answer.context["form"].errors == {
        "file": [
            "”Översikt.png” är för stor: 50000 × 40000 bildpunkter, och det mesta är 64 miljoner. "
            "Gör den mindre och försök igen."
        ]
    }
    assert get_image_model().objects.count() == 0


def test_damaged_picture_among_several_is_refused_in_swedish(trainer: Client) -> None:
    damaged = SimpleUploadedFile("Åsa.jpg", PHOTO[:1500])

    answer = trainer.post(reverse("wagtailimages:add_multiple"), fields() | {"files[]": damaged})

    assert answer.json() == {
        "success": False,
        "error_message": "”Åsa.jpg” kan inte visas: filen är ingen bild i JPEG, PNG, WebP, GIF eller AVIF, "
        "eller så är den skadad. Öppna den i ett bildprogram, spara den som JPEG eller PNG och försök igen.",
    }
    assert get_image_model().objects.count() == 0


@pytest.mark.both_engines
def test_picture_put_aside_that_cannot_be_stored_says_why(trainer: Client) -> None:
    long = fields(title="Å" * 300) | {"files[]": photo()}
    key = trainer.post(reverse("wagtailimages:add_multiple"), long).json()["uploaded_file_id"]
    UploadedFile.objects.get(pk=key).file.storage.delete(UploadedFile.objects.get(pk=key).file.name)
    UploadedFile.objects.update(file=default_storage.save("uploaded_files/x.jpg", ContentFile(PHOTO[:1500])))
    path = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[key])

    answer = trainer.post(path, fields(f"uploaded-image-{key}-")).json()

    assert (answer["success"], "spara den som JPEG eller PNG" in answer["form"]) == (False, True)
    assert get_image_model().objects.count() == 0


@pytest.mark.both_engines
def test_damaged_picture_from_before_shows_as_missing(trainer: Client) -> None:
    name = default_storage.save("original_images/trasig.jpg", ContentFile(PHOTO[:1500]))
    image = get_image_model()(title="Trasig", file=name, width=480, height=640)
    image.save()

    answer = trainer.get(reverse("wagtailimages:index"))

    assert answer.status_code == 200
    assert get_rendition_or_not_found(image, "max-100x100").file.name == "not-found"


@pytest.mark.both_engines
def test_renditions_made_again_have_no_metadata(trainer: Client) -> None:
    name = default_storage.save("original_images/gammal.jpg", ContentFile(PHOTO))
    image = get_image_model()(title="Gammal", file=name, width=480, height=640)
    image.save()
    image.renditions.create(
        filter_spec="max-100x100", focal_point_key="", file=ContentFile(PHOTO, name="gammal.max-100x100.jpg")
    )

    call_command("wagtail_update_image_renditions", stdout=StringIO())

    data = stored(image.renditions.get().file.name)
    assert (b"Exif" in PHOTO, b"Exif" in data) == (True, False)
