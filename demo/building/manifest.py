"""The `imsmanifest.xml` of a package, for SCORM 1.2 and SCORM 2004 3rd and 4th edition."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from demo.building.pages import template
from demo.catalogues.modules import DemoModule
from demo.catalogues.source import Chapter, Course


def chapter_file(course: Course, chapter: Chapter) -> str:
    """Return the file name of a chapter's page."""
    return "index.html" if len(course.chapters) == 1 else f"{chapter.id}.html"


def manifest(module: DemoModule, course: Course, *, language: str, shared_files: Iterable[str]) -> str:
    """Return the manifest's XML. `shared_files` are files that every chapter's page uses."""
    edition = "2004" if module.standard.is_2004 else "12"
    rule, item, resource = (template(f"{name}_{edition}.xml") for name in ("rule", "item", "resource"))
    mark = module.pass_mark
    passing = "" if mark is None else rule.substitute(percent=mark, share=mark / 100)
    chapters = [
        (chapter.id, escape(chapter.title), chapter_file(course, chapter)) for chapter in course.chapters
    ]
    return template(f"manifest_{edition}.xml").substitute(
        identifier=f"narlara.{module.slug}.{language}",
        version=module.standard,
        title=escape(module.title.in_language(language)),
        items="".join(item.substitute(id=key, title=title, rule=passing) for key, title, _ in chapters),
        resources="".join(resource.substitute(id=key, page=page) for key, _, page in chapters),
        files="".join(f'      <file href="{escape(name)}" />\n' for name in sorted(shared_files)),
    )
