"""Signals about passwords, units and groups of roles, for higher packages."""

from django.dispatch import Signal

#: Sent with `person` after every change of a password; Django ends their sessions.
password_changed = Signal()

#: Sent within the transaction that moves a unit, with `unit` at its new place in the tree.
unit_moved = Signal()

#: Sent with `group`, `kind` (one of `EDITORIAL_ROLES`) and `municipality` (None: the shared modules) before a
#: person is added to or removed from the group; receivers set its permissions, idempotently.
role_group_needed = Signal()
