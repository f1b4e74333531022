"""Questions in GIFT, Moodle's text format (docs.moodle.org: GIFT format)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from content_import.questions.formats.gift.answers import (
    convert_choice,
    convert_match,
    convert_number,
    convert_short,
    convert_true_false,
)
from content_import.questions.formats.gift.parts import Parts, entries_of, restore_escaped
from content_import.questions.formats.texts import TextFormat
from content_import.questions.formats.values import (
    Collected,
    Draft,
    FoundQuestion,
    QuestionFile,
    QuestionFileRefused,
    Unconvertible,
)

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_TRUE_FALSE = re.compile(r"\s*(t|true|f|false)\s*(?:#|$)", re.IGNORECASE)
#: escaped characters while a question is divided: of Unicode's private use, which no text has
_PLACEHOLDERS = {character: chr(0xE000 + index) for index, character in enumerate("~=#{}:\\")} | {"n": "\n"}
_PRIVATE = {ord(placeholder): None for character, placeholder in _PLACEHOLDERS.items() if character != "n"}
_SHOWN_IN_PLACE = 60


@dataclass(frozen=True)
class Chunk:
    """The lines of a question, and the number of the first one."""

    line: int
    text: str


def read_gift(text: str) -> QuestionFile:
    """Return the questions of a text. Raises QuestionFileRefused without any."""
    found = Collected()
    for chunk in _chunks(text):
        try:
            found.add(_convert(chunk))
        except Unconvertible as reason:
            found.leave_out(_place(chunk), str(reason))
    if not (found.questions or found.left_out):
        raise QuestionFileRefused(_("There is no question in the file."))
    return found.result()


def _chunks(text: str) -> Iterator[Chunk]:
    """Yield the questions, which empty lines divide; answers in braces may have empty lines."""
    lines: list[str] = []
    start = depth = 0
    for number, line in enumerate(_LINE_BREAK.split(text), start=1):
        replaced, stripped = _replace_escaped(line), line.strip()
        is_category = stripped.upper().startswith("$CATEGORY")
        # A brace that is missing must not take the questions after it.
        begins = is_category or stripped.startswith("::") or (depth > 0 and "{" in replaced)
        ends = not stripped and depth <= 0
        if lines and (ends or (begins and (depth <= 0 or not lines[-1].strip() or is_category))):
            yield Chunk(start, "\n".join(lines))
            lines, depth = [], 0
        if is_category or stripped.startswith("//") or (not stripped and not lines):
            continue
        start = start if lines else number
        depth += replaced.count("{") - replaced.count("}")
        lines.append(replaced)
    if lines:
        yield Chunk(start, "\n".join(lines))


def _replace_escaped(line: str) -> str:
    return _ESCAPED.sub(lambda match: _PLACEHOLDERS[match[1]], line.translate(_PRIVATE))


def _place(chunk: Chunk) -> str:
    titled = _TITLE.match(chunk.text)
    name = titled[1] if titled else _FORMAT.sub("", chunk.text).partition("{")[0]
    shown = " ".join(restore_escaped(name).split())[:_SHOWN_IN_PLACE]
    return _("Line %(line)s: %(name)s") % {"line": chunk.line, "name": shown}


def _convert(chunk: Chunk) -> FoundQuestion:
    text = _TITLE.sub("", chunk.text, count=1) if _TITLE.match(chunk.text) else chunk.text
    prefix = _FORMAT.match(text)
    text_format = TextFormat.named(prefix[1]) if prefix else TextFormat.AUTO
    before, brace, rest = text[prefix.end() if prefix else 0 :].partition("{")
    if not brace:
        raise Unconvertible(_("It has no answers in braces { }, so that it is a text and no question."))
    block, closing, after = rest.partition("}")
    if not closing:
        raise Unconvertible(_("The brace } after its answers is missing."))
    if "{" in block or set("{}") & set(after):
        raise Unconvertible(_("It has more than one pair of braces. Write \\{ and \\} for braces in a text."))
    answers, _hashes, general = block.partition("####")
    explanation = text_format.explanation(restore_escaped(general.strip()))
    draft = Draft(_place(chunk))
    return _converted(Parts(draft, text_format, before, answers.strip(), after, explanation))


def _converted(parts: Parts) -> FoundQuestion:
    if not parts.answers:
        raise Unconvertible(_("It is answered with a longer text, which nobody can grade here."))
    if parts.answers.startswith("#"):
        return convert_number(parts)
    if _TRUE_FALSE.match(parts.answers):
        return convert_true_false(parts)
    entries = entries_of(parts.answers)
    if all(entry.is_equal and "->" in entry.text for entry in entries):
        return convert_match(parts, entries)
    if all(entry.is_equal for entry in entries):
        return convert_short(parts, entries)
    return convert_choice(parts, entries)
