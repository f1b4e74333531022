"""Public names of lms.requirements: the rule for one person, for many, and over time."""

from lms.requirements.enums import RequirementStatus
from lms.requirements.history import (
    FOREVER,
    AssignmentIndex,
    Done,
    EmploymentInterval,
    Interval,
    Scopes,
    covers,
    intersect,
    late_days,
    merge,
    read_done,
    read_employments,
    subtract,
)
from lms.requirements.remaining import Remaining, last_valid_days, remaining_for
from lms.requirements.rule import Facts, counted_employments, extend_due, is_expiring, is_valid
from lms.requirements.selection import Selection, employer_of, within
