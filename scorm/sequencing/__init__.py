"""SCORM 2004 Sequencing and Navigation (SN), 2nd to 4th edition, as pure functions (docs/decisions/0022).

Each process of the standard's pseudo-code is a function that names it and its number: [OP.1] overall.py,
[NB] navigation.py, [TB] termination.py, [RB] rollup.py, [SR] selection.py, [SB] flow.py, choice.py and
requests.py, [DB] delivery.py, [UP] conditions.py and ending.py. `definition` and `tree` are the manifest's
rules, `state` and `session` the tracking data, `validity` the valid requests, `opening` the start of a
session. Other packages use the exports of this module.
"""

from scorm.sequencing.api import Answer, Rollup, deliver_item, objectives_of, preview, process
from scorm.sequencing.model.enums import Edition, EndReason, NavigationRequest
from scorm.sequencing.model.parsing import Item, build_tree, edition_of
from scorm.sequencing.model.sco import (
    CONTENT_REQUESTS,
    TARGETED_REQUESTS,
    ObjectiveData,
    ScoData,
    request_at_termination,
)
from scorm.sequencing.model.state import State, is_current_format, new_state
from scorm.sequencing.model.tree import ROOT, ActivityTree
from scorm.sequencing.opening import open_session
from scorm.sequencing.validity import ItemState, ItemValidity, Validity

__all__ = [
    "CONTENT_REQUESTS",
    "ROOT",
    "TARGETED_REQUESTS",
    "ActivityTree",
    "Answer",
    "Edition",
    "EndReason",
    "Item",
    "ItemState",
    "ItemValidity",
    "NavigationRequest",
    "ObjectiveData",
    "Rollup",
    "ScoData",
    "State",
    "Validity",
    "build_tree",
    "deliver_item",
    "edition_of",
    "is_current_format",
    "new_state",
    "objectives_of",
    "open_session",
    "preview",
    "process",
    "request_at_termination",
]
