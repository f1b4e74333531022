"""SCORM 1.2 and 2004 for other packages: data model, manifest, rules and sequencing, all pure Python."""

from scorm.data_model.elements import can_be_stored, number
from scorm.data_model.interactions import (
    Interaction,
    answered_interactions,
    first_and_last_answers,
    new_answers,
    read_interactions,
)
from scorm.data_model.response_text import FREE_TEXT, comparable, split_response, to_2004_notation
from scorm.data_model.responses import RESPONSE_FORMATS
from scorm.data_model.state import ReducedCmi, flatten_cmi, nest_elements, reduce_cmi, value_of
from scorm.data_model.times import duration_of_seconds, timespan_of_seconds
from scorm.enums import (
    ABANDONS,
    EXIT_INTERRUPTED,
    EXIT_NORMAL,
    EXIT_SUSPEND,
    EXITS_TO_RESUME,
    CompletionStatus,
    ItemKind,
    Mode,
    PackageStandard,
    SuccessStatus,
)
from scorm.identifiers import objective_identifier
from scorm.manifest.parser import parse_manifest
from scorm.manifest.problems import ManifestProblem, ManifestRefused
from scorm.manifest.structure import Manifest, ManifestItem
from scorm.manifest.xml import PartReader
from scorm.rules.initial_cmi import SavedState, initial_cmi, saved_for_next_session, stored_exit
from scorm.rules.outcome import PartState, Rules, ScoOutcome, derive, merge_forward, roll_up
from scorm.rules.prerequisites import first_to_do, open_items
from scorm.sequencing.answers import Answer, Rollup, deliver_item, objectives_of, preview, process
from scorm.sequencing.model.enums import NavigationRequest
from scorm.sequencing.model.sco import (
    CONTENT_REQUESTS,
    TARGETED_REQUESTS,
    ObjectiveData,
    ScoData,
    request_at_termination,
)
from scorm.sequencing.model.state import State, is_current_format, new_state
from scorm.sequencing.model.tree import ActivityTree
from scorm.sequencing.opening import open_session
from scorm.sequencing.validity import ItemState, ItemValidity, Validity
