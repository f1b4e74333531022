"""The sequencing of our own SCORM 2004 packages, in the words of the manifest (CAM 5, SN 3)."""

FLOW = '<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>'
FLOW_ALONE = '<imsss:sequencing><imsss:controlMode choice="false" flow="true"/></imsss:sequencing>'


def objectives_writing(goal: str, *others: str) -> str:
    """A primary objective that tells a global one how it went, and other objectives."""
    writes = 'writeSatisfiedStatus="true" writeNormalizedMeasure="true"'
    markup = f'<imsss:mapInfo targetObjectiveID="{goal}" {writes}/>'
    primary = f'<imsss:primaryObjective objectiveID="own">{markup}</imsss:primaryObjective>'
    return f"<imsss:objectives>{primary}{''.join(others)}</imsss:objectives>"


def after(goal: str, own_goal: str) -> str:
    """Closed until the global objective is satisfied: what a forced order is written with (SN 4.2.4)."""
    conditions = "".join(
        f'<imsss:ruleCondition referencedObjective="before" operator="not" condition="{condition}"/>'
        for condition in ("satisfied", "objectiveStatusKnown")
    )
    reads = (
        f'<imsss:objective objectiveID="before"><imsss:mapInfo targetObjectiveID="{goal}" '
        'readSatisfiedStatus="true" readNormalizedMeasure="true"/></imsss:objective>'
    )
    return (
        "<imsss:sequencing><imsss:sequencingRules><imsss:preConditionRule>"
        f'<imsss:ruleConditions conditionCombination="any">{conditions}</imsss:ruleConditions>'
        '<imsss:ruleAction action="disabled"/></imsss:preConditionRule></imsss:sequencingRules>'
        f"{objectives_writing(own_goal, reads)}</imsss:sequencing>"
    )


#: the first of a forced order
FIRST = f"<imsss:sequencing>{objectives_writing('goal-1')}</imsss:sequencing>"
#: a lesson that counts for completion, not for success (SN 4.2.6)
LESSON = (
    "<imsss:sequencing>"
    '<imsss:rollupRules rollupObjectiveSatisfied="false" objectiveMeasureWeight="0"/>'
    "</imsss:sequencing>"
)
#: a test that alone decides, passed by its measure
POST_TEST = (
    '<imsss:sequencing><imsss:rollupRules objectiveMeasureWeight="1"/><imsss:objectives>'
    '<imsss:primaryObjective objectiveID="test" satisfiedByMeasure="true">'
    "<imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives>"
    "</imsss:sequencing>"
)


def shared(*maps: tuple[str, bool, bool]) -> str:
    """adlcp:data (4th edition, CAM 3.4.1.18): stores with whether they may be read and written."""
    markup = "".join(
        f'<adlcp:map targetID="{target}" readSharedData="{str(reads).lower()}" '
        f'writeSharedData="{str(writes).lower()}"/>'
        for target, reads, writes in maps
    )
    return f"<adlcp:data>{markup}</adlcp:data>"
