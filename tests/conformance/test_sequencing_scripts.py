"""The scripts of SCORM 2004 packages with sequencing, played against the sequencing package alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses.manifest import Manifest
from tests.conformance.language import read_script
from tests.conformance.packages import PACKAGES
from tests.conformance.sequencing_stage import SequencingStage

SCRIPTS = sorted((Path(__file__).parent / "scripts" / "scorm_2004").glob("*.txt"))
SEQUENCED = [path for path in SCRIPTS if path.stem[:2] >= "09" and path.stem[:2] != "11"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", SEQUENCED, ids=lambda path: path.stem)
def test_script_goes_as_it_says(path: Path) -> None:
    script = read_script(path.read_text(encoding="utf-8"))
    manifest = Manifest.from_json(PACKAGES[script.package]().manifest)

    differences = SequencingStage(manifest.activity_tree).play(script)

    assert differences == []
