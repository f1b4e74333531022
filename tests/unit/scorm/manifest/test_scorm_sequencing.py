"""SCORM 2004 sequencing in a manifest, parsed to plain data."""

from __future__ import annotations

import pytest

from content_import.enums import ProblemCode
from scorm.manifest.parser import parse_manifest
from scorm.manifest.problems import ManifestRefused
from scorm.manifest.structure import Manifest
from tests.factories.packages import SCORM_2004, Folder, Sco, package_members

EVERYTHING = """
<imsss:sequencing>
  <imsss:controlMode choice="false" flow="true" forwardOnly="1"/>
  <imsss:sequencingRules>
    <imsss:preConditionRule>
      <imsss:ruleConditions conditionCombination="any">
        <imsss:ruleCondition condition="objectiveMeasureGreaterThan" operator="not" measureThreshold="0.5"
          referencedObjective="förra"/>
      </imsss:ruleConditions>
      <imsss:ruleAction action="disabled"/>
    </imsss:preConditionRule>
    <imsss:exitConditionRule>
      <imsss:ruleConditions><imsss:ruleCondition condition="attempted"/></imsss:ruleConditions>
      <imsss:ruleAction action="exit"/>
    </imsss:exitConditionRule>
    <imsss:postConditionRule>
      <imsss:ruleConditions><imsss:ruleCondition condition="always"/></imsss:ruleConditions>
      <imsss:ruleAction action="retryAll"/>
    </imsss:postConditionRule>
  </imsss:sequencingRules>
  <imsss:limitConditions attemptLimit="2" attemptAbsoluteDurationLimit="PT30M"/>
  <imsss:rollupRules rollupObjectiveSatisfied="false" objectiveMeasureWeight="0.25">
    <imsss:rollupRule childActivitySet="atLeastCount" minimumCount="3">
      <imsss:rollupConditions>
        <imsss:rollupCondition condition="completed" operator="not"/>
      </imsss:rollupConditions>
      <imsss:rollupAction action="incomplete"/>
    </imsss:rollupRule>
  </imsss:rollupRules>
  <imsss:objectives>
    <imsss:objective objectiveID="förra">
      <imsss:mapInfo targetObjectiveID="global.ett" writeSatisfiedStatus="true"/>
    </imsss:objective>
    <imsss:primaryObjective objectiveID="egen" satisfiedByMeasure="true">
      <imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>
    </imsss:primaryObjective>
  </imsss:objectives>
  <imsss:randomizationControls selectCount="2" selectionTiming="once" reorderChildren="true"/>
  <imsss:deliveryControls completionSetByContent="true"/>
  <adlseq:constrainedChoiceConsiderations preventActivation="true" constrainChoice="true"/>
  <adlseq:rollupConsiderations requiredForCompleted="ifNotSkipped"/>
  <adlseq:objectives>
    <adlseq:objective objectiveID="förra">
      <adlseq:mapInfo targetObjectiveID="global.ett" readRawScore="false"/>
    </adlseq:objective>
  </adlseq:objectives>
</imsss:sequencing>
<adlnav:presentation><adlnav:navigationInterface>
  <adlnav:hideLMSUI>continue</adlnav:hideLMSUI><adlnav:hideLMSUI>previous</adlnav:hideLMSUI>
</adlnav:navigationInterface></adlnav:presentation>
<adlcp:data><adlcp:map targetID="delat" writeSharedData="false"/></adlcp:data>
"""


def built(*items: Sco | Folder, **options: object) -> Manifest:
    members = package_members(items, standard=SCORM_2004, **options)
    return parse_manifest(members["imsmanifest.xml"], members.keys())


def test_sequencing_when_everything_is_said_keeps_everything() -> None:
    item = built(Sco("a", extra=EVERYTHING)).item("a")
    said = item.sequencing

    assert said["controlMode"] == {
        "choice": False,
        "choiceExit": True,
        "flow": True,
        "forwardOnly": True,
        "useCurrentAttemptObjectiveInfo": True,
        "useCurrentAttemptProgressInfo": True,
    }
    assert said["sequencingRules"]["preConditionRules"] == [
        {
            "conditionCombination": "any",
            "conditions": [
                {
                    "condition": "objectiveMeasureGreaterThan",
                    "operator": "not",
                    "referencedObjective": "förra",
                    "measureThreshold": 0.5,
                }
            ],
            "action": "disabled",
        }
    ]
    assert [rule["action"] for rule in said["sequencingRules"]["exitConditionRules"]] == ["exit"]
    assert [rule["action"] for rule in said["sequencingRules"]["postConditionRules"]] == ["retryAll"]
    assert said["limitConditions"] == {"attemptLimit": 2, "attemptAbsoluteDurationLimit": "PT30M"}
    assert said["rollupRules"] == {
        "rollupObjectiveSatisfied": False,
        "rollupProgressCompletion": True,
        "objectiveMeasureWeight": 0.25,
        "rules": [
            {
                "childActivitySet": "atLeastCount",
                "minimumCount": 3,
                "minimumPercent": 0.0,
                "conditionCombination": "any",
                "conditions": [{"condition": "completed", "operator": "not"}],
                "action": "incomplete",
            }
        ],
    }
    assert said["randomizationControls"] == {
        "randomizationTiming": "never",
        "selectCount": 2,
        "reorderChildren": True,
        "selectionTiming": "once",
    }
    assert said["deliveryControls"] == {
        "tracked": True,
        "completionSetByContent": True,
        "objectiveSetByContent": False,
    }
    assert said["constrainedChoiceConsiderations"] == {"preventActivation": True, "constrainChoice": True}
    assert said["rollupConsiderations"]["requiredForCompleted"] == "ifNotSkipped"
    assert said["hideLMSUI"] == ["continue", "previous"]
    assert said["sharedData"] == [{"targetID": "delat", "readSharedData": True, "writeSharedData": False}]


