"""Mixins of pages with the project's own access rules (`wagtail_hooks.require_sign_in`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import override
from wagtail.models import PageViewRestriction

if TYPE_CHECKING:
    from django.http import HttpRequest


class SiteOriginMixin:
    """A mixin of pages whose previews and drafts are rendered for `SITE_ORIGIN`."""

    def _get_dummy_header_url(self, original_request: HttpRequest | None = None) -> str:
        """Return the URL for which a preview is rendered: this page at `SITE_ORIGIN`.

        Wagtail takes host and port from its `Site` row. A request to a host other than that of `SITE_ORIGIN`
        gives 400, and a page outside the tree has no URL. The interface of a preview is in the language of
        the page.
        """
        page: Any = self
        with override(page.locale.language_code):
            parts = page.get_url_parts() if page.url_path else None
        return f"{settings.SITE_ORIGIN}{parts[2] if parts else '/'}"


class OwnRulesMixin(SiteOriginMixin):
    """A mixin of pages without Wagtail's view restrictions, which saves their two queries."""

    private_page_options: list[str] = []

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        return PageViewRestriction.objects.none()
