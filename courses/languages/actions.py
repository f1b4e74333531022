"""Actions on translations of modules. Each stores a draft; publishing is the page editor's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from courses.enums import START_TRANSLATION
from courses.exceptions import TranslationRefused
from courses.languages.drafts import save_translated_draft, segments_by_path
from courses.languages.leaves import steps_of_other_structure
from courses.languages.links import Link, content_to_translate, link_of, version_before
from courses.languages.po_files import PoEntry
from courses.languages.texts import FOR_EARLIER_TEXT, Text, TranslatedTexts
from courses.models import ModulePage
from people.api import Action, Change, LogEntry, Person, Result


@dataclass(frozen=True, kw_only=True)
class TranslationAction(Action[Result]):
    """An action on the translation `page`, for those who may edit it."""

    audit = "wagtail.edit"

    page: ModulePage

    def check(self, by: Person) -> None:
        if not self.page.permissions_for_user(by).can_edit():
            raise PermissionDenied

    def opened(self) -> Link:
        """Lock the page and return its link, with the texts that were changed in the page's editor.

        Raises TranslationRefused for a page that is locked or has no link.
        """
        page = ModulePage.objects.select_for_update().get(pk=self.page.pk)
        link = link_of(page)
        if link is None:
            raise TranslationRefused(_("This page is not translated in segments."))
        refuse_locked(page, self.by)
        texts = TranslatedTexts(link)
        segments = {segment.pk: segment for segment in texts.segments}
        for key, text in texts.edited_in_draft.items():
            store_text(link, segments[key], text, self.by)
        return link


def refuse_locked(page: ModulePage, by: Person | None) -> None:
    """Raise TranslationRefused for a page that another person or an approval locks."""
    lock = page.get_lock()
    if lock is not None and by is not None and lock.for_user(by):
        raise TranslationRefused(_("The page is locked. Unlock it, and translate it then."))


def store_text(link: Link, segment: StringSegment, text: str, by: Person | None, tool: str = "") -> None:
    """Store a translation in wagtail-localize's notation."""
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        locale=link.translation.target_locale,
        context=segment.context,
        defaults={
            "data": text,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": tool,
            "last_translated_by": by,
            "has_error": False,
            "field_error": "",
        },
    )


@dataclass(frozen=True, kw_only=True)
class StartTranslation(Action[Page]):
    """Create the page of `original` in another language as a draft, and return it.

    That of a module is translated in segments; other pages are copies only. An existing page of a module is
    taken over with its texts, if its steps are copies of the original's. Raises TranslationRefused if they
    are not, or if the page above it is not in that language.
    """

    audit = START_TRANSLATION  # Wagtail logs its copying without the person

    original: Page
    locale: Locale

    def check(self, by: Person) -> None:
        page = self._page()
        parent = None if page else self._parent()
        may_edit = [each.permissions_for_user(by).can_edit() for each in (self.original, page) if each]
        if not all(may_edit) or (parent and not parent.permissions_for_user(by).can_add_subpage()):
            raise PermissionDenied

    def execute(self) -> Change[Page]:
        Page.objects.select_for_update().get(pk=self.original.pk)  # two clicks would create it twice
        page, original = self._page(), self.original
        if self.locale.pk == original.locale_id:
            raise TranslationRefused(_("The page is in that language already."))
        if not isinstance(original, ModulePage):
            return Change(page) if page else self._logged(self._create(original))
        if page is not None and link_of(page) is not None:
            return Change(page)
        content = content_to_translate(original)
        if page is None:
            return self._logged(_linked(self._create(content), content, self.locale))
        refuse_locked(page, self.by)
        version = version_before(original, page.latest_revision_created_at)
        agreed = version.revision.as_object() if version else content
        _refuse_other_steps(page, agreed)
        _linked(page, agreed, self.locale)
        TranslationSource.objects.filter(object=page.translation_key, locale=original.locale).update(
            last_updated_at=page.latest_revision_created_at or timezone.now()
        )
        return Change(page)

    def _logged(self, page: Page) -> Change[Page]:
        return Change(page, [LogEntry(page)])

    def _page(self) -> Page | None:
        pages = Page.objects.filter(translation_key=self.original.translation_key, locale=self.locale)
        page = pages.first()
        return page.specific if page is not None else None

    def _parent(self) -> Page | None:
        parent = self.original.get_parent().get_translation_or_none(self.locale)
        return parent.specific if parent is not None else None

    def _create(self, content: Page) -> Page:
        if self._parent() is None:
            raise TranslationRefused(_("The page above this one is not in that language yet."))
        copying = CopyPageForTranslationAction(content, self.locale, user=self.by)
        page: Page = copying.execute(skip_permission_checks=True)
        Page.objects.filter(pk=page.pk).update(owner=self.by)
        return page


def _linked(page: ModulePage, content: ModulePage, locale: Locale) -> ModulePage:
    """Store the texts of `content`, which the page agrees with, and return the page."""
    source, _is_new = TranslationSource.update_or_create_from_instance(content)
    Translation.objects.create(source=source, target_locale=locale, enabled=False)
    return page


def _refuse_other_steps(page: ModulePage, original: ModulePage) -> None:
    field: Any = ModulePage._meta.get_field("steps")
    own, base = (list(each.steps.raw_data) for each in (page.get_latest_revision_as_object(), original))
    if {step.get("id") for step in own} - {step.get("id") for step in base}:
        sentence = _(
            "The page in that language has steps of its own, which are no copies of these. "
            "Go on editing it by itself."
        )
        raise TranslationRefused(sentence)
    if steps_of_other_structure(field.stream_block, own, base):
        sentence = _(
            "Steps of the page in that language have other parts than these. Go on editing it by itself."
        )
        raise TranslationRefused(sentence)


