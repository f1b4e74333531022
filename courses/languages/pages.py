"""The languages of a page, links to them from the admin, and what its editor says of a translation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages as admin_messages
from wagtail.admin.widgets import Button
from wagtail.models import Locale, Page

from courses.languages.lag import Lag, lag_of
from courses.languages.links import Link, link_of
from courses.languages.texts import TranslatedTexts
from courses.models import ModulePage
from courses.modules.bulk_publishing import find_publish_errors
from courses.permissions import is_trainer
from people.api import Person

#: parameter of requests for parts of the editor, which show no messages
HYDRATION = "_w_hydrate_create_view"
#: fields by which wagtail-localize's hooks would take over a page's editor
OF_ITS_EDITOR = ("localize-restart-translation", "localize-convert-to-alias")


@dataclass(frozen=True)
class Language:
    """A language that a page has or could have."""

    locale: Locale
    is_original: bool = False
    #: the page in that language, if there is one
    page: Page | None = None
    may_edit: bool = False
    #: its link, if its texts are translated in segments
    link: Link | None = None
    lag: Lag | None = None
    #: how many of its texts are not translated, None where they are not counted
    left: int | None = None


def languages_of(original: Page, person: Person) -> list[Language]:
    """Return each language of the site, that of the original first."""
    pages = {page.locale_id: page.specific for page in original.get_translations(inclusive=True)}
    locales = sorted(Locale.objects.all(), key=lambda locale: locale.pk != original.locale_id)
    return [_language(locale, pages.get(locale.pk), original, person) for locale in locales]


def _language(locale: Locale, page: Page | None, original: Page, person: Person) -> Language:
    is_original = locale.pk == original.locale_id
    may_edit = page is not None and page.permissions_for_user(person).can_edit()
    if is_original or not isinstance(page, ModulePage):
        return Language(locale, is_original, page, may_edit)
    link = link_of(page)
    left = TranslatedTexts(link).left if link else None
    return Language(locale, is_original, page, may_edit, link, lag_of(page), left)


def languages_button(page: Page, user: Person, **kwargs: Any) -> Iterator[Button]:
    """Yield the button that leads to the languages of a page, for trainers who may edit it."""
    if is_trainer(user) and not page.is_root() and page.permissions_for_user(user).can_edit():
        yield _button_of(page)


def _button_of(page: Page) -> Button:
    url = reverse("page_languages", args=[page.pk])
    return Button(_("Languages"), url, icon_name="globe", priority=65)


def languages_listing_button(page: Page, user: Person, **kwargs: Any) -> Iterator[Button]:
    """Yield the same button for a row of a list, without a query for each; its page checks the permission."""
    if is_trainer(user) and not page.is_root():
        yield _button_of(page)


def show_lag(request: HttpRequest, page: Page) -> None:
    """Say in the editor of a translation that its original has changed, and what is not translated."""
    if request.method == "POST" and any(name in request.POST for name in OF_ITS_EDITOR):
        raise Http404
    if request.method != "GET" or not isinstance(page, ModulePage) or HYDRATION in request.GET:
        return
    link = link_of(page)
    if lag := lag_of(page):
        sentence = _("The original has changed since %(day)s. %(summary)s")
        admin_messages.warning(
            request, sentence % {"day": lag.day, "summary": lag.summary}, buttons=[_button(page, link)]
        )
    if link is not None and (left := TranslatedTexts(link).left):
        sentence = ngettext(
            "%(count)d text is not translated, or its original has changed.",
            "%(count)d texts are not translated, or their original has changed.",
            left,
        )
        admin_messages.warning(request, sentence % {"count": left}, buttons=[_button(page, link)])


def _button(page: ModulePage, link: Link | None) -> Any:
    url = reverse("translate_module" if link else "page_languages", args=[page.pk])
    return admin_messages.button(url, _("Translate"))


def without_localize_items(items: list[Any]) -> list[Any]:
    """Return the items of a menu without those of wagtail-localize."""
    return [item for item in items if not str(getattr(item, "name", "")).startswith("localize-")]


def translation_problems(page: ModulePage) -> list[str]:
    """Return what the page's editor would refuse, for a translation whose texts did not pass its form.

    A translated text may be too long, make two options equal, or lack a gap of the original.
    """
    return find_publish_errors(page) if link_of(page) is not None else []
