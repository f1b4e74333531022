"""Packages of our own making that scripts are played with, by the name that a script gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from courses.models import Package
from tests.conformance.packages.process_packages import PROCESSES
from tests.conformance.packages.sequenced_packages import SEQUENCED
from tests.conformance.packages.sequencing import FIRST, FLOW, FLOW_ALONE, LESSON, POST_TEST, after, shared
from tests.factories.packages import SCORM_12, SCORM_2004, Sco, make_package


def _of(*items: Sco, **options: object) -> Callable[[], Package]:
    return lambda: make_package(items, title="Konformitet", **options)


#: adlcp:completionThreshold in the words of the 4th edition (CAM 3.4.1.12), and a passing score (SN 3.10.2)
REPORTED_2004 = """
<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.8"/>
<imsss:sequencing>
  <imsss:limitConditions attemptAbsoluteDurationLimit="PT1H30M"/>
  <imsss:objectives>
    <imsss:primaryObjective objectiveID="hygien" satisfiedByMeasure="true">
      <imsss:minNormalizedMeasure>0.7</imsss:minNormalizedMeasure>
    </imsss:primaryObjective>
    <imsss:objective objectiveID="bemötande"/>
  </imsss:objectives>
</imsss:sequencing>
"""

PACKAGES: Mapping[str, Callable[[], Package]] = {
    **SEQUENCED,
    **PROCESSES,
    "one-12": _of(Sco("SCO-1"), standard=SCORM_12),
    "told-12": _of(
        Sco(
            "SCO-1",
            launch_data="chapter=2",
            mastery_score=80,
            max_time_allowed="0001:30:00",
            time_limit_action="continue,message",
        ),
        standard=SCORM_12,
    ),
    "parts-12": _of(
        Sco("SCO-1"),
        Sco("SCO-2", prerequisites="SCO-1"),
        Sco("ASSET-1", kind="asset"),
        Sco("SCO-3", prerequisites="SCO-1&SCO-2"),
        standard=SCORM_12,
    ),
    "told-2004": _of(
        Sco("SCO-1", launch_data="chapter=2", time_limit_action="exit,message", extra=REPORTED_2004),
        standard=SCORM_2004,
        schema_version="2004 4th Edition",
    ),
    "forced-2004": _of(
        Sco("SCO-1", extra=FIRST),
        Sco("SCO-2", extra=after("goal-1", "goal-2")),
        Sco("SCO-3", extra=after("goal-2", "goal-3")),
        standard=SCORM_2004,
        schema_version="2004 4th Edition",
        organization_extra=FLOW,
    ),
    "posttest-2004": _of(
        Sco("LESSON-1", extra=LESSON),
        Sco("LESSON-2", extra=LESSON),
        Sco("TEST", extra=POST_TEST),
        standard=SCORM_2004,
        schema_version="2004 3rd Edition",
        organization_extra=FLOW_ALONE,
    ),
    "stores-2004": _of(
        Sco(
            "SCO-1", extra=shared(("store-a", True, True), ("store-b", True, False), ("store-c", False, True))
        ),
        Sco("SCO-2", extra=shared(("store-a", True, False))),
        standard=SCORM_2004,
        schema_version="2004 4th Edition",
        organization_extra=FLOW,
    ),
    "one-2004": _of(Sco("SCO-1"), standard=SCORM_2004, schema_version="2004 4th Edition"),
}
