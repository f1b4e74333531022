"""Pages of the Wagtail admin on which modules are translated."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Locale, Page

from courses.exceptions import TranslationRefused
from courses.languages.actions import FetchOriginal, ImportTexts, SaveTexts, StartTranslation
from courses.languages.forms import PoForm, TextsForm
from courses.languages.lag import lag_of
from courses.languages.links import Link, link_of, original_of
from courses.languages.pages import Language, languages_of
from courses.languages.po_files import read_po, write_po
from courses.languages.texts import Part, TranslatedTexts
from courses.models import ModulePage
from people.api import signed_in


class LanguagesView(WagtailAdminTemplateMixin, TemplateView):
    """Lists the languages of a page, and begins its translation into another one."""

    template_name = "courses/languages/languages.html"
    page_title = gettext_lazy("Languages")
    header_icon = "globe"
    _show_breadcrumbs = True

    @cached_property
    def original(self) -> Page:
        """The original of the page in the URL. Raises PermissionDenied for those who may not edit it."""
        page = get_object_or_404(Page, pk=self.kwargs["page_id"]).specific
        if page.is_root():
            raise Http404
        if not page.permissions_for_user(signed_in(self.request)).can_edit():
            raise PermissionDenied
        return (original_of(page) if isinstance(page, ModulePage) else None) or page

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = reverse("wagtailadmin_pages:edit", args=[self.original.pk])
        items = [{"url": editor, "label": self.original.get_admin_display_title()}]
        return [*self.breadcrumbs_items, *items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        languages: list[Language] = languages_of(self.original, signed_in(self.request))
        return {**super().get_context_data(**kwargs), "original": self.original, "languages": languages}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        locales = Locale.objects.exclude(pk=self.original.locale_id)
        posted = request.POST.get("language", "")
        locale = next((each for each in locales if each.language_code == posted), None)
        if locale is None:
            raise Http404
        try:
            page = StartTranslation(original=self.original, locale=locale, by=signed_in(request)).run()
        except TranslationRefused as refused:
            messages.error(request, str(refused))
            return redirect(request.path)
        is_module = isinstance(page, ModulePage)
        return redirect("translate_module" if is_module else "wagtailadmin_pages:edit", page.pk)


class TranslationView(WagtailAdminTemplateMixin, TemplateView):
    """The base of the pages of one translation, for those who may edit it."""

    header_icon = "globe"
    _show_breadcrumbs = True
    page_title = gettext_lazy("Translate")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.module_page.permissions_for_user(signed_in(request)).can_edit():
            raise PermissionDenied
        if self.found is None:
            return redirect("page_languages", self.module_page.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def module_page(self) -> ModulePage:
        pages = ModulePage.objects.select_related("module", "locale")
        return get_object_or_404(pages, pk=self.kwargs["page_id"])

    @cached_property
    def found(self) -> Link | None:
        return link_of(self.module_page)

    @property
    def link(self) -> Link:
        if self.found is None:
            raise Http404
        return self.found

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = reverse("wagtailadmin_pages:edit", args=[self.module_page.pk])
        items = [{"url": editor, "label": self.module_page.get_admin_display_title()}]
        return [*self.breadcrumbs_items, *items, {"url": "", "label": str(self.page_title)}]


class TranslateView(TranslationView):
    """Shows the texts of a step beside the original's, stores them, and fetches what has changed."""

    template_name = "courses/languages/translate.html"

    @cached_property
    def texts(self) -> TranslatedTexts:
        return TranslatedTexts(self.link)

    @cached_property
    def part(self) -> Part:
        """The part in the address; the first one with something left to do without one."""
        parts = self.texts.parts
        chosen = self.request.GET.get("step")
        if chosen is None:
            return next((part for part in parts if part.left), parts[0])
        return next((part for part in parts if part.id == chosen), parts[0])

    def form(self, data: Any = None) -> TextsForm:
        language = self.link.translation.target_locale.language_code
        return TextsForm(data, part=self.part, language=language)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        parts = self.texts.parts
        following = parts[(parts.index(self.part) + 1) % len(parts)]
        return {
            **super().get_context_data(**kwargs),
            "module_page": self.module_page,
            "link": self.link,
            "lag": lag_of(self.module_page),
            "parts": parts,
            "part": self.part,
            "following": following,
            "left": self.texts.left,
            "total": len(self.texts.texts),
            "po_form": PoForm(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            form = self.form(request.POST)
            if form.unknown:
                messages.error(
                    request, _("Nothing was saved: these texts have changed since you opened them.")
                )
                return self.render_to_response(self.get_context_data(form=form))
            if not form.is_valid():
                messages.error(request, _("Nothing was saved. See below what to change."))
                return self.render_to_response(self.get_context_data(form=form))
            stored = SaveTexts(page=self.module_page, texts=form.changed, by=signed_in(request)).run()
            if request.POST.get("action") == "fetch":
                return self._fetch()
        except TranslationRefused as refused:
            messages.error(request, str(refused))
            return redirect(request.get_full_path())
        if stored:
            messages.success(request, _("Saved in the draft. Learners see it when the page is published."))
        following = request.POST.get("action") == "next"
        return redirect(self._address(self.get_context_data()["following"] if following else self.part))

    def _fetch(self) -> HttpResponse:
        left = FetchOriginal(page=self.module_page, by=signed_in(self.request)).run()
        sentence = ngettext(
            "The draft has what the original has now. %(count)d text is left to look at.",
            "The draft has what the original has now. %(count)d texts are left to look at.",
            left,
        )
        messages.success(self.request, sentence % {"count": left})
        return redirect(self.request.path)

    def _address(self, part: Part) -> str:
        return f"{self.request.path}?{urlencode({'step': part.id})}"


class PoFileView(TranslationView):
    """Gives the texts as a PO file by GET, and takes in a translated one by POST."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        translation = self.link.translation
        response = HttpResponse(write_po(self.link), content_type="text/x-gettext-translation")
        name = f"{self.module_page.module.slug}-{translation.target_locale.language_code}.po"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = PoForm(request.POST, request.FILES)
        try:
            if not form.is_valid():
                raise TranslationRefused(" ".join(map(str, form.errors["file"])))
            entries = read_po(form.cleaned_data["file"], translation=str(self.link.translation.uuid))
            imported = ImportTexts(page=self.module_page, entries=entries, by=signed_in(request)).run()
        except TranslationRefused as refused:
            messages.error(request, str(refused))
        else:
            for reason in imported.refused[:10]:
                messages.error(request, _("Left out. %(reason)s") % {"reason": reason})
            sentence = ngettext(
                "%(count)d text is saved in the draft.",
                "%(count)d texts are saved in the draft.",
                imported.stored,
            )
            messages.success(request, sentence % {"count": imported.stored})
        return redirect("translate_module", self.module_page.pk)
