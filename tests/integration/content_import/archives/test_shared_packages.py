"""Real packages by others, where they are available."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from content_import.enums import ProblemCode
from content_import.exceptions import PackageRefused
from content_import.packages.actions import ImportPackage, plan_package
from courses.models import Package
from tests.factories.packages import SCORM_12, SCORM_2004

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "scorm-packages"

pytestmark = [
    pytest.mark.shared_packages,
    pytest.mark.skipif(not FOLDER.exists(), reason="The real packages are not at hand"),
]

#: name -> standard, schema version, items that open something, SCOs, the first launch
SOUND = {
    "ContentPackagingOneFilePerSCO_SCORM12": (SCORM_12, "1.2", 18, 0, "Playing/Playing.html"),
    "RuntimeMinimumCalls_SCORM12": (SCORM_12, "1.2", 18, 18, "Playing/Playing.html"),
    "RuntimeMinimumCalls_SCORM12-mini": (SCORM_12, "1.2", 9, 9, "Playing/Playing.html"),
    "RuntimeBasicCalls_SCORM12": (SCORM_12, "1.2", 1, 1, "shared/launchpage.html"),
    "singlescobasic": (SCORM_12, "1.2", 1, 1, "shared/launchpage.html"),
    "singlesco_scorm12": (SCORM_12, "1.2", 1, 1, "shared/launchpage.html"),
    "ContentPackagingSingleSCO_SCORM20042ndEdition": (SCORM_2004, "CAM 1.3", 1, 1, "shared/launchpage.html"),
    "RuntimeBasicCalls_SCORM20043rdEdition": (
        SCORM_2004,
        "2004 3rd Edition",
        1,
        1,
        "shared/launchpage.html",
    ),
    "SequencingForcedSequential_SCORM20043rdEdition": (
        SCORM_2004,
        "2004 3rd Edition",
        5,
        5,
        "shared/launchpage.html?content=playing",
    ),
    "SequencingPostTestRollup_SCORM20043rdEdition": (
        SCORM_2004,
        "2004 3rd Edition",
        5,
        5,
        "shared/launchpage.html?content=playing",
    ),
}
BROKEN = {
    "badscorm": [ProblemCode.MANIFEST_IN_FOLDER],
    "invalid": [ProblemCode.NO_MANIFEST],
    "singlescobasic_missingorg": [ProblemCode.NO_ORGANIZATION],
    "validaicc": [ProblemCode.NO_MANIFEST],
    "validscorm": [ProblemCode.XML_BROKEN],
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", SOUND)
def test_import_when_package_is_real_reads_what_it_holds(name: str) -> None:
    package = ImportPackage(archive=FOLDER / f"{name}.zip", title=name, by=None).run()

    found = package.structure
    assert (
        found.standard,
        found.schema_version,
        len(found.launchable),
        len(found.scos),
        found.launchable[0].href,
    ) == SOUND[name]


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_import_when_package_is_broken_is_refused(name: str) -> None:
    with pytest.raises(PackageRefused) as refusal:
        ImportPackage(archive=FOLDER / "broken" / f"{name}.zip", title=name, by=None).run()

    assert [problem.code for problem in refusal.value.problems] == BROKEN[name]
    assert Package.objects.count() == 0


def test_root_when_confirmed_for_invalid_folder_lists_its_problems() -> None:
    plan = plan_package(archive=FOLDER / "broken" / "badscorm.zip", root="badscorm")

    assert [problem.code for problem in plan.problems] == [ProblemCode.XML_BROKEN]


def test_sequencing_when_collection_is_shared_is_resolved_for_each_item() -> None:
    plan = plan_package(archive=FOLDER / "SequencingPostTestRollup_SCORM20043rdEdition.zip")

    quiz, etiquette = plan.manifest.item("assessment_item"), plan.manifest.item("etuqiette_item")
    assert quiz.sequencing["rollupRules"]["objectiveMeasureWeight"] == 1.0
    assert etiquette.sequencing["rollupRules"]["rollupObjectiveSatisfied"] is False
    assert etiquette.sequencing["sequencingRules"]["preConditionRules"][0]["action"] == "disabled"
    assert plan.manifest.sequencing["objectivesGlobalToSystem"] is False
