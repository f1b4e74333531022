"""Pictures are decoded by an unprivileged process, which returns only pixels."""

from __future__ import annotations

import io
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from PIL import Image, ImageCms
from willow.image import INITIAL_IMAGE_CLASSES, SvgImageFile
from willow.registry import registry

from content_import.readers import confined_reading
from content_import.readers.pictures import LONGEST_SIDE, _decode_original, _picture_of, read_picture
from courses.media.pictures import CleanPicture
from courses.media.readers import UnreadableMaterial
from tests.factories.files.pictures import (
    make_bomb,
    make_large_webp,
    make_moving_picture,
    make_phone_photo,
    make_photo,
    make_scan_bomb,
    saved,
)

NAME = "Förflyttning på övervåningen.jpg"
#: the only files that import Pillow or Willow: confined decoding, encoding, and the demo's pictures
PICTURE_MODULES = {
    "content_import/confined/media.py",
    "content_import/confined/office.py",
    "content_import/confined/pdf_pages.py",
    "content_import/confined/picture.py",
    "content_import/material_kinds/pdf.py",  # makes pictures of pixels, opens none
    "content_import/readers/pictures.py",
    "courses/media/pictures.py",
    "demo/seminar_making/pictures.py",
}


def read(data: bytes, name: str = NAME) -> CleanPicture:
    return read_picture(ContentFile(data), name)


def opened(clean: CleanPicture) -> Image.Image:
    return Image.open(io.BytesIO(clean.read()))


@pytest.mark.parametrize(
    ("kind", "name", "stored"),
    [
        ("JPEG", "Åsa.jpeg", ("JPEG", "Åsa.jpg")),
        ("PNG", "Åsa.png", ("PNG", "Åsa.png")),
        ("GIF", "Åsa.gif", ("PNG", "Åsa.png")),
        ("WEBP", "Åsa.webp", ("WEBP", "Åsa.webp")),
        ("AVIF", "Åsa.avif", ("WEBP", "Åsa.webp")),
        ("WEBP", "Heter fel.jpg", ("WEBP", "Heter fel.webp")),
    ],
)
def test_picture_of_each_kind_is_stored_as_one_of_ours(kind: str, name: str, stored: tuple[str, str]) -> None:
    clean = read(make_photo((64, 48), kind=kind), name)

    picture = opened(clean)
    red, green, blue = picture.convert("RGB").getpixel((4, 4))  # type: ignore[misc]  # three of RGB
    assert (picture.format, clean.name) == stored
    assert picture.size == clean.dimensions == (64, 48)
    assert red > 200 > 60 > max(green, blue)


def test_photo_of_a_phone_is_turned_and_loses_its_place() -> None:
    photo = make_phone_photo((64, 48))

    clean = read(photo)

    picture = opened(clean)
    red, _, _ = picture.getpixel((44, 4))  # type: ignore[misc]  # three of RGB
    assert b"Exif" in photo
    assert (picture.size, red > 200) == ((48, 64), True)  # its upper left corner is on the right
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_picture_of_each_mode_keeps_what_it_shows(mode: str) -> None:
    white = Image.new("L", (40, 30), 255)
    picture = Image.new("I;16", (40, 30), 128 * 256) if mode == "I;16" else white.convert("RGB").convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"

    clean = opened(read(saved(picture, kind)))

    expected = 128 if mode == "I;16" else 255
    assert clean.size == (40, 30)
    assert clean.convert("L").getextrema() == pytest.approx((expected, expected), abs=1)


def test_picture_with_transparency_keeps_it() -> None:
    clean = opened(read(saved(Image.new("RGBA", (40, 30), (255, 0, 0, 0)), "PNG"), "ikon.png"))

    assert clean.getpixel((3, 3)) == (255, 0, 0, 0)


