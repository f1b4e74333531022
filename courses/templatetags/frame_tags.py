"""Template tags of the layout of all pages."""

import datetime as dt
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.http import HttpRequest
from django.template import Context
from django.urls import translate_url
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import ModulePage, SeminarPage
from courses.models.page_mixins import ReaderLanguageMixin
from courses.site.site_links import SiteLinks, site_links_for

register = template.Library()

#: each language by its own name, with Swedish spelling for Swedish readers
NATIVE_NAMES = {"sv": "Svenska", "en": "English"}


@dataclass(frozen=True)
class OtherLanguage:
    """A link to the page in the other language, or to the start page in it."""

    code: str
    name: str
    url: str


@register.simple_tag(takes_context=True)
def site_links(context: Context) -> SiteLinks:
    """Return the links to the main pages, read once a request."""
    page = context.get("page")
    return site_links_for(context["request"], page if isinstance(page, Page) else None)


@register.simple_tag(takes_context=True)
def other_language(context: Context) -> OtherLanguage:
    """Return the link to the same page in the other language, or else to the start page."""
    request: HttpRequest = context["request"]
    codes = [code for code, _ in settings.LANGUAGES]
    code = next(code for code in codes if code != (get_language() or settings.LANGUAGE_CODE))
    page = context.get("page")
    if isinstance(page, Page):
        url = site_links(context).translations.get(code) or _within_language(page, code, request)
    else:
        url = translate_url(request.get_full_path(), code)
    return OtherLanguage(code, NATIVE_NAMES[code], url)


def _within_language(page: Page, code: str, request: HttpRequest) -> str:
    """Return the URL of an untranslated page below that language, or that of the start page."""
    is_read_in_any = isinstance(page, ReaderLanguageMixin)
    with override(code):
        return (page.get_url(request) if is_read_in_any else None) or translate_url("/", code)


@register.simple_tag
def lang(code: str) -> str:
    """Return the `lang` attribute for content in the language, "" if it is the page's."""
    return "" if code in ("", get_language()) else format_html(' lang="{}"', code)


def in_language(text: str, code: str) -> SafeString:
    """Return the text as HTML, marked with its language if it is not the page's."""
    return format_html("<span{}>{}</span>", lang(code), text) if lang(code) else escape(text)


@register.inclusion_tag("components/site/language_label.html")
def language_label(code: str) -> dict[str, str]:
    """Render the name of a language, nothing if it is the reader's."""
    return {"code": "" if code == get_language() else code}


@register.inclusion_tag("components/site/nav_link.html", takes_context=True)
def nav_link(context: Context, icon: str, url: str, label: str, *, exact: bool = False) -> dict[str, str]:
    """Render a link of the navigation, with `aria-current` on it ("page") and on pages below it ("true")."""
    path = _path_in_navigation(context)
    current = "page" if path == url else ("true" if not exact and url and path.startswith(url) else "")
    return {"icon": icon, "url": url, "label": label, "current": current}


def _path_in_navigation(context: Context) -> str:
    """Return the current path; for a module or seminar in any language, its path below the list."""
    page, places = context.get("page"), site_links(context)
    if isinstance(page, ModulePage) and places.catalogue_url:
        return f"{places.catalogue_url}{page.slug}/"
    if isinstance(page, SeminarPage) and places.seminars_url:
        return f"{places.seminars_url}{page.slug}/"
    path: str = context["request"].path
    return path


@register.filter
def relative_day(day: dt.date | None) -> str:
    """Return a day in relation to today: today, yesterday, tomorrow, 18 Nov, 18 Nov 2025."""
    if day is None:
        return ""
    day = timezone.localdate(day) if isinstance(day, dt.datetime) else day
    today = timezone.localdate()
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((day - today).days)
    return near or short_date(day, with_year=day.year != today.year)


@register.filter
def short_date(day: dt.date, with_year: bool = True) -> str:
    """Return a day with a short month, in the format of the language: 18 Nov 2025, 18 nov 2025."""
    pattern = pgettext("date format", "j M Y") if with_year else pgettext("date format", "j M")
    return date_format(day, pattern).replace(".", "")


@register.simple_tag
def design_widget(field: BoundField) -> SafeString:
    """Render the field's widget with Designsystemet's class and a reference to its errors."""
    attrs: dict[str, str | bool] = {}
    if not isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple):
        attrs["class"] = "ds-input"
    if field.errors and not isinstance(field.field.widget, CheckboxInput):
        attrs["aria-describedby"] = f"{field.auto_id}_error"
    return field.as_widget(attrs=attrs)
