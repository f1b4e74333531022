"""The steps of a native module: its screens as blocks, and what `native.<language>.toml` adds.

A step is a mapping of its type, its id and its fields, whose rich texts are Markdown.
"""

import re
from collections.abc import Iterator
from typing import Any

from demo.building.markdown import plain_text
from demo.catalogues.additions import Additions, Block
from demo.catalogues.modules import DemoModule
from demo.catalogues.source import Chapter, Course, Language, Screen, SourceError

PICTURE = re.compile(r"^!\[(?P<alt>[^\]]+)\]\((?P<src>[^)]+)\)$")
#: the heading of a card: bold words that end with a colon or a question mark
HEADING = re.compile(r"^\*\*(?P<heading>[^*]+?)(?::\*\*|(?<=\?)\*\*) (?P<text>.+)$", re.DOTALL)
REMEMBER = {Language.SWEDISH: "Kom ihåg", Language.ENGLISH: "Remember"}
CHAPTER = {Language.SWEDISH: "Kapitel", Language.ENGLISH: "Chapter"}


def native_steps(module: DemoModule, language: Language) -> list[Block]:
    """Return the steps in order. Raises SourceError for additions to a screen that does not exist."""
    course, additions = module.course(language), module.additions(language)
    missing = additions.screens - {screen.id for screen in course.screens()}
    if missing:
        raise SourceError(f"{module.slug}: There is no screen “{screen}”." for screen in sorted(missing))
    return [
        step
        for chapter in course.chapters
        for screen in chapter.screens
        for step in (
            _step(course, chapter, screen, additions, language),
            *additions.steps_after(screen.id),
        )
    ]


def _step(
    course: Course, chapter: Chapter, screen: Screen, additions: Additions, language: Language
) -> Block:
    is_summary = screen is chapter.screens[-1]
    content = list(_content(screen, language, is_summary=is_summary))
    if screen is chapter.screens[0] and len(course.chapters) > 1:
        number = 1 + course.chapters.index(chapter)
        content.insert(0, {"type": "text", "text": f"**{CHAPTER[language]} {number}: {chapter.title}**"})
    # Ids are positions, so that a question and its answers keep theirs when the wording changes.
    numbered = [{"id": f"{number}", **block} for number, block in enumerate(content)]
    return {
        "type": "screen",
        "id": screen.id,
        "title": additions.short_titles.get(screen.id, plain_text(screen.title)),
        "content": [*numbered, *additions.blocks_on(screen.id)],
        "plain": additions.plain.get(screen.id, ""),
    }


def _content(screen: Screen, language: Language, *, is_summary: bool) -> Iterator[dict[str, Any]]:
    if is_summary:
        yield from _summary(screen, language)
    elif not screen.is_question:
        yield from _blocks(screen.body)
    elif screen.title.endswith("?"):
        yield from _blocks(screen.body)
        yield _question(screen, screen.title)
    else:
        yield _question(screen, screen.body)


def _blocks(body: str) -> Iterator[dict[str, Any]]:
    """Yield the blocks of a screen's body; paragraphs and lists that follow each other are one text."""
    text: list[str] = []
    for part in re.split(r"\n\s*\n", body):
        block = _block(part)
        if block is None:
            text.append(part)
            continue
        if text:
            yield {"type": "text", "text": "\n\n".join(text)}
            text = []
        yield block
    if any(text):
        yield {"type": "text", "text": "\n\n".join(text)}


def _block(part: str) -> dict[str, Any] | None:
    """Return the block of a picture or a quotation, None for a text."""
    if picture := PICTURE.match(part):
        return {"type": "picture", "image": {"src": picture["src"], "alt": picture["alt"]}}
    if not part.startswith(">"):
        return None
    words = re.sub(r"^> ?", "", part, flags=re.MULTILINE)
    return _box(words) if not words.startswith("–") else {"type": "quote", "text": plain_text(words[2:])}


def _box(words: str) -> dict[str, Any]:
    match = HEADING.match(words)
    if not match:
        return {"type": "box", "kind": "fact", "text": words}
    text = match["text"][0].upper() + match["text"][1:]
    return {"type": "box", "kind": "fact", "heading": match["heading"], "text": text}


def _summary(screen: Screen, language: Language) -> Iterator[dict[str, Any]]:
    """Yield the blocks of a chapter's last screen: what to remember, and what to try, as boxes."""
    for block in _blocks(screen.body):
        if "kind" in block:
            yield {**block, "kind": "tip"}
        elif block.keys() == {"type", "text"} and block["type"] != "quote":
            yield {"type": "box", "kind": "fact", "heading": REMEMBER[language], "text": block["text"]}
        else:
            yield block


def _question(screen: Screen, prompt: str) -> dict[str, Any]:
    return {
        "type": "multiple_choice" if screen.has_several_answers else "single_choice",
        "id": "question",
        "prompt": plain_text(prompt),
        "options": [
            {
                "text": plain_text(option.text),
                "is_right": option.is_right,
                "feedback": plain_text(option.feedback),
            }
            for option in screen.options
        ],
    }
