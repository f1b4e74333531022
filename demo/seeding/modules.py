"""The demo modules: packages built from source, imported and published in all their languages."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.text import slugify

from content_import.api import ImportPackage, OverrideHealthCheck, latest_override
from courses.api import (
    ModulePage,
    ModuleVersion,
    Package,
    PackageStep,
    PublishModulePage,
    Step,
    TextStep,
    Theme,
)
from demo.build_packages import build_package
from demo.catalogues.enums import Language
from demo.catalogues.modules import DemoModule, modules
from people.api import Municipality, Person

NAMESPACE = uuid.UUID("b3a6d5de-7f3b-5a53-8c0e-5b8f6f6d5d11")
#: the reason of the override, since demo packages are published without a check
OVERRIDE = "Demopaket som byggs av Närläras egen källkod."
#: the validity of completions in months
VALID_MONTHS = {"basala-hygienrutiner": 12}
#: title and text of a step before the package, by module and language, with placeholders for the
#: numbers of questions and of right answers that the pass mark requires
OPENINGS = {
    "brytpunktssamtal": {
        Language.SWEDISH: (
            "Innan du börjar",
            "<p>Den här utbildningen handlar om livets sista tid. Kanske väcker den minnen av någon som du "
            "själv har mist.</p><p>Ta den i din egen takt. Du kan stänga när som helst och fortsätta en "
            "annan dag – det du har gjort är sparat. Prata gärna med en kollega efteråt.</p>",
        ),
        Language.ENGLISH: (
            "Before you begin",
            "<p>This module is about the last part of life. It may bring back memories of someone you have "
            "lost.</p><p>Take it at your own pace. You can close it at any time and go on another day – what "
            "you have done is saved. Do talk with a colleague afterwards.</p>",
        ),
    },
    "basala-hygienrutiner": {
        Language.SWEDISH: (
            "Så här går det till",
            "<p>Du följer med på tre hembesök. I varje hem får du välja vad du gör, och veta varför.</p>"
            "<p>{right} rätt av {questions} räcker. Blir det fel får du försöka igen.</p>",
        ),
        Language.ENGLISH: (
            "How it works",
            "<p>You come along on three home visits. In each home you choose what to do, and learn why.</p>"
            "<p>{right} right out of {questions} is enough. If something goes wrong you can try again.</p>",
        ),
    },
}
LOCAL_SLUG = "trygghetslarm-i-molndal"
LOCAL_STEPS: list[Step] = [
    (
        TextStep.kind,
        {
            "title": "När larmet går",
            "body": "<p>Ett larm ska besvaras av en människa. Läs på telefonen vem som larmar och vad "
            "som står under <b>Viktigt att veta</b> innan du ringer upp.</p><ol><li>Säg ditt namn och "
            "att du kommer från hemtjänsten.</li><li>Fråga vad som har hänt, och vänta in svaret.</li>"
            "<li>Säg när du är framme. Kan du inte hålla tiden: ring igen.</li></ol>"
            "<p>Svarar ingen åker du dit.</p>",
        },
    ),
    (
        TextStep.kind,
        {
            "title": "På natten",
            "body": "<p>Nattpatrullen tar larmen mellan 21.30 och 07.00. Behöver du sjuksköterska i "
            "beredskap finns numret i telefonens kontakter under <b>Beredskap</b>.</p>"
            "<p>Skriv vad du gjorde innan du lämnar hemmet, så vet nästa kollega.</p>",
        },
    ),
]


def seed_modules(
    themes: Mapping[str, Theme], *, responsible: Person, by: Person, today: dt.date
) -> dict[str, ModuleVersion]:
    """Publish every demo module; return the Swedish versions by slug. Must not run within a transaction."""
    versions = {}
    for number, module in enumerate(modules()):
        for language in module.languages:
            package = _package(module, language, by)
            page = PublishModulePage(
                module_slug=module.slug,
                language=language,
                title=module.title.in_language(language),
                introduction=module.summary.in_language(language),
                minutes=module.minutes,
                aims=_as_list(module, language),
                audience=module.audience.in_language(language),
                themes=[themes[slug] for slug in module.themes],
                steps=_steps(module, language, package),
                valid_months=VALID_MONTHS.get(module.slug),
                responsible=responsible,
                reviewed_on=_reviewed_on(module, today - dt.timedelta(days=20 + 30 * number)),
                by=by,
            ).run()
            if language == Language.SWEDISH:
                versions[module.slug] = version_of(page)
    return versions


def seed_local_module(
    themes: Mapping[str, Theme], *, owner: Municipality, by: Person, today: dt.date
) -> None:
    """Publish the small module of a municipality, written as text steps."""
    PublishModulePage(
        module_slug=LOCAL_SLUG,
        language=Language.SWEDISH,
        title="När trygghetslarmet går i Mölndal",
        introduction="Vem svarar, när du åker och vem du ringer på natten. Mölndals egna rutiner.",
        minutes=5,
        aims="<ul><li>Svara på ett larm så att personen känner sig trygg.</li>"
        "<li>Veta vem som tar larmen på natten.</li></ul>",
        audience="Alla i hemtjänsten i Mölndal",
        themes=[themes["nara-vard"]],
        steps=LOCAL_STEPS,
        owner=owner,
        responsible=by,
        reviewed_on=today - dt.timedelta(days=45),
        by=by,
    ).run()


def version_of(page: ModulePage) -> ModuleVersion:
    """Return the newest version of a published page."""
    version = page.module.versions.filter(language=page.locale.language_code).order_by("-number").first()
    if version is None:
        raise LookupError(f"{page} has been published without a version")
    return version


def _package(module: DemoModule, language: Language, by: Person) -> Package:
    """Return the imported package. It is built, and imported unless the same bytes are imported already."""
    with tempfile.TemporaryDirectory() as folder:
        archive = build_package(module, language=language, out=Path(folder))
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        lineage = uuid.uuid5(NAMESPACE, archive.name)
        existing = Package.objects.ready().filter(lineage=lineage, digest=digest).first()
        title = module.title.in_language(language)
        package = existing or ImportPackage(archive=archive, title=title, by=by, lineage=lineage).run()
    if latest_override(package) is None:
        OverrideHealthCheck(package=package, by=None, reason=OVERRIDE).run()
    return package


def opening_of(module: DemoModule, language: Language) -> tuple[str, str] | None:
    """Return title and text of the step before the package, None without one."""
    title, text = OPENINGS.get(module.slug, {}).get(language, ("", ""))
    if not title:
        return None
    questions, right = module.question_count(language), module.right_needed(language)
    return title, text.format(questions=questions, right=right)


def _steps(module: DemoModule, language: Language, package: Package) -> list[Step]:
    opening = opening_of(module, language)
    steps: list[Step] = [(TextStep.kind, {"title": opening[0], "body": opening[1]})] if opening else []
    return [*steps, (PackageStep.kind, {"title": module.title.in_language(language), "package": package})]


def _as_list(module: DemoModule, language: Language) -> str:
    items = format_html_join("", "<li>{}</li>", ((aim.text.in_language(language),) for aim in module.aims))
    return format_html("<ul>{}</ul>", items)


def _reviewed_on(module: DemoModule, day: dt.date) -> dt.date:
    """Return the review day set by an earlier seeding, by default `day`."""
    page = ModulePage.objects.filter(module__slug=slugify(module.slug), reviewed_on__isnull=False).first()
    return page.reviewed_on if page and page.reviewed_on else day
