"""A mixin of pages that are read in their language within the interface of another."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Site


class ReaderLanguageMixin:
    """A mixin of pages with a URL below each language of the interface: `/x/` and `/en/x/`.

    Wagtail's own URL of a page is below its locale, so that a link to it changes the language of the
    interface. `HomePage.route` finds the page at all of them.
    """

    url_path: str

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str | None, str | None] | None:
        """Return the key of the site, its root URL and the path of the page below the active language.

        Returns what Wagtail returns if the page has no URL, or if the active language is none of LANGUAGES.
        """
        page: Any = super()
        parts: tuple[int, str | None, str | None] | None = page.get_url_parts(request)
        if parts is None or parts[2] is None or get_language() not in dict(settings.LANGUAGES):
            return parts
        roots = (root for root in Site.get_site_root_paths() if root.site_id == parts[0])
        root_path = next(root.root_path for root in roots if self.url_path.startswith(root.root_path))
        return parts[0], parts[1], reverse("wagtail_serve", args=[self.url_path[len(root_path) :]])


def paths_in_all_languages(home_path: str, suffix: str) -> list[str]:
    """Return the tree paths of `suffix` below the start page at `home_path` and below its translations.

    That of `home_path` comes first. Site roots are cached: no query.
    """
    roots = Site.get_site_root_paths()
    of_home = {root.site_id for root in roots if root.root_path == home_path}
    others = [root.root_path for root in roots if root.site_id in of_home and root.root_path != home_path]
    return [f"{path}{suffix}" for path in (home_path, *others)]
