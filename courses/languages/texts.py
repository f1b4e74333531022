"""The texts of a translation: each text of the original with what it is in the other language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail_localize.models import StringSegment, StringTranslation, TemplateSegment
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue

from courses.languages.drafts import DraftChanges, changes_in_draft, step_in, without_returns
from courses.languages.leaves import Leaf, leaves_of
from courses.languages.links import Link, link_of
from courses.models import ModulePage
from courses.steps.stored import StoredStep, read_stream

#: the tool of a translation that was made for an earlier text of the original
FOR_EARLIER_TEXT = "earlier text"
#: no text of a module is longer
MAX_LENGTH = 20_000
STEPS = "steps"
#: texts with such a limit have one line in the editor
LINE_LENGTH = 255


class TextState(TextChoices):
    """Whether a text is translated."""

    MISSING = "missing", gettext_lazy("Not translated")
    CHANGED = "changed", gettext_lazy("The original has changed")
    DONE = "done", gettext_lazy("Translated")


@dataclass(frozen=True)
class Text:
    """A text of the original and its translation, both as translators see them.

    A formatted text has tags, with ids for the addresses of links; one that is not has none.
    """

    #: the key of its segment
    id: int
    path: str
    #: the id of its step, "" for a text of the page itself
    step: str
    label: str
    source: str
    translation: str
    state: TextState
    is_formatted: bool
    max_length: int = MAX_LENGTH
    #: whether its place was given another structure in the page's editor, where it is edited then
    is_kept: bool = False

    def problem_in(self, text: str) -> str:
        """Return why the text can't be its translation, as a sentence; "" for one that can."""
        if self.is_kept and text != self.translation:
            return _("This text was changed in the page's editor. Edit it there.")
        if "\0" in text:
            return _("The text has a character that cannot be stored.")
        # A title is stored with its special characters as references too.
        length = len(self.stored(text)) if self.path == "title" else len(text)
        if length > self.max_length:
            return _("At most %(number)s characters fit here.") % {"number": self.max_length}
        if self.is_formatted and not _is_well_nested(text):
            return _("Close each tag, put no link into a link, and at most ten tags into each other.")
        allowed = _tags(self.source) | EMPHASIS
        if self.is_formatted and not _tags(text) <= allowed:
            tags = " ".join(sorted(_written(tag) for tag in allowed))
            return _("Use only these tags: %(tags)s") % {"tags": tags}
        return ""

    def shown(self, stored: str) -> str:
        """Return a text in wagtail-localize's notation, as PO files have it, as translators see it."""
        return _shown(stored, is_formatted=self.is_formatted)

    def differs(self, text: str) -> bool:
        """Whether a text without problems is another than the stored translation."""
        return self.stored(text) != self.stored(self.translation)

    def stored(self, text: str) -> str:
        """Return a text without problems as wagtail-localize stores it."""
        text = text.strip().replace("\r\n", "\n")
        if self.is_formatted:
            return str(StringValue.from_translated_html(text).data)
        is_line = self.max_length <= LINE_LENGTH
        return str(StringValue.from_plaintext(" ".join(text.split()) if is_line else text).data)


def _shown(stored: str, *, is_formatted: bool) -> str:
    return stored if is_formatted else str(StringValue(stored).render_text())


def _tags(html: str) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return the tags of a text with their attributes; what looks like one counts, also if it is no tag."""
    soup = BeautifulSoup(html, "html.parser")
    tags = {
        (element.name, tuple(sorted((key, str(value)) for key, value in element.attrs.items())))
        for element in soup.find_all(True)
        if isinstance(element, Tag)
    }
    plain = {("!", ()) for node in soup.descendants if type(node).__name__ in _NO_TEXT}
    return tags | plain


class _Nesting(HTMLParser):
    """Reads the tags of a text; `is_right` is False if they are not closed in order or too deep."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.is_right = True

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.is_right &= len(self.open) < MAX_DEPTH and not (tag == "a" and "a" in self.open)
        if tag not in _WITHOUT_END:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.is_right &= bool(self.open) and self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.is_right &= tag in _WITHOUT_END


def _is_well_nested(text: str) -> bool:
    nesting = _Nesting()
    nesting.feed(text)
    nesting.close()
    return nesting.is_right and not nesting.open


#: how many tags may be in each other
MAX_DEPTH = 10
_WITHOUT_END = frozenset({"br"})
#: tags that every formatted text may have
EMPHASIS = frozenset({("b", ()), ("i", ())})
#: classes of nodes that are neither tags nor text
_NO_TEXT = frozenset({"CData", "Comment", "Declaration", "Doctype", "ProcessingInstruction"})


def _written(tag: tuple[str, tuple[tuple[str, str], ...]]) -> str:
    name, attrs = tag
    written = "".join(f' {key}="{value}"' for key, value in attrs)
    return f"<{name}{written}>"


@dataclass(frozen=True)
class Part:
    """The texts of one step, or of the page itself (`id` ""), on one page of the translator."""

    id: str
    title: str
    texts: Sequence[Text]

    def count(self, state: TextState) -> int:
        return sum(text.state == state for text in self.texts)

    @property
    def left(self) -> int:
        """How many are not translated, or were before the original changed."""
        return len(self.texts) - self.count(TextState.DONE)

    @property
    def is_kept(self) -> bool:
        """Whether some of them are edited in the page's editor only."""
        return any(text.is_kept for text in self.texts)


