"""The full-text index of SQLite: an external-content FTS5 table, which triggers keep up to date."""

from typing import Any

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from search.analysis.query_parser import Query
from search.engines.full_text import Row, Selection, placeholders
from search.engines.ranking import PART_WEIGHT, STEM_WEIGHT, Statistics

_UNINSTALL = """
DROP TRIGGER IF EXISTS search_passage_indexed;
DROP TRIGGER IF EXISTS search_passage_unindexed;
DROP TRIGGER IF EXISTS search_passage_reindexed;
DROP TABLE IF EXISTS search_passage_index
"""
# Tokens are analysed already; unicode61 splits them at spaces and must not change letters.
_INSTALL = """
CREATE VIRTUAL TABLE search_passage_index USING fts5(
  stems, parts, content='search_passage', content_rowid='id', tokenize='unicode61 remove_diacritics 0'
);;
CREATE TRIGGER search_passage_indexed AFTER INSERT ON search_passage BEGIN
  INSERT INTO search_passage_index(rowid, stems, parts) VALUES (new.id, new.stems, new.parts);
END;;
CREATE TRIGGER search_passage_unindexed AFTER DELETE ON search_passage BEGIN
  INSERT INTO search_passage_index(search_passage_index, rowid, stems, parts)
  VALUES ('delete', old.id, old.stems, old.parts);
END;;
CREATE TRIGGER search_passage_reindexed AFTER UPDATE OF stems, parts ON search_passage BEGIN
  INSERT INTO search_passage_index(search_passage_index, rowid, stems, parts)
  VALUES ('delete', old.id, old.stems, old.parts);
  INSERT INTO search_passage_index(rowid, stems, parts) VALUES (new.id, new.stems, new.parts);
END;;
INSERT INTO search_passage_index(search_passage_index) VALUES ('rebuild')
"""
# The last column is the number of matches before pages and kinds are selected.
_SELECT = """
WITH matched AS MATERIALIZED (
  SELECT rowid AS id, bm25(search_passage_index, {stem_weight}, {part_weight}) AS score
  FROM search_passage_index
  WHERE search_passage_index MATCH %s
  ORDER BY score
  LIMIT %s
)
SELECT search_passage.id, search_passage.stems, search_passage.parts, (SELECT count(*) FROM matched)
FROM matched JOIN search_passage ON search_passage.id = matched.id
WHERE search_passage.kind IN ({kinds}) AND search_passage.page_id IN ({pages})
ORDER BY matched.score
LIMIT %s
"""
# Joining pages is the costly part: this many matches usually contain enough visible ones.
_FIRST_LIMIT = 2_000
_NO_LIMIT = -1


class SqliteIndex:
    """FTS5 with its BM25 ranking over both columns."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create the index and its triggers anew, and fill it."""
        self.uninstall(connection)
        with connection.cursor() as cursor:
            for statement in _INSTALL.split(";;"):
                cursor.execute(statement)

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        """Drop the index and its triggers."""
        with connection.cursor() as cursor:
            for statement in _UNINSTALL.split(";"):
                cursor.execute(statement)

    def select(self, selection: Selection, statistics: Statistics) -> list[Row]:
        """Return the best matches by FTS5's BM25, which has statistics of its own."""
        rows = self._select(selection, _FIRST_LIMIT)
        if len(rows) < selection.limit and (not rows or rows[0][3] == _FIRST_LIMIT):
            # Too few of the best matches are visible to the person: select from all of them.
            rows = self._select(selection, _NO_LIMIT)
        return [row[:3] for row in rows]

    @staticmethod
    def _select(selection: Selection, match_limit: int) -> list[tuple[int, str, str, int]]:
        pages, page_parameters = selection.page_condition()
        sql = _SELECT.format(
            stem_weight=STEM_WEIGHT, part_weight=PART_WEIGHT, kinds=placeholders(selection.kinds), pages=pages
        )
        parameters: list[Any] = [
            _expression(selection.query),
            match_limit,
            *selection.kinds,
            *page_parameters,
            selection.limit,
        ]
        with default_connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()


def _expression(query: Query) -> str:
    """Return the query as an FTS5 expression. Tokens are letters and digits alone, and are quoted too."""
    any_token = " OR ".join(f'"{token}"' for token in sorted(query.tokens))
    phrases = "".join(f' AND stems : "{" ".join(phrase)}"' for phrase in query.phrases)
    return f"({any_token}){phrases}"
