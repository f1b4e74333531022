"""Signals about passwords, units and trainer groups, for higher packages."""

from django.dispatch import Signal

#: Sent with `person` after every change of a password; Django ends their sessions.
password_changed = Signal()

#: Sent within the transaction that moves a unit, with `unit` at its new place in the tree.
unit_moved = Signal()

#: Sent with `group` and `municipality` (None: the shared modules) before a trainer is added to or removed
#: from the group; receivers set its permissions, idempotently.
trainer_group_needed = Signal()
