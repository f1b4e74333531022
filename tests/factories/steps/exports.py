"""Modules to export, and their exports."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.cache import cache

from courses.layers.models import LocalVariable
from courses.models import ModulePage
from lms.export.actions import newest_version
from lms.export.building.archive import write_package
from lms.export.building.plan import plan_export
from lms.export.enums import ExportFormat, Licence
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import image
from tests.factories.steps.content import all_texts, content
from tests.factories.steps.questions import (
    PICTURE,
    check,
    conversation,
    gap_text,
    hotspot,
    match,
    multiple_choice,
    number,
    order,
    ranking,
    scene,
    screen,
    single_choice,
    true_false,
)

#: a link to elsewhere
LINK = "https://exempel.se/start"
#: kind of question -> a question, as the editor stores it
QUESTIONS = {
    "single_choice": single_choice(explanation='<p>Läs <a href="https://exempel.se/hygien">mer</a>.</p>'),
    "multiple_choice": multiple_choice(),
    "true_false": true_false(),
    "number": number(),
    "order": order(),
    "match": match(),
    "gap_text": gap_text(),
    "hotspot": hotspot(),
    "ranking": ranking(),
}


def talk(**values: Any) -> tuple[str, dict[str, Any]]:
    """Return a conversation of two scenes."""
    return conversation(
        scene(
            "oro",
            "Dottern ringer och är orolig.",
            ("Lyssna", "Hon lugnar sig.", 2, "slut"),
            ("Lägg på", "Hon ringer chefen.", 0, ""),
        ),
        scene("slut", "Hon frågar vad som händer nu.", ("Berätta", "Hon tackar.", 1, "")),
        **values,
    )


def exported_page(*steps: tuple[str, dict[str, Any]], **values: Any) -> ModulePage:
    """Return a module with a text, every kind of content and question, a check and a conversation."""
    cache.clear()  # Wagtail caches renditions whose rows a test before has rolled back
    texts = {"label": "Jour", "text_sv": "numret", "text_en": "the number"}
    LocalVariable.objects.get_or_create(key="jour", defaults=texts)
    picture = image(pk=PICTURE)
    shown = content(
        "picture", {"image": _chosen(picture.pk, "Två händer under en kran"), "caption": "Så här"}
    )
    own = [
        (
            "text",
            {
                "title": "Börja här",
                "body": f'<p>Läs <a href="{LINK}">mer</a>, å ä ö. Ring {{{{ kommun.jour }}}}.</p>',
            },
        ),
        screen(*all_texts(), shown, *QUESTIONS.values(), title="Rena händer"),
        check(true_false("Ringar är tillåtna."), single_choice("Vad gör du först?"), drawn=1),
        talk(),
    ]
    return make_module_page("Hygien i hemmet", slug="hygien", steps=list(steps) or own, **values)


def _chosen(image: int, text: str) -> dict[str, Any]:
    return {"image": image, "decorative": False, "alt_text": text}


def exported(page: ModulePage, kind: ExportFormat, *, with_recordings: bool = True) -> BytesIO:
    """Return the package of what is published of the module."""
    version = newest_version(page)
    assert version is not None
    stream = BytesIO()
    plan = plan_export(version, kind.standard)
    write_package(plan, stream, licence=Licence.CC_BY_SA, with_recordings=with_recordings)
    stream.seek(0)
    return stream
