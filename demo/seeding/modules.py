"""The demo modules, published in all their languages as packages or native steps made from source."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.text import slugify
from wagtail.models import Locale

from content_import.api import ImportPackage, OverrideHealthCheck, install_libraries, latest_override
from courses.api import (
    ModulePage,
    ModuleVersion,
    Package,
    PackageStep,
    PublishModulePage,
    SaveTexts,
    StartTranslation,
    Step,
    TextStep,
    Theme,
    texts_to_translate,
)
from demo.build_packages import build_package
from demo.building.h5p import TITLE as H5P_TITLE
from demo.building.h5p import build_h5p
from demo.catalogues.modules import DemoModule, modules
from demo.catalogues.source import Form, Language
from demo.catalogues.toml_files import REGION, read_toml
from demo.seeding.native.layers import earlier_steps, needs_layers, seed_layers, seed_variables
from demo.seeding.native.steps import stored_steps
from people.api import Municipality, Person

NAMESPACE = uuid.UUID("b3a6d5de-7f3b-5a53-8c0e-5b8f6f6d5d11")
#: the reason of the override, since demo packages are published without a check
OVERRIDE = "Demopaket som byggs av Närläras egen källkod."
#: a module of a municipality of its own, written as text steps and an H5P question
LOCAL_MODULE = read_toml(REGION / "local_module.toml")


def seed_modules(
    themes: Mapping[str, Theme], *, responsible: Person, by: Person, today: dt.date
) -> dict[str, ModuleVersion]:
    """Publish every demo module; return the Swedish versions by slug. Must not run within a transaction."""
    versions = {}
    seed_variables()
    for number, module in enumerate(modules()):
        reviewed_on = _reviewed_on(module, today - dt.timedelta(days=20 + 30 * number))
        for language in module.languages:
            values = {
                **_texts(module, language),
                "themes": [themes[slug] for slug in module.themes],
                "responsible": responsible,
                "reviewed_on": reviewed_on,
                "drawing": module.drawing,
                "by": by,
            }
            steps = _steps(module, language, by)
            if needs_layers(module.slug, language):
                earlier = PublishModulePage(**values, steps=earlier_steps(steps)).run()
                seed_layers(earlier, version_of(earlier))
            page = PublishModulePage(**values, steps=steps).run()
            if language == Language.SWEDISH:
                versions[module.slug] = version_of(page)
    return versions


def _texts(module: DemoModule, language: Language) -> dict[str, Any]:
    return {
        "module_slug": module.slug,
        "language": language,
        "title": module.title.in_language(language),
        "introduction": module.summary.in_language(language),
        "minutes": module.minutes,
        "aims": _as_list(module, language),
        "audience": module.audience.in_language(language),
        "valid_months": module.valid_months,
    }


def seed_local_module(
    themes: Mapping[str, Theme], *, owner: Municipality, by: Person, today: dt.date
) -> None:
    """Publish the small module of a municipality, with H5P content and an English page that lags behind.

    Must not run within a transaction.
    """
    texts = ("title", "introduction", "minutes", "aims", "audience")
    exercise: Step = (PackageStep.kind, {"title": H5P_TITLE, "package": _h5p_package(owner, by)})
    values: dict[str, Any] = {
        "module_slug": LOCAL_MODULE["slug"],
        "language": Language.SWEDISH,
        **{name: LOCAL_MODULE[name] for name in texts},
        "themes": [themes[slug] for slug in LOCAL_MODULE["themes"]],
        "owner": owner,
        "responsible": by,
        "reviewed_on": today - dt.timedelta(days=45),
        "drawing": LOCAL_MODULE["drawing"],
        "by": by,
    }
    steps: list[Step] = [*((TextStep.kind, step) for step in LOCAL_MODULE["steps"]), exercise]
    if not ModulePage.objects.filter(module__slug=LOCAL_MODULE["slug"]).exists():
        before = [(kind, _before_the_change(step)) for kind, step in steps]
        _publish_in_english(PublishModulePage(**values, steps=before).run(), by)
    PublishModulePage(**values, steps=steps).run()


def _before_the_change(step: dict[str, Any]) -> dict[str, Any]:
    earlier = LOCAL_MODULE["earlier"]
    if "body" not in step:
        return step
    return {**step, "body": step["body"].replace(earlier["changed"], earlier["before"])}


def _publish_in_english(original: ModulePage, by: Person) -> None:
    """Translate the page, and publish the translation."""
    locale = Locale.objects.get(language_code=Language.ENGLISH)
    page = StartTranslation(original=original, locale=locale, by=by).run()
    english = {text.id: LOCAL_MODULE["english"].get(text.source) for text in texts_to_translate(page)}
    SaveTexts(page=page, texts={key: text for key, text in english.items() if text}, by=by).run()
    page.refresh_from_db()
    page.get_latest_revision().publish(user=by)


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
        return _imported(archive, module.title.in_language(language), by)


def _h5p_package(owner: Municipality, by: Person) -> Package:
    """Return the imported H5P content, with its type installed."""
    with tempfile.TemporaryDirectory() as folder:
        archive = build_h5p(Path(folder) / "larmet.h5p")
        install_libraries(archive=archive)
        return _imported(archive, H5P_TITLE, by, owner)


def _imported(archive: Path, title: str, by: Person, owner: Municipality | None = None) -> Package:
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    lineage = uuid.uuid5(NAMESPACE, archive.name)
    existing = Package.objects.ready().filter(lineage=lineage, digest=digest).first()
    package = (
        existing or ImportPackage(archive=archive, title=title, owner=owner, by=by, lineage=lineage).run()
    )
    if latest_override(package) is None:
        OverrideHealthCheck(package=package, by=None, reason=OVERRIDE).run()
    return package


def opening_of(module: DemoModule, language: Language) -> dict[str, str] | None:
    """Return the values of the step before the package, None without one."""
    if language not in module.opening:
        return None
    counts = {"questions": module.question_count(language), "right": module.right_needed(language)}
    opening = module.opening[language]
    return {"title": opening["title"], "body": opening["text"].format(**counts)}


def _steps(module: DemoModule, language: Language, by: Person) -> list[Step]:
    if module.form is Form.NATIVE:
        return stored_steps(module, language, by=by)
    package = _package(module, language, by)
    opening = opening_of(module, language)
    steps: list[Step] = [(TextStep.kind, opening)] if opening else []
    return [*steps, (PackageStep.kind, {"title": module.title.in_language(language), "package": package})]


def _as_list(module: DemoModule, language: Language) -> str:
    items = format_html_join("", "<li>{}</li>", ((aim.text.in_language(language),) for aim in module.aims))
    return format_html("<ul>{}</ul>", items)


def _reviewed_on(module: DemoModule, day: dt.date) -> dt.date:
    """Return the review day set by an earlier seeding, by default `day`."""
    page = ModulePage.objects.filter(module__slug=slugify(module.slug), reviewed_on__isnull=False).first()
    return page.reviewed_on if page and page.reviewed_on else day
