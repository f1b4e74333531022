"""The engine of SQLite: an external-content FTS5 table, which triggers keep up to date."""

from typing import Any

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from search.analysis.query_parser import Query
from search.engines.base import CandidateRequest, placeholders
from search.retrieval.ranking import PART_WEIGHT, STEM_WEIGHT

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
_CANDIDATES = """
SELECT search_passage.id
FROM ({matches}) AS matched JOIN search_passage ON search_passage.id = matched.id
WHERE search_passage.kind IN ({kinds}) AND search_passage.page_id IN ({pages})
ORDER BY matched.score
LIMIT %s
"""
_MATCHES = """
SELECT rowid AS id, bm25(search_passage_index, {stem_weight}, {part_weight}) AS score
FROM search_passage_index
WHERE search_passage_index MATCH %s
ORDER BY score
LIMIT %s
"""
# Joining pages is the costly part: this many matches usually contain enough visible ones.
_FIRST_LIMIT = 2_000
_NO_LIMIT = -1


class SqliteEngine:
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

    def candidates(self, request: CandidateRequest) -> list[int]:
        """Return the best matches by FTS5's BM25."""
        keys = self._fetch(request, _FIRST_LIMIT)
        # Too few of the best matches are visible to the person: fetch from all of them.
        return keys if len(keys) >= request.limit else self._fetch(request, _NO_LIMIT)

    @staticmethod
    def _fetch(request: CandidateRequest, match_limit: int) -> list[int]:
        pages, page_parameters = request.page_condition()
        matches = _MATCHES.format(stem_weight=float(STEM_WEIGHT), part_weight=float(PART_WEIGHT))
        sql = _CANDIDATES.format(matches=matches, kinds=placeholders(request.kinds), pages=pages)
        parameters: list[Any] = [
            _expression(request.query),
            match_limit,
            *request.kinds,
            *page_parameters,
            request.limit,
        ]
        with default_connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return [row[0] for row in cursor.fetchall()]


def _expression(query: Query) -> str:
    """Return the query as an FTS5 expression. Tokens are letters and digits alone, and are quoted too."""
    any_token = " OR ".join(f'"{token}"' for token in sorted(query.tokens))
    phrases = "".join(f' AND stems : "{" ".join(phrase)}"' for phrase in query.phrases)
    return f"({any_token}){phrases}"
