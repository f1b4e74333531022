"""What higher rooms want to know when people or where they work have changed."""

from django.dispatch import Signal

#: Sent within the transaction, with `person`: an employment or a leave was created, changed or ended.
employment_changed = Signal()
