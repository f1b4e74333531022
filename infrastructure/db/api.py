"""Database code for other packages: models, queries, group commit, guards, keys, watermarks."""

from infrastructure.db.base_models import AppendOnlyModel, AppendOnlyQuerySet, UnindexedModel
from infrastructure.db.compiled_queries import BoundSql, CompiledQuery, Parameter, save_rows
from infrastructure.db.group_commit import GroupCommit
from infrastructure.db.guards import guards_lifted, register_guarded_table
from infrastructure.db.keys import key_in
from infrastructure.db.watermark import read_watermark