@dataclass(frozen=True, kw_only=True)
class SaveTexts(TranslationAction[int]):
    """Store the translations of texts by the key of their segment, "" for none, and the draft with them.

    Return how many were stored: those that differ, and those of an earlier text, which are confirmed. Keys
    of other pages and of texts that are gone count as nothing. Raises TranslationRefused for a text that its
    place can't have.
    """

    texts: Mapping[int, str]

    def execute(self) -> Change[int]:
        link = self.opened()
        texts = TranslatedTexts(link)
        known, kept = {text.id: text for text in texts.texts}, texts.kept_paths
        given = {known[key]: text for key, text in self.texts.items() if key in known}
        for text, translation in given.items():
            if problem := text.problem_in(translation):
                raise TranslationRefused(problem)
        given = {
            text: translation
            for text, translation in given.items()
            if text.state == text.state.CHANGED or text.differs(translation)
        }
        if given:
            _store(link, given, self.by)
            save_translated_draft(link, link.base, self.by, kept)
        return Change(len(given))


def _store(link: Link, given: Mapping[Text, str], by: Person | None) -> None:
    segments = StringSegment.objects.select_related("string", "context").in_bulk([text.id for text in given])
    for text, translation in given.items():
        segment = segments[text.id]
        if translation.strip():
            store_text(link, segment, text.stored(translation), by)
        else:
            StringTranslation.objects.filter(
                translation_of=segment.string_id,
                context=segment.context_id,
                locale=link.translation.target_locale,
            ).delete()


@dataclass(frozen=True)
class Imported:
    """How many texts of a PO file were stored, and why others were not, a sentence each."""

    stored: int
    refused: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ImportTexts(TranslationAction[Imported]):
    """Store the translations of a PO file, and the draft with them. Texts with a problem are left out."""

    entries: Sequence[PoEntry]

    def execute(self) -> Change[Imported]:
        link = self.opened()
        texts = TranslatedTexts(link)
        strings = {segment.pk: segment.string.data for segment in texts.segments}
        by_place = {(text.path, strings[text.id]): text for text in texts.texts}
        given, refused = {}, []
        for entry in self.entries:
            text = by_place.get((entry.context, entry.source))
            if text is None or not entry.translation.strip():
                continue
            shown = text.shown(entry.translation)
            if problem := text.problem_in(shown):
                refused.append(f"{entry.source[:60]}: {problem}")
            elif text.differs(shown):
                given[text] = shown
        if given:
            _store(link, given, self.by)
            save_translated_draft(link, link.base, self.by, texts.kept_paths)
        return Change(Imported(len(given), refused))


@dataclass(frozen=True, kw_only=True)
class FetchOriginal(TranslationAction[int]):
    """Take the published original into the draft of the translation; return how many texts are left to do.

    Texts that are still the same keep their translation, also in another place. One whose original has
    changed keeps the earlier translation, marked as such. Nothing is published.
    """

    def execute(self) -> Change[int]:
        link = self.opened()
        texts = TranslatedTexts(link)
        base, before, kept = link.base, segments_by_path(texts.segments), texts.kept_paths
        source, _is_new = TranslationSource.update_or_create_from_instance(
            content_to_translate(link.original)
        )
        TranslationSource.objects.filter(pk=source.pk).update(last_updated_at=timezone.now())
        renewed = link_of(link.page)
        if renewed is None:  # the link was read in this transaction
            raise TranslationRefused(_("This page is not translated in segments."))
        _carry_over(renewed, before, self.by)
        save_translated_draft(renewed, base, self.by, kept)
        return Change(TranslatedTexts(renewed).left)


def _carry_over(link: Link, before: Mapping[str, Sequence[StringSegment]], by: Person | None) -> None:
    """Give each text without a translation that of the same text elsewhere, or of its earlier text."""
    texts = TranslatedTexts(link, reads_draft=False)
    missing = {text.id: text for text in texts.texts if text.state == text.state.MISSING}
    stored = StringTranslation.objects.filter(
        context__object=link.source.object_id, locale=link.translation.target_locale, has_error=False
    ).order_by("updated_at")
    known = {(each.translation_of_id, each.context_id): each.data for each in stored}
    anywhere = {each.translation_of_id: each.data for each in stored if each.tool_name != FOR_EARLIER_TEXT}
    for path, segments in segments_by_path(texts.segments).items():
        earlier = _paired(before.get(path, ()), segments)
        for segment in segments:
            if segment.pk not in missing:
                continue
            if segment.string_id in anywhere:
                store_text(link, segment, anywhere[segment.string_id], by)
            elif (old := earlier.get(segment.string_id)) and (old, segment.context_id) in known:
                text = known[old, segment.context_id]
                if not missing[segment.pk].problem_in(text):
                    store_text(link, segment, text, by, FOR_EARLIER_TEXT)


def _paired(before: Sequence[StringSegment], now: Sequence[StringSegment]) -> dict[int, int]:
    """Return the earlier string of each new one of a text, if as many are new as are gone."""
    old, new = [each.string_id for each in before], [each.string_id for each in now]
    gone = [string for string in old if string not in new]
    added = [string for string in new if string not in old]
    return dict(zip(added, gone, strict=True)) if len(gone) == len(added) else {}
