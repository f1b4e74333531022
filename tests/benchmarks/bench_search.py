"""Search: rank of the right answer, and cost of the index and of queries.

Runs in a process of its own on a throw-away database of the kind that is configured (DATABASE_URL).
The answers are those of ../shared/search/swefaq_dev.jsonl (SuperLim 2, SweFAQ), left out where it is not.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

QUESTIONS = Path(__file__).resolve().parents[3] / "shared/search/swefaq_dev.jsonl"
PASSAGES = 50_000
RECORDINGS = 250
CAPTIONS_A_RECORDING = 150
CAPTION_SECONDS = 8
WORDS = 20_000
QUERIES = 100


def run() -> Iterator[dict[str, Any]]:
    """Measure in a process of its own, since the database of this one may be in use."""
    with tempfile.TemporaryDirectory() as data_dir:
        environment = {**os.environ, "DATA_DIR": data_dir, "DJANGO_SETTINGS_MODULE": "lms.settings.test"}
        command = [sys.executable, "-m", "tests.benchmarks.bench_search"]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ours
    for line in done.stdout.splitlines():
        yield json.loads(line)


def rows() -> Iterator[dict[str, Any]]:
    """Yield every figure. Django must be set up, with an empty database."""
    from django.db import connection

    conditions = {"database": connection.vendor, "python": platform.python_version(), "cores": os.cpu_count()}
    for name, value, unit, more in (*ranking(), *speed()):
        yield {"name": f"search_{name}", "value": round(value, 3), "unit": unit, **more, **conditions}


Row = tuple[str, float, str, dict[str, Any]]


def ranking() -> Iterator[Row]:
    """Search for every question of the corpus, unchanged and without å, ä and ö."""
    if not QUESTIONS.exists():
        return
    from search.analysis.tokens import normalise
    from search.enums import PassageKind
    from search.indexing.actions import add_passages, remove_page
    from search.indexing.sources import PassageDraft
    from tests.factories.seminars import make_seminar_index

    lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    answers = list(dict.fromkeys(answer for line in lines for answer in line["candidate_answers"]))
    page = make_seminar_index()
    drafts = [PassageDraft(PassageKind.PAGE, "", answer) for answer in answers]
    add_passages(page=page, drafts=drafts)
    queries = [(line["question"], line["candidate_answers"][line["label"]]) for line in lines]
    conditions = {"corpus": "SweFAQ dev", "questions": len(queries)}
    for name, change in (("mrr_at_10", str), ("mrr_at_10_without_diacritics", normalise)):
        mean_rank = statistics.mean(reciprocal_rank(change(question), right) for question, right in queries)
        yield name, mean_rank, "MRR", conditions
    remove_page(page=page)


def reciprocal_rank(question: str, right: str) -> float:
    from search.analysis.query_parser import parse_query
    from search.engines.base import Filters
    from search.indexing.vocabulary import IndexVocabulary
    from search.retrieval.queries import find_passages
    from search.visibility import Visibility

    hits, _rarity = find_passages(parse_query(question, IndexVocabulary()), Visibility(), Filters())
    texts = [hit.passage.text for hit in hits[:10]]
    return 1 / (texts.index(right) + 1) if right in texts else 0.0


def speed() -> Iterator[Row]:
    """Index 50,000 passages of generated text, and run 100 queries of each length."""
    from search.models import Passage
    from search.retrieval.queries import search
    from tests.factories.people import PersonFactory

    words, pages = made_up_words(), recordings()
    size_before = database_bytes()
    began = time.perf_counter()
    for page, transcript in pages:
        index(page, transcript(words))
    seconds = time.perf_counter() - began
    count = {"passages": Passage.objects.count(), "recordings": RECORDINGS}
    yield "index_seconds", seconds, "s", count
    yield "index_size", (database_bytes() - size_before) / 1024**2, "MB", {**count, "with": "text and tokens"}
    person = PersonFactory()
    for length in (1, 2, 4):
        chooser = random.Random(length)  # noqa: S311 - no secret
        queries = [" ".join(choose(words, chooser, length)) for _question in range(QUERIES)]
        yield from timed("find", queries, candidates, {**count, "words": length})
        yield from timed(
            "results", queries, lambda text: search(text, person=person), {**count, "words": length}
        )


def timed(
    name: str, queries: list[str], run_query: Callable[[str], object], conditions: dict[str, Any]
) -> Iterator[Row]:
    milliseconds, cpu = [], time.process_time()
    for text in queries:
        began = time.perf_counter()
        run_query(text)
        milliseconds.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - cpu) * 1000 / len(queries)
    milliseconds.sort()
    yield f"{name}_cpu", cpu, "ms", conditions
    yield f"{name}_p50", statistics.median(milliseconds), "ms", conditions
    yield f"{name}_p95", milliseconds[int(len(milliseconds) * 0.95)], "ms", conditions


def candidates(text: str) -> object:
    """Return the best 20 matches of the engine alone."""
    from search.analysis.query_parser import parse_query
    from search.engines import search_engine
    from search.engines.base import Filters
    from search.visibility import Visibility

    return search_engine().search(parse_query(text), Visibility(), Filters(), 20)


def made_up_words() -> list[str]:
    """Return real Swedish words, most common first."""
    from search.analysis.lexicon import swedish_lexicon
    from search.analysis.stop_words import STOP_WORDS

    known = swedish_lexicon().first_parts
    words = sorted(word for word in known if 4 <= len(word) <= 18 and word not in STOP_WORDS)
    random.Random(1).shuffle(words)  # noqa: S311 - no secret
    return words[:WORDS]


def choose(words: list[str], chooser: random.Random, count: int) -> list[str]:
    """Return words drawn by Zipf's law: the n-th most common with weight 1/n."""
    return [words[min(WORDS - 1, int(WORDS ** chooser.random()) - 1)] for _word in range(count)]


def recordings() -> list[tuple[Any, Callable[[list[str]], Any]]]:
    from courses.models import SeminarPage
    from courses.seminars.transcript import Cue, Transcript
    from tests.factories.seminars import make_seminar_index

    def transcript(number: int) -> Callable[[list[str]], Transcript]:
        chooser = random.Random(number)  # noqa: S311 - no secret
        starts = [at * CAPTION_SECONDS for at in range(CAPTIONS_A_RECORDING)]
        return lambda words: Transcript(
            tuple(Cue(at, at + CAPTION_SECONDS, " ".join(choose(words, chooser, 14))) for at in starts)
        )

    index_page = make_seminar_index()
    made = []
    for number in range(RECORDINGS):
        page = index_page.add_child(instance=SeminarPage(title=f"Inspelning {number}", slug=f"i{number}"))
        made.append((page, transcript(number)))
    return made


def index(page: Any, transcript: Any) -> None:
    from search.indexing.actions import index_page

    page.transcript = transcript.to_json()
    page.save(update_fields=["transcript"])
    index_page(page=page)


def database_bytes() -> int:
    from django.db import connection

    statement = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
        "postgresql": "SELECT pg_database_size(current_database())",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


@contextmanager
def throw_away_database() -> Iterator[None]:
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    django.setup()
    with throw_away_database():
        for measured in rows():
            sys.stdout.write(json.dumps(measured, ensure_ascii=False) + "\n")
            sys.stdout.flush()
