"""PostgreSQL: a generated tsvector over our tokens, with a GIN index."""

from typing import Any

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from search.analysis.queries import Query
from search.engines.base import Candidates, placeholders

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
# ts_rank knows how often a token stands in a row, not how rare it is: the rarity is ours. The flag 1
# dampens long passages.
_RANK = "%s * ts_rank('{0, 0, 0.5, 1}', search_passage.tokens, %s::tsquery, 1)"
_CANDIDATES = """
SELECT search_passage.id
FROM search_passage
WHERE search_passage.tokens @@ %s::tsquery
  AND search_passage.kind IN ({kinds}) AND search_passage.page_id IN ({pages})
ORDER BY {rank} DESC
LIMIT %s
"""
_MOST_RANKED_TOKENS = 16


class PostgresqlEngine:
    """Full text of PostgreSQL with the rarity of tokens from our own statistics."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Create the column and its index, unless they are there: the lock would stop all searching."""
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, "search_passage")
        if "tokens" not in {column.name for column in columns}:
            self._execute(connection, _INSTALL)

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        """Drop the column and its index."""
        self._execute(connection, _UNINSTALL)

    def candidates(self, wanted: Candidates) -> list[int]:
        """Return the best matches by rarity times frequency of the query's rarest tokens."""
        pages, page_parameters = wanted.page_condition()
        ranked = self._rarest_tokens(wanted)
        sql = _CANDIDATES.format(
            kinds=placeholders(wanted.kinds),
            pages=pages,
            rank=" + ".join([_RANK] * len(ranked)),
        )
        rank_parameters = [value for token, rarity in ranked for value in (rarity, _quoted(token))]
        parameters: list[Any] = [
            _expression(wanted.query),
            *wanted.kinds,
            *page_parameters,
            *rank_parameters,
            wanted.most,
        ]
        with default_connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return [row[0] for row in cursor.fetchall()]

    @staticmethod
    def _rarest_tokens(wanted: Candidates) -> list[tuple[str, float]]:
        worth: dict[str, float] = {}
        for word in wanted.query.words:
            for token, weight in word.tokens.items():
                worth[token] = max(worth.get(token, 0), weight * wanted.statistics.rarity(token))
        return sorted(worth.items(), key=lambda item: -item[1])[:_MOST_RANKED_TOKENS]

    @staticmethod
    def _execute(connection: BaseDatabaseWrapper, statements: str) -> None:
        with connection.cursor() as cursor:
            for statement in statements.split(";"):
                cursor.execute(statement)


def _quoted(token: str) -> str:
    """Quote a token for the type tsquery. Tokens are letters and digits alone."""
    return f"'{token}'"


def _expression(query: Query) -> str:
    any_token = " | ".join(_quoted(token) for token in sorted(query.tokens))
    phrases = "".join(
        f" & ({' <-> '.join(f'{_quoted(stem)}:A' for stem in phrase)})" for phrase in query.phrases
    )
    return f"({any_token}){phrases}"
