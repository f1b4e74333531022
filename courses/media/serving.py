"""Serving recordings, material and pictures to those who have signed in.

Only two things of the media folder have an address: documents, by their row, and Wagtail's renditions
of pictures. Packages lie in a storage of their own and are the content origin's matter.
"""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument, document_served
from wagtail.documents.views.serve import serve
from wagtail.images import get_image_model

from courses.files.types import CAPTION_EXTENSIONS, content_type_of, extension_of
from courses.media.folders import is_closed_to
from courses.media.readers import UnreadableMaterial, read_captions
from courses.models import SeminarPage
from courses.models.media import has_file
from infrastructure.http.api import ranged_response
from people.api import Person, signed_in

_PICTURE_FOLDER = "images"
_PICTURE_TYPES = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
# What a browser may show by itself; everything else is downloaded, since it could hold script.
_SHOWN_TYPES = frozenset({"application/pdf", "audio/mp4", "audio/mpeg", "video/mp4", "video/webm"})
_CACHE_PRIVATELY = "private, max-age=3600"


@login_required
@require_safe
def document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """Answer with a document, in the ranges that a player asks for.

    Stands before Wagtail's own view, which sends files whole and takes no streamed answer from its hooks;
    those are asked first all the same, for they check the restrictions of the document's collection.
    A storage with addresses of its own is left to Wagtail. What lies in a municipality's own folder does not
    exist for those who neither work nor have a role there.
    """
    found = _document_open_to(request, document_id)
    if found.filename != filename:
        raise Http404
    if not has_file(found):
        return _refusal_of_hooks(request, found) or _missing_file(request, found)
    if not isinstance(found.file.storage, FileSystemStorage):
        return serve(request, document_id, filename)
    if refusal := _refusal_of_hooks(request, found):
        return refusal
    document_served.send(sender=type(found), instance=found, request=request)
    content_type = content_type_of(filename)
    response = ranged_response(
        request, found.file.open("rb"), content_type=content_type, etag=found.get_file_hash()
    )
    response.headers["Content-Disposition"] = (
        content_disposition_header(content_type not in _SHOWN_TYPES, filename) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = _CACHE_PRIVATELY
    return response


@login_required
@require_safe
def film_captions(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """Answer with the captions of a film step as WebVTT, to those who may have the document."""
    found = _document_open_to(request, document_id)
    if extension_of(found.filename) not in CAPTION_EXTENSIONS:
        raise Http404
    if refusal := _refusal_of_hooks(request, found):
        return refusal
    try:
        with found.open_file() as file:
            webvtt = read_captions(file)
    except (FileNotFoundError, UnreadableMaterial):
        raise Http404 from None
    response = HttpResponse(webvtt, content_type="text/vtt; charset=utf-8")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = _CACHE_PRIVATELY
    return response


def _missing_file(request: HttpRequest, document: AbstractDocument) -> HttpResponse:
    """Answer that the document's file is no longer in the storage, with what to do."""
    return render(request, "courses/file_missing.html", {"document": document}, status=HTTPStatus.NOT_FOUND)


def _document_open_to(request: HttpRequest, document_id: int) -> AbstractDocument:
    """Return the document, which does not exist for those to whom its folder is closed. Raises Http404."""
    documents = get_document_model().objects.select_related("collection")
    found: AbstractDocument = get_object_or_404(documents, id=document_id)
    if is_closed_to(signed_in(request), found.collection, timezone.localdate()):
        raise Http404
    return found


def _refusal_of_hooks(request: HttpRequest, document: AbstractDocument) -> HttpResponseBase | None:
    """Return the answer of a hook that checks the restrictions of the document's collection."""
    for hook in hooks.get_hooks("before_serve_document"):
        if isinstance(answer := hook(document, request), HttpResponseBase):
            return answer
    return None


@login_required
@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a rendition of a picture, to those for whom the picture's folder is open."""
    content_type = content_type_of(name)
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
    # A file without a row is what a deleted picture left behind: nobody's business.
    return rendition is None or is_closed_to(person, rendition.image.collection, timezone.localdate())


@login_required
@require_safe
def captions(request: HttpRequest, page_id: int) -> HttpResponse:
    """Answer with a seminar's captions as WebVTT; `?ladda-ner` saves them as a file."""
    page = _seminar(page_id)
    response = HttpResponse(page.parsed_transcript.to_webvtt(), content_type="text/vtt; charset=utf-8")
    if "ladda-ner" in request.GET:
        response.headers["Content-Disposition"] = f'attachment; filename="{page.slug}.vtt"'
    return response


@login_required
@require_safe
def transcript(request: HttpRequest, page_id: int) -> HttpResponse:
    """Answer with what was said as a text file to keep."""
    page = _seminar(page_id)
    origin = _("Captions")
    heading = f"{page.title}\n{origin}: {page.get_caption_origin_display()}\n\n"
    response = HttpResponse(
        heading + page.parsed_transcript.to_text() + "\n", content_type="text/plain; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{page.slug}.txt"'
    return response


def _seminar(page_id: int) -> SeminarPage:
    # By `id`, not `pk`: only a plain number's field takes what is larger than any for no such page.
    page = get_object_or_404(SeminarPage.objects.live().public(), id=page_id)
    if not page.transcript:
        raise Http404
    return page
