"""What higher rooms want to know when completions have been recorded, or what is asked of people changes."""

from django.dispatch import Signal

#: Sent within the transaction that recorded it, with `completion`; receivers keep derived figures in step.
completion_recorded = Signal()

#: The same for many at once, with `completions`: sent once a batch by `actions.record_completions`.
completions_recorded = Signal()

#: Sent within the transaction, with `unit`: an assignment for its subtree was made or withdrawn.
assignment_changed = Signal()

#: Sent within the transaction, with `module`: its older completions end sooner, or no longer do.
renewal_changed = Signal()

#: Sent within the transaction, with `person`: an exemption was made or ended.
exemption_changed = Signal()
