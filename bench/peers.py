"""Our search beside others on the same records: plain PostgreSQL full text, and modelsearch, the search of Wagtail.

PostgreSQL is used as its manual shows it: a stored tsvector with a GIN index, ts_rank_cd, ts_headline, a count and
four GROUP BYs. Each side counts, gives the first twenty and counts four facets; those of modelsearch are columns.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psycopg2
from django.conf import settings

from bench import questions, results
from bench.bare import FACETS, PAGE
from bench.speed import Took, our_search, prepare, spread, timed
from search import documents, index

CLASSES = ("rare", "medium", "common", "very common", "two words", "three words", "phrase")
SCHEMA = """
CREATE TABLE doc (id bigint PRIMARY KEY, title text, body text, theme text, tag text, council text, source text,
                  words tsvector GENERATED ALWAYS AS (to_tsvector('english', body)) STORED);
""" + "".join(f"CREATE TABLE doc_{name} (doc bigint, value text);" for name in FACETS)
INDEXES = "CREATE INDEX doc_words ON doc USING gin (words);" + "".join(
    f"CREATE INDEX doc_{name}_doc ON doc_{name} (doc);" for name in FACETS
)
AT_A_TIME = 5_000


class PlainPostgres:
    """The records in a scratch database that is filled where it is empty."""

    def __init__(self, address: str, records: int):
        self.connection = psycopg2.connect(address)
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()
        self.cursor.execute("SELECT to_regclass('doc')")
        if self.cursor.fetchone() == (None,):
            self._fill()
        self.cursor.execute("SELECT count(*), version() FROM doc")
        held, self.version = self.cursor.fetchone()  # type: ignore[misc]
        if held != records:
            sys.exit(f"The database {address} holds {held:,} records, not {records:,}; make an empty one.")

    def _fill(self) -> None:
        self.cursor.execute(SCHEMA)
        made: dict[str, list[str]] = {name: [] for name in ("doc", *FACETS)}
        for number, fields in enumerate(documents.all_documents(), 1):
            first = [(fields[name] or [""])[0] for name in FACETS]
            made["doc"].append(_line(number, fields["title"][0], fields["text"][0], *first))
            for name in FACETS:
                made[name] += [_line(number, value) for value in fields[name]]
            if number % AT_A_TIME == 0:
                self._copy(made)
        self._copy(made)
        self.cursor.execute(INDEXES)
        self.cursor.execute("ANALYZE")

    def _copy(self, made: dict[str, list[str]]) -> None:
        for name, lines in made.items():
            table = "doc (id, title, body, theme, tag, council, source)" if name == "doc" else f"doc_{name}"
            self.cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO("".join(lines)))
            lines.clear()

    def search(self, words: list[str], phrase: bool) -> int:
        """Count, the first twenty with headlines, and four facets."""
        made = "phraseto_tsquery('english', %(q)s)" if phrase else "to_tsquery('english', %(q)s)"
        asked = {"q": (" " if phrase else " | ").join(words), "page": PAGE}
        self.cursor.execute(f"SELECT count(*) FROM doc WHERE words @@ {made}", asked)
        (count,) = self.cursor.fetchone()  # type: ignore[misc]
        self.cursor.execute(
            f"""SELECT id, title, ts_headline('english', body, {made}) FROM (
                SELECT id, title, body FROM doc WHERE words @@ {made}
                ORDER BY ts_rank_cd(words, {made}) DESC, id LIMIT %(page)s) AS best""",
            asked,
        )
        self.cursor.fetchall()
        for name in FACETS:
            self.cursor.execute(
                f"SELECT value, count(*) FROM doc_{name} JOIN doc ON doc = id WHERE words @@ {made} GROUP BY value",
                asked,
            )
            self.cursor.fetchall()
        return count


def _line(*values: object) -> str:
    """A row as COPY takes it."""
    escaped = (
        str(value).replace("\\", "\\\\").replace("\t", " ").replace("\n", "\\n").replace("\r", " ") for value in values
    )
    return "\t".join(escaped) + "\n"


class Modelsearch:
    """modelsearch in a process and an environment of its own, asked line by line."""

    def __init__(self, python: Path, address: str):
        script = Path(__file__).with_name("modelsearch_peer")
        self.process = subprocess.Popen(
            [python, script, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.indexing_ms, _ = self.ask("")

    def ask(self, words: str) -> tuple[float, int]:
        """Milliseconds as it takes them itself, and how many records it found."""
        self.process.stdin.write(words + "\n")  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]
        return tuple(json.loads(self.process.stdout.readline()))  # type: ignore[union-attr, return-value]

    def close(self) -> None:
        """End the process."""
        self.process.stdin.close()  # type: ignore[union-attr]
        self.process.wait()


def environment(given: Path | None) -> Path:
    """The Python with requirements-peers.txt: the one given, or one made in the scratch folder."""
    if given:
        return given
    folder = settings.DATA_DIR / "peers"
    if not (folder / "bin" / "python").exists():
        venv.create(folder, with_pip=True)
        wanted = Path(__file__).with_name("requirements-peers.txt")
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", wanted], check=True)
    return folder / "bin" / "python"


def against(asked: list[list[str]], name: str, postgres: PlainPostgres, other: Modelsearch | None, rounds: int) -> dict:
    """One class of queries on every side in turns, those on which all agree how many there are."""
    times: dict[str, list[Took]] = {"ours": [], "postgresql": [], "modelsearch": []}
    equal = 0
    phrase = name == "phrase"
    for words in asked:
        text = questions.typed(name, words)
        counts = {our_search(text), postgres.search(words, phrase)}
        if other and not phrase:
            counts.add(other.ask(text)[1])
        if len(counts) > 1:
            continue
        equal += 1
        for _ in range(rounds):
            times["ours"].append(timed(lambda: our_search(text))[0])  # noqa: B023 - called at once
            times["postgresql"].append(timed(lambda: postgres.search(words, phrase))[0])  # noqa: B023 - called at once
            if other and not phrase:
                took = other.ask(text)[0]
                times["modelsearch"].append(Took(took, took))
    found: dict = {"queries": len(asked), "with_equal_counts": equal}
    for side, some in times.items():
        if some:
            found[side] = {key: value for key, value in spread(some).items() if "processor" not in key}
            found[f"{side}_times_ours"] = round(median(t.ms for t in some) / median(t.ms for t in times["ours"]), 2)
    found.pop("ours_times_ours", None)
    return found


def measure(options: argparse.Namespace) -> None:
    """Fill the other databases, check that all find as many, then time all in turns."""
    if not options.database:
        sys.exit('Usage: make bench ARGS="peers --database postgres://…"; an empty PostgreSQL database.')
    prepare(options)
    started = time.perf_counter()
    postgres = PlainPostgres(options.database, options.records)
    loaded = time.perf_counter() - started
    other = Modelsearch(environment(options.peers), options.database) if options.modelsearch else None
    classes = questions.classes(index.current().searcher(), options.records)
    found = {name: against(classes[name], name, postgres, other, options.rounds) for name in _some(CLASSES)}
    numbers = {"postgresql": postgres.version, "postgresql_loaded_s": round(loaded, 1), "classes": found}
    if other:
        numbers["modelsearch_indexing_s"] = round(other.indexing_ms / 1000, 1)
        other.close()
    results.report(options, numbers)


def _some(names: tuple[str, ...]) -> Iterator[str]:
    """The names, each said as its turn comes, because a slow peer takes its time."""
    for name in names:
        print(name, "…", file=sys.stderr, flush=True)
        yield name
