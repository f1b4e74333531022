"""Differences between the editions of SCORM 2004, and elements of the 4th."""

from __future__ import annotations

import pytest

from scorm.enums import PackageStandard
from scorm.manifest.parser import parse_manifest
from scorm.manifest.structure import Manifest
from tests.factories.packages import SCORM_2004, Sco, package_members

MAPPED = (
    '<imsss:sequencing><imsss:objectives><imsss:objective objectiveID="one">'
    '<imsss:mapInfo targetObjectiveID="goal" writeSatisfiedStatus="true"/>'
    "</imsss:objective></imsss:objectives>"
)
FOURTH = MAPPED + (
    '<adlseq:objectives><adlseq:objective objectiveID="one"><adlseq:mapInfo targetObjectiveID="goal"'
    ' readRawScore="false" writeRawScore="true" writeProgressMeasure="true"/></adlseq:objective>'
    "</adlseq:objectives></imsss:sequencing>"
)
HIDDEN = (
    "<adlnav:presentation><adlnav:navigationInterface><adlnav:hideLMSUI>suspendAll</adlnav:hideLMSUI>"
    "</adlnav:navigationInterface></adlnav:presentation>"
)
WEIGHTED = (
    '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.6" progressWeight="0.5"/>'
)


def built(*items: Sco, **options: object) -> Manifest:
    members = package_members(items, standard=SCORM_2004, **options)
    return parse_manifest(members["imsmanifest.xml"], members.keys())


@pytest.mark.parametrize("version", ["CAM 1.3", "2004 3rd Edition", "2004 4th Edition", ""])
def test_manifest_of_every_edition_is_scorm_2004_and_keeps_its_own_word(version: str) -> None:
    manifest = built(Sco("a"), schema_version=version)

    assert (manifest.standard, manifest.schema_version) == (PackageStandard.SCORM_2004, version)


def test_objective_of_the_3rd_edition_shares_success_and_measure_alone() -> None:
    (objective,) = built(Sco("a", extra=f"{MAPPED}</imsss:sequencing>")).item("a").sequencing["objectives"]

    (mapping,) = objective["mapInfo"]
    assert set(mapping) == {
        "targetObjectiveID",
        "readSatisfiedStatus",
        "readNormalizedMeasure",
        "writeSatisfiedStatus",
        "writeNormalizedMeasure",
    }


def test_objective_of_4th_edition_shares_score_progress_and_completion() -> None:
    manifest = built(Sco("a", extra=FOURTH), schema_version="2004 4th Edition")

    (mapping,) = manifest.item("a").sequencing["objectives"][0]["mapInfo"]
    assert (mapping["writeRawScore"], mapping["writeProgressMeasure"], mapping["writeMaxScore"]) == (
        True,
        True,
        False,
    )
    assert (mapping["readRawScore"], mapping["readProgressMeasure"], mapping["writeSatisfiedStatus"]) == (
        False,
        True,
        True,
    )


def test_completion_threshold_of_4th_edition_has_weight_and_organization() -> None:
    manifest = built(Sco("a", extra=WEIGHTED), schema_version="2004 4th Edition", organization_extra=WEIGHTED)

    threshold = {"completedByMeasure": True, "minProgressMeasure": 0.6, "progressWeight": 0.5}
    assert manifest.item("a").sequencing["completionThreshold"] == threshold
    assert manifest.sequencing["completionThreshold"] == threshold


def test_completion_threshold_of_the_3rd_edition_is_a_number() -> None:
    item = built(Sco("a", extra="<adlcp:completionThreshold>0.6</adlcp:completionThreshold>")).item("a")

    assert item.sequencing["completionThreshold"]["completedByMeasure"] is True
    assert item.completion_threshold == 0.6


def test_hidden_controls_of_the_4th_edition_are_kept() -> None:
    item = built(Sco("a", extra=HIDDEN), schema_version="2004 4th Edition").item("a")

    assert item.sequencing["hideLMSUI"] == ["suspendAll"]


def test_objectives_scope_of_the_organization_is_stored() -> None:
    members = package_members([Sco("a")], standard=SCORM_2004)
    organization = b'<organization identifier="org"'
    attributes = b' adlseq:objectivesGlobalToSystem="false" adlseq:sharedDataGlobalToSystem="true"'
    text = members["imsmanifest.xml"].replace(organization, organization + attributes)

    sequencing = parse_manifest(text, members.keys()).sequencing

    assert (sequencing["objectivesGlobalToSystem"], sequencing["sharedDataGlobalToSystem"]) == (False, True)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("mål%20%201", "mål 1"),
        ("  mål 1 ", "mål 1"),
        ("m%C3%A5l", "mål"),
        ("100%", "100%"),
        ("", ""),
        ("m%E5l", "m%E5l"),
        ("a%00b", "a%00b"),
        ("a%0Ab", "a b"),
    ],
)
def test_objective_identifier_is_decoded_and_its_white_space_collapsed(written: str, expected: str) -> None:
    extra = (
        f'<imsss:sequencing><imsss:objectives><imsss:primaryObjective objectiveID="{written}">'
        f'<imsss:mapInfo targetObjectiveID="{written}"/></imsss:primaryObjective></imsss:objectives>'
        "<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions>"
        f'<imsss:ruleCondition condition="satisfied" referencedObjective="{written}"/>'
        '</imsss:ruleConditions><imsss:ruleAction action="skip"/></imsss:preConditionRule>'
        "</imsss:sequencingRules></imsss:sequencing>"
    )

    sequencing = built(Sco("a", extra=extra)).item("a").sequencing

    objective = sequencing["objectives"][0]
    condition = sequencing["sequencingRules"]["preConditionRules"][0]["conditions"][0]
    assert objective["objectiveID"] == expected
    assert objective["mapInfo"][0].get("targetObjectiveID", "") == expected
    assert condition.get("referencedObjective", "") == expected


def test_maps_of_a_collection_apply_to_objectives_of_the_referring_item() -> None:
    collection = (
        '<imsss:sequencingCollection><imsss:sequencing ID="allas"><adlseq:objectives>'
        '<adlseq:objective objectiveID="mål"><adlseq:mapInfo targetObjectiveID="g" writeRawScore="true"/>'
        "</adlseq:objective></adlseq:objectives></imsss:sequencing></imsss:sequencingCollection>"
    )
    own = (
        '<imsss:sequencing IDRef="allas"><imsss:objectives><imsss:primaryObjective objectiveID="mål">'
        '<imsss:mapInfo targetObjectiveID="g" writeSatisfiedStatus="true"/></imsss:primaryObjective>'
        "</imsss:objectives></imsss:sequencing>"
    )

    manifest = built(Sco("a", extra=own), Sco("b", extra=own), manifest_extra=collection)

    maps = [manifest.item(name).sequencing["objectives"][0]["mapInfo"][0] for name in "ab"]
    assert [(found["writeSatisfiedStatus"], found["writeRawScore"]) for found in maps] == [(True, True)] * 2