def make_profile_of_swapped_primaries() -> bytes:
    """Return sRGB with the tags of red and blue exchanged: its red is sRGB's blue (ICC.1, 7.3)."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"temp", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"temp", b"bXYZ", 1)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_picture_with_a_colour_profile_gets_the_colours_of_the_web(mode: str) -> None:
    red = Image.new("RGBA", (40, 30), (255, 0, 0, 128 if mode == "RGBA" else 255)).convert(mode)

    clean = opened(read(saved(red, "PNG", icc_profile=make_profile_of_swapped_primaries()), "ros.png"))

    expected = (0, 0, 255, 128 if mode == "RGBA" else 255)
    assert clean.convert("RGBA").getpixel((3, 3)) == pytest.approx(expected, abs=3)
    assert "icc_profile" not in clean.info


ODD_ANSWERS: list[dict[str, Any]] = [
    {},
    {"kind": ["PNG"], "mode": "RGB", "width": 1, "height": 1, "pixels": b"aaa"},
    {"kind": "PNG", "mode": ["RGB"], "width": 1, "height": 1, "pixels": b"aaa"},
    {"kind": "PNG", "mode": "RGB", "width": "1", "height": 1, "pixels": b"aaa"},
    {"kind": "PNG", "mode": "RGB", "width": 1, "height": 1, "pixels": [1, 2, 3]},
    {"kind": "PNG", "mode": "RGB", "width": 2, "height": 1, "pixels": b"aaa"},
]


@pytest.mark.parametrize("answer", ODD_ANSWERS)
def test_odd_answer_of_the_confined_program_is_no_picture(answer: dict[str, Any]) -> None:
    with pytest.raises(UnreadableMaterial):
        _picture_of(answer, "ros.png")


def test_picture_with_a_profile_that_is_none_of_rgb_keeps_its_colours() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

    clean = opened(read(saved(Image.new("RGB", (40, 30), "teal"), "PNG", icc_profile=profile), "a.png"))

    assert (clean.size, "icc_profile" in clean.info) == ((40, 30), False)


def test_moving_picture_keeps_its_first_frame() -> None:
    clean = opened(read(make_moving_picture("red", "blue"), "hopp.gif"))

    assert getattr(clean, "n_frames", 1) == 1
    assert clean.convert("RGB").getpixel((3, 3)) == (255, 0, 0)


def test_large_photo_is_made_to_fit() -> None:
    clean = read(make_photo((6000, 3000)))

    assert clean.dimensions == opened(clean).size == (LONGEST_SIDE, LONGEST_SIDE // 2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "Åäö, en vanlig text".encode(),
        make_photo()[:3000],
        make_photo(kind="PNG")[:-40],
        make_photo((3000, 3000), kind="TIFF"),
        b"8BPS\0\1" + b"\0" * 6 + b"\0\3\0\0\x75\x30\0\0\x75\x30\0\x08\0\3" + b"\0" * 5000,
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        make_photo(kind="BMP"),
        make_large_webp(),
    ],
    ids=["empty", "text", "cut JPEG", "cut PNG", "TIFF", "PSD", "SVG", "BMP", "WebP of 2 GB"],
)
def test_file_that_is_no_picture_of_the_web_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableMaterial, match=NAME) as refused:
        read(data)

    assert len(refused.value.problems) == 1


def test_decompression_bomb_is_refused_with_its_size() -> None:
    bomb = make_bomb(50_000, 40_000)

    with pytest.raises(UnreadableMaterial, match="50000 × 40000"):
        read(bomb, "bomb.png")

    assert len(bomb) < 100_000


def test_picture_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined_reading, "SECONDS_TO_ANSWER", 2)

    with pytest.raises(UnreadableMaterial):
        read(make_scan_bomb(1000))


def test_answer_without_end_is_cut_off() -> None:
    with Path(os.devnull).open("rb") as empty:
        assert confined_reading._run(["yes", "{}"], empty, 100) == (b"", b"")


def test_five_pictures_at_once_are_all_read() -> None:
    with ThreadPoolExecutor(5) as pool:
        found = list(pool.map(read, [make_photo((1000 + number, 800)) for number in range(5)]))

    assert [clean.dimensions for clean in found] == [(1000 + number, 800) for number in range(5)]


def test_picture_is_refused_where_the_account_is_missing(settings: Any) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root takes another account")
    settings.PACKAGE_CHECK_ACCOUNT = "finns-inte-åäö"

    with pytest.raises(UnreadableMaterial):
        read(make_photo())


@pytest.mark.parametrize("kind", sorted({*INITIAL_IMAGE_CLASSES.values()} - {SvgImageFile}, key=str))
def test_willow_decodes_no_picture_file_by_itself(kind: type) -> None:
    available = registry.get_image_classes(available=True)
    decoders = {registry.get_converter(kind, to) for to in available if _has_converter(kind, to)}

    assert decoders == {_decode_original}


def _has_converter(kind: type, to: type) -> bool:
    try:
        registry.get_converter(kind, to)
    except KeyError:
        return False
    return True


def test_no_other_module_of_ours_opens_pictures() -> None:
    root = Path(site_settings.BASE_DIR)
    apps = ("lms", "courses", "content_import", "search", "demo")
    imports = re.compile(
        r"^\s*(from|import) (PIL|willow|django\.core\.files\.images)\b|forms\.ImageField\b", re.M
    )
    found = {
        str(path.relative_to(root))
        for app in apps
        for path in (root / app).rglob("*.py")
        if imports.search(path.read_text(encoding="utf-8"))
    }

    assert found == PICTURE_MODULES
