"""SQLite FTS5: an external-content table that triggers keep in step with the passages."""

from typing import Any

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from search.analysis.queries import Query
from search.engines.base import Candidates, placeholders
from search.retrieval.ranking import PART_WEIGHT, STEM_WEIGHT

_UNINSTALL = """
DROP TRIGGER IF EXISTS search_passage_indexed;
DROP TRIGGER IF EXISTS search_passage_unindexed;
DROP TRIGGER IF EXISTS search_passage_reindexed;
DROP TABLE IF EXISTS search_passage_index
"""
# Our tokens are ready; unicode61 only parts them at the spaces, and must leave the letters as they are.
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
# Looking up the page of every match is what costs: of so many matches, enough are usually visible.
_FIRST_LOOK = 2_000
_EVERY_MATCH = -1


class SqliteEngine:
    """FTS5 with its own BM25 over both columns."""

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

    def candidates(self, wanted: Candidates) -> list[int]:
        """Return the best matches by FTS5's BM25."""
        found = self._ask(wanted, _FIRST_LOOK)
        # Too few of the best matches may be seen by the one who asks: look at all of them.
        return found if len(found) >= wanted.most else self._ask(wanted, _EVERY_MATCH)

    @staticmethod
    def _ask(wanted: Candidates, most_matches: int) -> list[int]:
        pages, page_parameters = wanted.page_condition()
        matches = _MATCHES.format(stem_weight=float(STEM_WEIGHT), part_weight=float(PART_WEIGHT))
        sql = _CANDIDATES.format(matches=matches, kinds=placeholders(wanted.kinds), pages=pages)
        parameters: list[Any] = [
            _expression(wanted.query),
            most_matches,
            *wanted.kinds,
            *page_parameters,
            wanted.most,
        ]
        with default_connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return [row[0] for row in cursor.fetchall()]


def _expression(query: Query) -> str:
    """Write the query in FTS5's language. Tokens are letters and digits alone, and are quoted besides."""
    any_token = " OR ".join(f'"{token}"' for token in sorted(query.tokens))
    phrases = "".join(f' AND stems : "{" ".join(phrase)}"' for phrase in query.phrases)
    return f"({any_token}){phrases}"
