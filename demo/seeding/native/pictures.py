"""The pictures of native modules, as Wagtail's images."""

import hashlib
from pathlib import Path

from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from people.api import Person

DIGEST_LENGTH = 12


def picture_key(path: Path, *, title: str, alt: str, by: Person) -> int:
    """Return the primary key of the image of a file, which is stored unless it is stored already.

    The file is encoded anew when it is stored, so that its name has the digest of its source.
    """
    images = get_image_model()
    content = path.read_bytes()
    name = f"{path.stem}-{hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]}"
    existing: int | None = images.objects.filter(file__contains=name).values_list("pk", flat=True).first()
    if existing is not None:
        return existing
    file = ContentFile(content, name=f"{name}{path.suffix}")
    image = images(title=title, description=alt, file=file, uploaded_by_user=by)
    image.save()
    key: int = image.pk
    return key
