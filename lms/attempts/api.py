"""Attempts, launches and progress, for other packages."""

from lms.attempts.actions.corrections import move_to_correction, versions_corrected_by
from lms.attempts.actions.finishing import finish_step
from lms.attempts.actions.layers import finish_hidden_steps, pin_layer
from lms.attempts.budgets import Usage, count_action, count_commit_query, day_suffix, launch_subject, usage_of
from lms.attempts.enums import (
    COMPLETION_LABELS,
    SUCCESS_LABELS,
    CommitTrigger,
    DeviceKind,
    LaunchEnding,
    LaunchKind,
    Refusal,
)
from lms.attempts.events.cursors import (
    Batch,
    lock_cursor,
    new_batches,
    position_of,
    rewind_cursor,
    start_cursor,
)
from lms.attempts.events.learning_events import (
    LaunchEnded,
    LearningEvent,
    OutcomeChanged,
    PartEnded,
    PartStarted,
    QuestionAnswered,
    StepDone,
)
from lms.attempts.exceptions import (
    AttemptClosed,
    CommitRefused,
    NavigationRefused,
    NothingToTake,
    PartNotOpen,
    StructureDiffers,
    TokenRefused,
)
from lms.attempts.launches.actions import close_launch, end_launches, open_launch, ready_package
from lms.attempts.launches.devices import Device, device_of
from lms.attempts.launches.tokens import (
    LaunchToken,
    device_keys,
    file_prefix,
    h5p_prefix,
    opens_files,
    read_token,
)
from lms.attempts.launches.write_access import (
    check_content_host,
    check_holds_lease,
    lock_attempt_of,
    locked_launch,
    was_played_as,
)
from lms.attempts.models import (
    Attempt,
    CommitUsage,
    JournalEntry,
    Launch,
    NavigationEntry,
    PackageAttempt,
    ScoState,
    SequencingState,
    StepProgress,
)
from lms.attempts.progress.module_status import ModuleStatus, statuses_of
from lms.attempts.progress.modules import Progress
from lms.attempts.progress.packages import PlayedPackage, score_of
from lms.attempts.progress.plausibility import unusual_completions, unusual_of_module, unusual_reasons
from lms.attempts.progress.queries import progress_of
from lms.attempts.progress.reasons import why_not_complete, with_name
from lms.attempts.progress.steps import Step, Steps, steps_of
from lms.attempts.progress.times import Times, duration_text, times_of
from lms.attempts.runtimes import Runtime, register_runtime
from lms.attempts.trials.actions import delete_trials, trials_of
from lms.attempts.views.pages import find_step, next_url, own_attempt, way_out