def test_objectives_when_both_namespaces_map_them_are_joined_primary_first() -> None:
    primary, other = built(Sco("a", extra=EVERYTHING)).item("a").sequencing["objectives"]

    assert (primary["objectiveID"], primary["primary"], primary["minNormalizedMeasure"]) == (
        "egen",
        True,
        0.8,
    )
    assert other["objectiveID"] == "förra"
    (joined,) = other["mapInfo"]
    assert joined["targetObjectiveID"] == "global.ett"
    assert (joined["writeSatisfiedStatus"], joined["readSatisfiedStatus"]) == (True, True)
    assert (joined["readRawScore"], joined["readMaxScore"]) == (False, True)


def test_item_when_satisfied_by_measure_has_passing_score() -> None:
    item = built(Sco("a", extra=EVERYTHING)).item("a")

    assert (item.scaled_passing_score, item.max_time_allowed) == (0.8, "PT30M")


def test_item_when_measure_does_not_decide_has_no_passing_score() -> None:
    extra = EVERYTHING.replace('satisfiedByMeasure="true"', 'satisfiedByMeasure="false"')

    assert built(Sco("a", extra=extra)).item("a").scaled_passing_score is None


@pytest.mark.parametrize(
    ("element", "threshold"),
    [
        ("<adlcp:completionThreshold>0.7</adlcp:completionThreshold>", 0.7),
        ('<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.4"/>', 0.4),
        ('<adlcp:completionThreshold completedByMeasure="true"/>', 1.0),
        ('<adlcp:completionThreshold minProgressMeasure="0.4"/>', None),
        ("", None),
    ],
)
def test_completion_threshold_when_written_in_either_edition_is_read(
    element: str, threshold: float | None
) -> None:
    assert built(Sco("a", extra=element)).item("a").completion_threshold == threshold


COLLECTION = """<imsss:sequencingCollection><imsss:sequencing ID="allas">
<imsss:controlMode flow="true"/><imsss:deliveryControls tracked="false"/>
</imsss:sequencing></imsss:sequencingCollection>"""


def test_sequencing_when_it_refers_to_the_collection_adds_its_values() -> None:
    extra = '<imsss:sequencing IDRef="allas"><imsss:controlMode flow="false"/></imsss:sequencing>'

    manifest = built(Sco("a", extra=extra), manifest_extra=COLLECTION)
    said = manifest.item("a").sequencing

    assert (said["controlMode"]["flow"], said["deliveryControls"]["tracked"]) == (False, False)
    assert list(manifest.sequencing_collection) == ["allas"]


def test_sequencing_when_reference_is_missing_is_refused() -> None:
    with pytest.raises(ManifestRefused) as refusal:
        built(Sco("a", extra='<imsss:sequencing IDRef="borta"/>'))

    assert [problem.fault for problem in refusal.value.problems] == [ProblemCode.SEQUENCING_MISSING]


def test_sequencing_when_folder_and_organization_have_it_is_kept_there() -> None:
    own = '<imsss:sequencing><imsss:controlMode flow="true"/></imsss:sequencing>'

    manifest = built(Folder("f", children=[Sco("a")], extra=own), organization_extra=own)

    assert manifest.sequencing["controlMode"]["flow"] is True
    assert manifest.item("f").sequencing["controlMode"]["flow"] is True
    assert manifest.item("a").sequencing == {}


def test_sequencing_when_numbers_are_nonsense_falls_back_to_the_default() -> None:
    extra = EVERYTHING.replace('objectiveMeasureWeight="0.25"', 'objectiveMeasureWeight="NaN"')

    assert built(Sco("a", extra=extra)).item("a").sequencing["rollupRules"]["objectiveMeasureWeight"] == 1.0
