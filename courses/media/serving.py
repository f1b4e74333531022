"""Views that serve recordings, material and pictures to signed-in users.

Files in the media folder have URLs only by their rows, as documents and recordings, and as Wagtail's
renditions of pictures. Packages are in a storage of their own, which the content origin serves.
"""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument, document_served
from wagtail.images import get_image_model

from courses.files.types import CAPTION_EXTENSIONS, extension_of
from courses.media.folders import is_closed_to
from courses.media.readers import UnreadableMaterial, file_readers
from courses.models import Recording, SeminarPage
from courses.models.media import has_file
from infrastructure.http.api import media_type_of, ranged_response
from people.api import Person, signed_in

_PICTURE_FOLDER = "images"
_PICTURE_TYPES = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
# Types that a browser may show inline; all others are downloaded, since they could contain script.
_INLINE_TYPES = frozenset({"application/pdf", "audio/mp4", "audio/mpeg", "video/mp4", "video/webm"})
_CACHE_PRIVATELY = "private, max-age=3600"


@login_required
@require_safe
def document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """Return a document; redirect from the address of a recording that was a document (migration 0019)."""
    if not get_document_model().objects.filter(id=document_id).exists():
        return redirect(_open_file(request, Recording, document_id, filename).url)
    return _serve(request, _open_file(request, get_document_model(), document_id, filename))


@login_required
@require_safe
def recording(request: HttpRequest, recording_id: int, filename: str) -> HttpResponseBase:
    """Return a film or a sound file."""
    return _serve(request, _open_file(request, Recording, recording_id, filename))


def _serve(request: HttpRequest, stored: AbstractDocument | Recording) -> HttpResponseBase:
    """Return a file, in the byte ranges that a media player requests.

    Wagtail's own view has no ranges and accepts no streamed response from its hooks; they are called all the
    same, since they check the restrictions of the file's collection.
    """
    if refusal := _refusal_of_hooks(request, stored):
        return refusal
    if not has_file(stored):
        # a page that says so instead of a server error
        return render(request, "courses/file_missing.html", {"file": stored}, status=HTTPStatus.NOT_FOUND)
    if not isinstance(stored.file.storage, FileSystemStorage):
        return redirect(stored.file.url)
    document_served.send(sender=type(stored), instance=stored, request=request)
    content_type = media_type_of(stored.filename)
    response = ranged_response(
        request, stored.file.open("rb"), content_type=content_type, etag=stored.get_file_hash()
    )
    response.headers["Content-Disposition"] = (
        content_disposition_header(content_type not in _INLINE_TYPES, stored.filename) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; media-src 'self'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = _CACHE_PRIVATELY
    return response


@login_required
@require_safe
def film_captions(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """Return the captions of a film step as WebVTT, to persons for whom the document is open."""
    stored = _open_file(request, get_document_model(), document_id)
    if extension_of(stored.filename) not in CAPTION_EXTENSIONS:
        raise Http404
    if refusal := _refusal_of_hooks(request, stored):
        return refusal
    try:
        with stored.open_file() as file:
            webvtt = file_readers.captions(file)
    except (FileNotFoundError, UnreadableMaterial):
        raise Http404 from None
    response = HttpResponse(webvtt, content_type="text/vtt; charset=utf-8")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = _CACHE_PRIVATELY
    return response


def _open_file(request: HttpRequest, model: Any, key: int, filename: str | None = None) -> Any:
    """Return a document or recording.

    Raises Http404 if it does not exist, has another file name, or is in the folder of a municipality where
    the person neither works nor has a role.
    """
    file = get_object_or_404(model.objects.select_related("collection"), id=key)
    if is_closed_to(signed_in(request), file.collection, timezone.localdate()):
        raise Http404
    if filename not in {None, file.filename}:
        raise Http404
    return file


def _refusal_of_hooks(request: HttpRequest, file: AbstractDocument | Recording) -> HttpResponseBase | None:
    """Return the response of a hook that checks the restrictions of the file's collection, if any."""
    for hook in hooks.get_hooks("before_serve_document"):
        if isinstance(response := hook(file, request), HttpResponseBase):
            return response
    return None


@login_required
@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a rendition of a picture, to persons for whom the picture's folder is open."""
    content_type = media_type_of(name)
    path = f"{_PICTURE_FOLDER}/{name}"
    if "\x00" in name or _is_picture_closed(signed_in(request), path):
        raise Http404
    try:
        if content_type not in _PICTURE_TYPES or not default_storage.exists(path):
            raise Http404
        file = default_storage.open(path)
    except (SuspiciousFileOperation, ValueError):
        raise Http404 from None
    response = ranged_response(request, file, content_type=content_type, etag=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = _CACHE_PRIVATELY
    return response


def _is_picture_closed(person: Person, path: str) -> bool:
    renditions = get_image_model().get_rendition_model().objects.filter(file=path)
    rendition = renditions.select_related("image__collection").first()
    # A file without a row is left over from a deleted picture.
    return rendition is None or is_closed_to(person, rendition.image.collection, timezone.localdate())


@login_required
@require_safe
def captions(request: HttpRequest, page_id: int) -> HttpResponse:
    """Return a seminar's captions as WebVTT; with `?ladda-ner` as a download."""
    page = _seminar(page_id)
    response = HttpResponse(page.parsed_transcript.to_webvtt(), content_type="text/vtt; charset=utf-8")
    if "ladda-ner" in request.GET:
        response.headers["Content-Disposition"] = f'attachment; filename="{page.slug}.vtt"'
    return response


@login_required
@require_safe
def transcript(request: HttpRequest, page_id: int) -> HttpResponse:
    """Return a seminar's transcript as a text file to download."""
    page = _seminar(page_id)
    origin = _("Captions")
    heading = f"{page.title}\n{origin}: {page.get_caption_origin_display()}\n\n"
    response = HttpResponse(
        heading + page.parsed_transcript.to_text() + "\n", content_type="text/plain; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{page.slug}.txt"'
    return response


def _seminar(page_id: int) -> SeminarPage:
    # By `id`, not `pk`: only an integer field accepts numbers beyond its range without an error.
    page = get_object_or_404(SeminarPage.objects.live().public(), id=page_id)
    if not page.transcript:
        raise Http404
    return page
