"""The HTML page of a chapter, with all screens, which the player shows one by one."""

import json
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from demo.building.markdown import inline_html, to_html
from demo.catalogues.modules import DemoModule
from demo.catalogues.source import Chapter, Course, Option, Screen

RUNTIME_FOLDER = Path(__file__).parents[1] / "package_runtime"
STYLES = ("page.css", "picture.css", "question.css", "steps.css")
SCRIPTS = ("scorm.js", "state.js", "question.js", "speech.js", "player.js")
#: the site's typeface, copied since packages have an origin of their own
FONT = "inter.woff2"
FONT_SOURCE = (
    Path(__file__).parents[2] / "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"
)
SHARED_FILES = (*STYLES, *SCRIPTS, FONT)


@cache
def interface_texts(language: str) -> dict[str, str]:
    """Return the texts of the player in a language."""
    text = (RUNTIME_FOLDER / f"words.{language}.json").read_text(encoding="utf-8")
    texts: dict[str, str] = json.loads(text)
    return texts


@cache
def template(name: str) -> Template:
    return Template((RUNTIME_FOLDER / "templates" / name).read_text(encoding="utf-8"))


def chapter_page(module: DemoModule, course: Course, chapter: Chapter, *, language: str) -> str:
    """Return the HTML document of a chapter."""
    texts = interface_texts(language)
    is_last = chapter is course.chapters[-1]
    return template("page.html").substitute(
        {f"word_{key}": escape(word) for key, word in texts.items()},
        language=language,
        standard="2004" if module.standard.is_2004 else "1.2",
        pass_mark="" if module.pass_mark is None else module.pass_mark,
        chapters="last" if is_last else "more",
        title=escape(chapter.title),
        words=json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c"),
        screens="\n".join(_screen(screen, module.folder, language) for screen in chapter.screens),
    )


def _screen(screen: Screen, folder: Path, language: str) -> str:
    return template("screen.html").substitute(
        id=screen.id,
        kind="question" if screen.is_question else "text",
        title=inline_html(screen.title),
        body=to_html(screen.body, folder=folder),
        question=_question(screen, language) if screen.is_question else "",
    )


def _question(screen: Screen, language: str) -> str:
    return template("question.html").substitute(
        id=screen.id,
        aim=screen.aim,
        right=",".join(option.letter for option in screen.right_options),
        instruction=escape(screen.instruction),
        options="\n".join(_option(screen, option) for option in screen.options),
    )


def _option(screen: Screen, option: Option) -> str:
    return template("option.html").substitute(
        id=screen.id,
        letter=option.letter,
        type="checkbox" if screen.has_several_answers else "radio",
        text=inline_html(option.text),
        feedback=inline_html(option.feedback),
    )