class TranslatedTexts:
    """The texts of a link, read once. What was changed in the draft by the page's editor counts.

    Not so where `reads_draft` is False: a draft that was made of an earlier original has other texts.
    """

    def __init__(self, link: Link, *, reads_draft: bool = True) -> None:
        self.link = link
        self.reads_draft = reads_draft

    @cached_property
    def parts(self) -> list[Part]:
        by_step: dict[str, list[Text]] = defaultdict(list)
        for text in self.texts:
            by_step[text.step].append(text)
        own = [Part("", _("About the module"), by_step[""])]
        return own + [
            Part(step.id, step.title, by_step[step.id]) for step in self.steps if step.id in by_step
        ]

    @cached_property
    def steps(self) -> tuple[StoredStep, ...]:
        return read_stream(self._source_page.steps.raw_data)

    @cached_property
    def texts(self) -> list[Text]:
        translations = self._translations
        formatted = set(
            TemplateSegment.objects.filter(source=self.link.source).values_list("context", flat=True)
        )
        return [
            self._text(
                segment,
                translations.get((segment.string_id, segment.context_id)),
                self.edited_in_draft.get(segment.pk),
                is_formatted=segment.context_id in formatted,
            )
            for segment in self.segments
            if step_in(segment.context.path) not in self._removed_steps
        ]

    @cached_property
    def segments(self) -> list[StringSegment]:
        segments = StringSegment.objects.filter(source=self.link.source)
        return list(segments.select_related("context", "string").order_by("order"))

    @property
    def edited_in_draft(self) -> Mapping[int, str]:
        """The texts by segment that were changed in the page's editor, as they are stored."""
        return self._changes_in_draft.edited

    @property
    def kept_paths(self) -> frozenset[str]:
        """The paths of texts whose place was given another structure in the page's editor."""
        return self._changes_in_draft.kept

    @property
    def left(self) -> int:
        return sum(part.left for part in self.parts)

    @cached_property
    def _source_page(self) -> ModulePage:
        page: ModulePage = self.link.source.as_instance()
        extract_segments(page)  # gives ids to items of lists that were stored without
        return page

    @cached_property
    def _translations(self) -> dict[tuple[int, int | None], StringTranslation]:
        stored = StringTranslation.objects.filter(
            context__object=self.link.source.object_id, locale=self.link.translation.target_locale
        )
        return {(each.translation_of_id, each.context_id): each for each in stored}

    @cached_property
    def _draft(self) -> ModulePage:
        draft: ModulePage = self.link.page.get_latest_revision_as_object()
        return draft

    @cached_property
    def _removed_steps(self) -> set[str]:
        """The ids of the steps that the draft no longer has."""
        if not self.reads_draft:
            return set()
        return {step.id for step in self.steps} - {step.id for step in self._draft.stored_steps}

    @cached_property
    def _changes_in_draft(self) -> DraftChanges:
        if not self.reads_draft:
            return DraftChanges({}, frozenset())
        known = {}
        for segment in self.segments:
            stored = self._translations.get((segment.string_id, segment.context_id))
            source = without_returns(segment.string.data)
            known[segment.pk] = stored.data if stored and not stored.has_error else source
        return changes_in_draft(self.link, self._draft, self._source_page, self.segments, known)

    def _text(
        self,
        segment: StringSegment,
        stored: StringTranslation | None,
        draft: str | None,
        *,
        is_formatted: bool,
    ) -> Text:
        path, source = segment.context.path, without_returns(segment.string.data)
        is_kept = path in self.kept_paths
        data, state = "", TextState.DONE if is_kept else TextState.MISSING
        if stored is not None and not stored.has_error:
            data = stored.data
            state = TextState.CHANGED if stored.tool_name == FOR_EARLIER_TEXT else TextState.DONE
        if draft is not None:
            data, state = draft, TextState.DONE
        original, shown = (
            text if is_formatted else StringValue(text).render_text() for text in (source, data)
        )
        label, limit = self._places.get(path, ("", MAX_LENGTH))
        return Text(
            segment.pk, path, step_in(path), label, original, shown, state, is_formatted, limit, is_kept
        )

    @cached_property
    def _places(self) -> Mapping[str, tuple[str, int]]:
        """The label and the longest length of each text, by path."""
        field: Any = ModulePage._meta.get_field(STEPS)
        leaves = leaves_of(field.stream_block, list(self._source_page.steps.raw_data))
        places = {
            f"{STEPS}.{leaf.path}": (_label(leaf), _max_length(leaf)) for leaf in leaves if leaf.is_text
        }
        for each in ModulePage.translatable_fields:
            own: Any = ModulePage._meta.get_field(each.field_name)
            places[own.name] = (
                capfirst(str(own.verbose_name)),
                getattr(own, "max_length", None) or MAX_LENGTH,
            )
        return places


def _label(leaf: Leaf) -> str:
    own = str(leaf.block.label or "")
    return " · ".join(dict.fromkeys(filter(None, [leaf.kind, own])))


def _max_length(leaf: Leaf) -> int:
    if isinstance(leaf.block, blocks.RichTextBlock):
        return MAX_LENGTH
    return getattr(leaf.block.field, "max_length", None) or MAX_LENGTH


def texts_to_translate(page: ModulePage) -> list[Text]:
    """Return the texts of a translation, none of a page that is not translated in segments."""
    link = link_of(page)
    return TranslatedTexts(link).texts if link else []
