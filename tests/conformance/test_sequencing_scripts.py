"""The scripts of SCORM 2004 packages with sequencing, played against the sequencing package alone."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from scorm import sequencing
from scorm.manifest.structure import Manifest
from tests.conformance.language.reading import read_script
from tests.conformance.packages.catalogue import PACKAGES
from tests.conformance.sequencing_stage import SequencingStage

SCRIPTS = Path(__file__).parent / "scripts" / "scorm_2004"
SEQUENCED = [path for folder in ("navigation", "rules") for path in sorted((SCRIPTS / folder).glob("*.txt"))]


#: how the processes write an exception, and what the two that share a function write as {process}
EXCEPTION = re.compile(r'"((?:NB|TB|SB|DB)\.[\d.]+-\d+|\{process\}-\d+)"')
SHARED_PROCESSES = ("SB.2.7", "SB.2.8")


@cache
def stage_of(path: Path) -> tuple[SequencingStage, list[str]]:
    """Play a script; return the stage, and what differed."""
    script = read_script(path.read_text(encoding="utf-8"))
    manifest = Manifest.from_json(PACKAGES[script.package]().manifest)
    stage = SequencingStage(manifest.activity_tree)
    return stage, stage.play(script)


@pytest.mark.django_db
@pytest.mark.parametrize("path", SEQUENCED, ids=lambda path: path.stem)
def test_script_goes_as_it_says(path: Path) -> None:
    _, differences = stage_of(path)

    assert differences == []


@pytest.mark.django_db
def test_scripts_meet_every_exception_that_the_document_does_not_except() -> None:
    written = {code for file in Path(sequencing.__path__[0]).rglob("*.py") for code in exceptions_in(file)}

    met = set().union(*(stage_of(path)[0].exceptions for path in SEQUENCED)) - {""}

    assert met == written - excepted()


def exceptions_in(file: Path) -> set[str]:
    """Return the exceptions of the pseudo-code that a module writes."""
    found = EXCEPTION.findall(file.read_text(encoding="utf-8"))
    return {code.format(process=process) for code in found for process in SHARED_PROCESSES}


def excepted() -> set[str]:
    """Return the exceptions that docs/conformance.md says no script can meet."""
    document = (Path(settings.BASE_DIR) / "docs/conformance.md").read_text(encoding="utf-8")
    section = document.partition("### What no script reaches")[2].partition("\n#")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    return {code for row in rows for code in re.findall(r"[A-Z]{2}\.[\d.]+-\d+", row.split("|")[1])}
