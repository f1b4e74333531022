"""Every URL of the Wagtail admin, opened with the keys of another municipality's objects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from courses.media.folders import folder_of
from courses.models import ModulePage, Package, QuestionBank, Recording
from people.models import Municipality
from tests.factories.courses import PackageFactory, make_module_page
from tests.factories.steps.question_banks import make_bank
from tests.factories.steps.questions import true_false

#: in every title of the other municipality's objects, and in nothing else
MARK = "Förflyttning åäö"
QUERY_KEYS = ("id", "childOf", "parent_page_id", "page_id", "pk", "collection_id", "owner", "object_id")
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^()]*(?:\([^()]*\))*[^()]*\)")
#: of the session and of the interface's text: nothing to leak
SKIPPED = (
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
)


@dataclass(frozen=True)
class ForeignObjects:
    """A draft, a published page, a document, a recording, an image, a package and a question bank of one
    municipality.
    """

    draft: ModulePage
    page: ModulePage
    document: Document
    recording: Recording
    image: Image
    package: Package
    folder: Collection
    bank: QuestionBank

    @property
    def keys(self) -> list[int]:
        found = (
            *(self.draft, self.page, self.document, self.recording, self.image),
            *(self.package, self.folder, self.bank),
        )
        return sorted({instance.pk for instance in found})


def make_foreign_objects(owner: Municipality) -> ForeignObjects:
    """Create the objects with titles that contain `MARK`."""
    draft = make_module_page(f"Utkast {MARK}", slug="utkast-forflyttning", owner=owner)
    draft.unpublish()
    page = make_module_page(f"Modul {MARK}", slug="modul-forflyttning", owner=owner)
    folder = folder_of(owner, Collection.get_first_root_node())
    assert folder is not None
    document = Document.objects.create(
        title=f"Rutin {MARK}", file=ContentFile(b"x", name="rutin.pdf"), collection=folder
    )
    recording = Recording.objects.create(
        title=f"Film {MARK}", file=ContentFile(b"x", name="film.mp4"), type="video", collection=folder
    )
    image = Image.objects.create(
        title=f"Bild {MARK}", file=get_test_image_file(filename="bild.png"), collection=folder
    )
    package = PackageFactory(title=f"Paket {MARK}", owner=owner)
    bank = make_bank(true_false(f"Påstående {MARK}"), title=f"Bank {MARK}", owner=owner)
    return ForeignObjects(draft, page, document, recording, image, package, folder, bank)


@dataclass(frozen=True)
class AdminUrl:
    name: str
    path: str

    def filled(self, key: int) -> Iterator[str]:
        """Yield the path with `key` in place of every key, and each bulk action in place of an action."""
        if self.name == "wagtail_bulk_action":
            for label, model, action in bulk_actions():
                yield reverse(self.name, args=[label, model, action])
            return
        yield "/" + PARAMETER.sub(lambda match: _value(match, key), self.path).replace("^", "").replace(
            "$", ""
        )


def _value(match: re.Match[str], key: int) -> str:
    name = match[2] or match[3]
    texts = {
        "app_label": "courses",
        "app_name": "courses",
        "model_name": "modulepage",
        "content_type_app_name": "courses",
        "content_type_model_name": "modulepage",
        "filter_spec": "original",
        "action_name": "copy",
        "media_type": "video",
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
    }
    if match[1] == "uuid":
        return f"00000000-0000-4000-8000-{key:012d}"
    return texts.get(name, str(key))


def bulk_actions() -> Iterator[tuple[str, str, str]]:
    bulk_action_registry._scan_for_bulk_actions()
    for label, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            yield from ((label, model, action) for action in actions)


def admin_urls() -> list[AdminUrl]:
    """Return every URL below the Wagtail admin."""
    prefix = reverse("wagtailadmin_home").lstrip("/")
    found = {AdminUrl(name, path) for path, name in _named_urls(get_resolver(), "", "")}
    return sorted(
        (url for url in found if url.path.startswith(prefix) and url.name not in SKIPPED),
        key=lambda url: (url.name, url.path),
    )


def _named_urls(resolver: URLResolver, namespace: str, path: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield here, f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _named_urls(pattern, inner, here)


def addresses(objects: ForeignObjects) -> list[str]:
    """Return every admin URL × foreign key, in the path and in the query."""
    found: dict[str, None] = {}
    for url, key in product(admin_urls(), objects.keys):
        for path in url.filled(key):
            found[path] = None
            if ("<" not in url.path and "(" not in url.path) or url.name == "wagtail_bulk_action":
                found[path + "?" + "&".join(f"{name}={key}" for name in QUERY_KEYS)] = None
                found[f"{path}?id={key}"] = None
                found[f"{path}?id=all&childOf={objects.page.get_parent().pk}"] = None
    found[reverse("wagtailadmin_pages:search") + "?q=Forflyttning"] = None
    return list(found)


@dataclass
class Sweep:
    cells: int
    leaks: list[str]


def sweep(client: Client, objects: ForeignObjects, part: int = 0, parts: int = 1) -> Sweep:
    """GET each address of a part; list those whose answer has `MARK` and roll back what a visit changes."""
    result = Sweep(0, [])
    for address in addresses(objects)[part::parts]:
        with transaction.atomic():
            if leaks(client, address):
                result.leaks.append(address)
            transaction.set_rollback(True)
        result.cells += 1
    return result


def leaks(client: Client, address: str) -> bool:
    """Return whether the answer at `address` contains the mark."""
    response = client.get(address)
    body = b"".join(response) if response.streaming else response.content
    text = body.decode(errors="replace")
    return MARK in text or json.dumps(MARK).strip('"') in text
