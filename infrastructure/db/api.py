"""Database code for other packages: compiled queries, group commit, guards, watermarks."""

from infrastructure.db.compiled_queries import CompiledQuery, Parameter, Statement, save_rows
from infrastructure.db.group_commit import Together
from infrastructure.db.guards import guard_also, guards_lifted
from infrastructure.db.watermark import settled_key

__all__ = [
    "CompiledQuery",
    "Parameter",
    "Statement",
    "Together",
    "guard_also",
    "guards_lifted",
    "save_rows",
    "settled_key",
]
