"""The full-text index of PostgreSQL: a generated tsvector column over the tokens, with a GIN index."""

from typing import Any

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from search.analysis.query_parser import Query
from search.engines.full_text import Row, Selection, placeholders
from search.engines.ranking import Statistics

_UNINSTALL = """
DROP INDEX IF EXISTS search_passage_tokens;
ALTER TABLE search_passage DROP COLUMN IF EXISTS tokens
"""
_INSTALL = """
ALTER TABLE search_passage ADD COLUMN IF NOT EXISTS tokens tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('pg_catalog.simple'::regconfig, stems), 'A')
  || setweight(to_tsvector('pg_catalog.simple'::regconfig, parts), 'B')
) STORED;
CREATE INDEX IF NOT EXISTS search_passage_tokens ON search_passage USING gin (tokens)
"""
# ts_rank uses the frequency of a token in a row, not its rarity, which is multiplied here. The flag 1
# reduces the rank of long passages.
_RANK = "%s * ts_rank('{0, 0, 0.5, 1}', search_passage.tokens, %s::tsquery, 1)"
_SELECT = """
SELECT search_passage.id, search_passage.stems, search_passage.parts
FROM search_passage
WHERE search_passage.tokens @@ %s::tsquery
  AND search_passage.kind IN ({kinds}) AND search_passage.page_id IN ({pages})
ORDER BY {rank} DESC
LIMIT %s
"""
_MAX_RANKED_TOKENS = 16


class PostgresqlIndex:
    """PostgreSQL's full-text search with the rarity of tokens from `Statistics`."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create the column and its index if they are missing, since the lock blocks all searches."""
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, "search_passage")
        if "tokens" not in {column.name for column in columns}:
            self._execute(connection, _INSTALL)

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        """Drop the column and its index."""
        self._execute(connection, _UNINSTALL)

    def select(self, selection: Selection, statistics: Statistics) -> list[Row]:
        """Return the best matches by rarity times frequency of the query's rarest tokens."""
        pages, page_parameters = selection.page_condition()
        ranked = _rarest_tokens(selection.query, statistics)
        sql = _SELECT.format(
            kinds=placeholders(selection.kinds),
            pages=pages,
            rank=" + ".join([_RANK] * len(ranked)),
        )
        rank_parameters = [value for token, rarity in ranked for value in (rarity, _quoted(token))]
        parameters: list[Any] = [
            _expression(selection.query),
            *selection.kinds,
            *page_parameters,
            *rank_parameters,
            selection.limit,
        ]
        with default_connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    @staticmethod
    def _execute(connection: BaseDatabaseWrapper, sql: str) -> None:
        with connection.cursor() as cursor:
            for statement in sql.split(";"):
                cursor.execute(statement)


def _rarest_tokens(query: Query, statistics: Statistics) -> list[tuple[str, float]]:
    """Return the tokens with the highest weight times rarity."""
    weights: dict[str, float] = {}
    for word in query.words:
        for token, weight in word.tokens.items():
            weights[token] = max(weights.get(token, 0), weight * statistics.rarity(token))
    return sorted(weights.items(), key=lambda item: -item[1])[:_MAX_RANKED_TOKENS]


def _quoted(token: str) -> str:
    """Quote a token for the type tsquery. Tokens are letters and digits alone."""
    return f"'{token}'"


def _expression(query: Query) -> str:
    any_token = " | ".join(_quoted(token) for token in sorted(query.tokens))
    phrases = "".join(
        f" & ({' <-> '.join(f'{_quoted(stem)}:A' for stem in phrase)})" for phrase in query.phrases
    )
    return f"({any_token}){phrases}"
