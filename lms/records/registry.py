"""What higher rooms want to know when a completion has been recorded."""

from django.dispatch import Signal

#: Sent within the transaction that recorded it, with `completion`; receivers keep derived figures in step.
completion_recorded = Signal()
