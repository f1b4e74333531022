"""Signals sent when completions, assignments, exemptions or version expiries change."""

from django.dispatch import Signal

#: Sent within the transaction that recorded it, with `completion`, so that receivers update derived figures.
completion_recorded = Signal()

#: Sent once per batch by `actions.record_completions`, with `completions`.
completions_recorded = Signal()

#: Sent within the transaction, with `unit`: an assignment to its subtree was created or withdrawn.
assignment_changed = Signal()

#: Sent within the transaction, with `module`: its older completions end sooner, or no longer do.
version_expiry_changed = Signal()

#: Sent within the transaction, with `person`: an exemption was created or ended.
exemption_changed = Signal()
