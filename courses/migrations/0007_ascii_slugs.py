"""Give pages, modules and themes ASCII slugs, and redirect the addresses that pages had."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from wagtail.coreutils import cautious_slugify

#: the longest path that a redirect can have
LONGEST_PATH = 255


def convert_slugs(apps: Any, schema_editor: Any) -> None:
    """Convert every slug that is not ASCII; a page's old address leads to its new one."""
    for name in ("Module", "Theme"):
        _convert_model(apps.get_model("courses", name))
    _convert_pages(apps)
    _convert_revisions(apps)


def _convert_model(model: Any) -> None:
    taken = set(model.objects.values_list("slug", flat=True))
    longest = model._meta.get_field("slug").max_length
    for pk, slug in list(model.objects.values_list("pk", "slug")):
        if not _is_ascii_slug(slug) or len(slug) > longest:
            new = _free(_ascii(slug) or model._meta.model_name, taken, longest)
            model.objects.filter(pk=pk).update(slug=new)
            taken.add(new)


def _convert_pages(apps: Any) -> None:
    Page = apps.get_model("wagtailcore", "Page")
    # Parents first: the path of a page begins with its parent's.
    for pk, slug in list(Page.objects.order_by("depth", "path").values_list("pk", "slug")):
        if not _is_ascii_slug(slug) and slug:
            _convert_page(apps, Page.objects.get(pk=pk))


def _convert_page(apps: Any, page: Any) -> None:
    Page = apps.get_model("wagtailcore", "Page")
    siblings = Page.objects.filter(depth=page.depth, path__startswith=page.path[:-4]).exclude(pk=page.pk)
    taken = set(siblings.values_list("slug", flat=True))
    old_slug, old_path = page.slug, page.url_path
    new_slug = _free(_ascii(old_slug) or "sida", taken, 255)
    new_path = old_path[: -len(f"{old_slug}/")] + f"{new_slug}/"
    below = Page.objects.filter(path__startswith=page.path)
    addresses = {descendant.pk: list(_addresses(apps, descendant)) for descendant in below}
    Page.objects.filter(pk=page.pk).update(slug=new_slug)
    below.update(url_path=Concat(Value(new_path), Substr(F("url_path"), len(old_path) + 1)))
    for descendant in below:
        _redirect(apps, descendant, addresses[descendant.pk])


def _addresses(apps: Any, page: Any) -> Iterator[tuple[Any, str]]:
    """Yield the sites that have the page and its path there, with the language's prefix."""
    Page = apps.get_model("wagtailcore", "Page")
    for site in apps.get_model("wagtailcore", "Site").objects.select_related("root_page"):
        homes = Page.objects.filter(translation_key=site.root_page.translation_key).select_related("locale")
        for home in homes:
            if page.path.startswith(home.path):
                language = home.locale.language_code
                prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
                yield site, f"{prefix}/{page.url_path[len(home.url_path) :]}".rstrip("/")


def _redirect(apps: Any, page: Any, before: list[tuple[Any, str]]) -> None:
    Redirect = apps.get_model("wagtailredirects", "Redirect")
    now = set(_addresses(apps, page))
    for site, path in before:
        if (site, path) not in now and path and len(path) <= LONGEST_PATH:
            Redirect.objects.update_or_create(
                site=site, old_path=path, defaults={"redirect_page": page, "automatically_created": True}
            )


def _convert_revisions(apps: Any) -> None:
    """Convert the slugs within drafts and old revisions: publishing one would bring the old slug back."""
    Page = apps.get_model("wagtailcore", "Page")
    Revision = apps.get_model("wagtailcore", "Revision")
    revisions = Revision.objects.filter(
        base_content_type__app_label="wagtailcore", base_content_type__model="page"
    )
    for pk, slug in list(revisions.values_list("pk", "content__slug")):
        if slug and not _is_ascii_slug(slug):
            revision = revisions.get(pk=pk)
            page = Page.objects.filter(pk=revision.object_id).first()
            # The usual case is a draft of the page as it is: it gets the page's slug, with its number.
            is_of_page = page is not None and page.slug.startswith(_ascii(slug))
            revision.content["slug"] = page.slug if is_of_page else _ascii(slug) or "sida"
            if page is not None:
                revision.content["url_path"] = page.url_path
            revision.save(update_fields=["content"])


def _is_ascii_slug(slug: str) -> bool:
    return re.fullmatch(r"[-a-zA-Z0-9_]+", slug) is not None


def _ascii(slug: str) -> str:
    return str(cautious_slugify(slug))


def _free(slug: str, taken: set[str], longest: int) -> str:
    candidate, number = slug[:longest], 1
    while candidate in taken:
        number += 1
        candidate = f"{slug[: longest - len(str(number)) - 1]}-{number}"
    return candidate


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0006_media_probes'),
        ('wagtailcore', '0094_alter_page_locale'),
        ('wagtailredirects', '0008_add_verbose_name_plural'),
    ]

    operations = [
        # An ASCII slug is valid before and after: nothing to reverse.
        migrations.RunPython(convert_slugs, migrations.RunPython.noop),
    ]
