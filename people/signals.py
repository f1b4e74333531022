"""What higher rooms want to know when people, their passwords or where they work have changed."""

from django.dispatch import Signal

#: Sent with `person`, whichever way the password was changed; their sessions end by themselves.
password_changed = Signal()

#: Sent within the transaction, with `unit` at its new place: it was moved in its municipality's tree.
unit_moved = Signal()

#: Sent with `group` and `municipality` (None: the shared modules) before a trainer is put in or taken
#: out of the group; receivers give it its permissions, again and again with the same result.
trainer_group_needed = Signal()
