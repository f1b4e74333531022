"""The database's refusal to change what is recorded, under the name by which migrations import it."""

from lms.guards import create_guards, drop_guards, guard_also, guards_lifted

__all__ = ["create_guards", "drop_guards", "guard_also", "guards_lifted"]
