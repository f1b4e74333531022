"""The run-time against the standards, step by step (docs/conformance.md)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from content_import.packages.actions import ImportPackage
from tests.conformance.language.reading import read_script
from tests.conformance.language.steps import Script
from tests.conformance.packages.catalogue import PACKAGES
from tests.conformance.runner import play
from tests.conformance.stage import Stage

SCRIPTS = Path(__file__).parent / "scripts"
FOLDERS = ["scorm_12", "scorm_2004"]
FEWEST_STEPS = 300
SHARED = Path(settings.BASE_DIR).parent / "shared/scorm-packages"


def scripts(folder: str) -> dict[str, Script]:
    """Return path below `scripts` -> script."""
    found = sorted((SCRIPTS / folder).rglob("*.txt"))
    return {str(path.relative_to(SCRIPTS)): read_script(path.read_text(encoding="utf-8")) for path in found}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", [name for folder in FOLDERS for name in scripts(folder)])
def test_run_time_played_by_a_script_answers_as_the_standard_says(
    site: str, chromium: Browser, name: str
) -> None:
    script = read_script((SCRIPTS / name).read_text(encoding="utf-8"))
    context = chromium.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")
    stage = Stage(context, site, PACKAGES[script.package](), content_plays=script.content_plays)

    differences = play(script, stage)

    context.close()
    assert not differences, "\n" + "\n".join(map(str, differences))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_script_that_the_run_time_fails_is_reported_step_by_step(site: str, chromium: Browser) -> None:
    script = read_script(
        'standard 1.2\nlaunch\nLMSInitialize("") -> true\nLMSGetValue("cmi.core.credit") -> "no-credit"\n'
        'LMSSetValue("cmi.core.entry", "x") -> false\nexpect item -> SCO-9\n'
        'server refused -> 3\nkill\nLMSCommit("") -> true\nleave\n'
    )
    context = chromium.new_context(locale="sv-SE")
    stage = Stage(context, site, PACKAGES["one-12"](), settling=0.5)

    differences = play(script, stage)

    context.close()
    assert [(d.step.line, d.expected, d.got) for d in differences[:4]] == [
        (4, '"no-credit" ! 0', '"credit" ! 0'),
        (5, '"false" ! 0', '"false" ! 403'),
        (6, '"SCO-9"', '"SCO-1"'),
        (7, '"3"', '"0"'),
    ]
    assert [d.step.line for d in differences[4:]] == [9]
    assert differences[4].got.endswith("the rest was not played")


@pytest.mark.browser
@pytest.mark.shared_packages
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(path.stem for path in (SCRIPTS / "shared").glob("*.txt")))
def test_real_package_when_played_by_its_script_ends_as_written_down(
    site: str, chromium: Browser, name: str
) -> None:
    archive = SHARED / f"{name}.zip"
    if not archive.exists():
        pytest.skip("../shared/scorm-packages is not here")
    script = read_script((SCRIPTS / "shared" / f"{name}.txt").read_text(encoding="utf-8"))
    package = ImportPackage(archive=archive, title=name, by=None).run()
    context = chromium.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")

    differences = play(script, Stage(context, site, package, content_plays=script.content_plays))

    context.close()
    assert not differences, "\n" + "\n".join(map(str, differences))


@pytest.mark.parametrize("folder", FOLDERS)
def test_scripts_of_each_standard_are_of_300_steps_at_least(folder: str) -> None:
    read = scripts(folder)

    assert {script.standard for script in read.values()} == {"1.2" if folder == "scorm_12" else "2004"}
    assert sum(len(script.steps) for script in read.values()) >= FEWEST_STEPS


def test_deviations_that_scripts_name_are_those_that_the_document_tells_of() -> None:
    reported = (Path(settings.BASE_DIR) / "docs/conformance.md").read_text(encoding="utf-8")
    section = reported.partition("## Where we leave the standard on purpose")[2].partition("\n## ")[0]
    listed = set(re.findall(r"^\| `([a-z0-9-]+)` \|", section, re.MULTILINE))

    named = {name for folder in FOLDERS for s in scripts(folder).values() for _, name in s.deviations}

    assert named == listed
