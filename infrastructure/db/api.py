"""Database code for other packages: compiled queries, group commit, guards, watermarks."""

from infrastructure.db.compiled_queries import BoundSql, CompiledQuery, Parameter, save_rows
from infrastructure.db.group_commit import GroupCommit
from infrastructure.db.guards import guards_lifted, register_guarded_table
from infrastructure.db.watermark import read_watermark
