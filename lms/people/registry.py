"""What higher rooms want to know when people or where they work have changed."""

from django.dispatch import Signal

#: Sent within the transaction, with `person`: an employment or a leave was created, changed or ended.
employment_changed = Signal()

#: Sent with `group` and `municipality` (None: the shared modules) before a trainer is put in or taken
#: out of the group; receivers give it its permissions, again and again with the same result.
trainer_group_needed = Signal()
