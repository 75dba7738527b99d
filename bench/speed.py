"""How long a search takes: every class of query, our whole search beside the bare engine doing the same work."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.test import Client

from bench import corpus, questions, results
from bench.bare import FACETS, PAGE, Bare
from browse import suggestions
from catalogue.models import Entry
from search import engine, following, hits, index
from search.list_query import ListQuery

# Nothing typed may take longer to answer (ms).
LONGEST = 1_000


def own_memory() -> int:
    """The megabytes this process holds for itself: pages of the index that the system reads along are not counted."""
    return int(Path("/proc/self/status").read_text().partition("RssAnon:")[2].split()[0]) // 1024


def our_search(text: str, *, with_records: bool = False) -> int:
    """Count, the first twenty with passages, and four facets, through our own search; with the records, where wanted."""
    found = engine.find(ListQuery(tuple(Entry.kinds()), text, tuple((name, ()) for name in FACETS)))
    count, keys = found.count, found.keys("relevance", 0, PAGE)
    found.snippets_of(["/".join(key) for key in keys])
    for name in FACETS:
        found.counts(name)
    if with_records:
        hits.load(keys)
    return count


class Took(NamedTuple):
    """How long something took: by the clock, and of the processor, which other programs of a machine disturb less."""

    ms: float
    processor_ms: float


def timed(work: Callable[[], object]) -> tuple[Took, object]:
    """The time it takes, the processor's being that of all threads, and the answer."""
    started, processor = time.perf_counter(), time.process_time()
    answer = work()
    return Took(1000 * (time.perf_counter() - started), 1000 * (time.process_time() - processor)), answer


def spread(times: list[Took]) -> dict[str, float]:
    """Medians and 95th percentiles in milliseconds."""
    found = {}
    for name in Took._fields:
        some = [getattr(took, name) for took in times]
        cuts = quantiles(some, n=20) if len(some) > 1 else some * 19
        found |= {f"median_{name}": round(median(some), 2), f"p95_{name}": round(cuts[18], 2)}
    return found


def ratio(ours: list[Took], theirs: list[Took]) -> dict[str, float]:
    """How many times as long ours take, by the medians."""
    return {
        name.replace("ms", "ratio"): round(median(getattr(t, name) for t in ours) / median(getattr(t, name) for t in theirs), 2)
        for name in Took._fields
    }  # fmt: skip


def prepare(options: argparse.Namespace) -> tuple[Bare, dict]:
    """Both indexes, and what making them took in processor seconds; a scratch folder keeps them for the next run."""
    corpus.synthetic(options.records, options.seed)
    note = settings.DATA_DIR / "indexing.json"
    told = json.loads(note.read_text()) if note.exists() else {}
    if "rebuild_s" not in told:
        began, processor = time.perf_counter(), time.process_time()
        following.rebuild(wait=600)
        told["rebuild_s"] = round(time.perf_counter() - began, 1)
        told["rebuild_processor_s"] = round(time.process_time() - processor, 1)
        note.write_text(json.dumps(told))
    bare = Bare(settings.DATA_DIR / "bare")
    if bare.took is not None:
        told["bare_indexing_processor_s"] = round(bare.took, 1)
    note.write_text(json.dumps(told))
    return bare, told


def compared(bare: Bare, name: str, words: list[str], rounds: int) -> tuple[list[Took], list[Took], list[Took]]:
    """The times of our search, of the same with its records from the database, and of the bare engine, in turns.

    That both find as many is checked before.
    """
    text, phrase = questions.typed(name, words), name == "phrase"
    one, other = our_search(text), bare.search(words, phrase)
    assert one == other, f"{text}: {one} records here, {other} in the bare index"
    ours, loaded, theirs = [], [], []
    for _ in range(rounds):
        ours.append(timed(lambda: our_search(text))[0])
        loaded.append(timed(lambda: our_search(text, with_records=True))[0])
        theirs.append(timed(lambda: bare.search(words, phrase))[0])
    return ours, loaded, theirs


def page_times(client: Client, address: str, rounds: int, **data: str) -> list[Took]:
    """How long a whole page takes that has not been kept (config/page_cache.py)."""
    times = []
    for _ in range(rounds):
        caches["pages"].clear()
        took, response = timed(lambda: client.get(address, data))
        assert response.status_code == 200, (address, data, response.status_code)  # type: ignore[attr-defined]
        times.append(took)
    return times


def of_class(bare: Bare, client: Client, name: str, asked: list[list[str]], rounds: int) -> dict:
    """The times of one class of queries."""
    ours, loaded, theirs, pages = [], [], [], []
    for words in asked:
        text = questions.typed(name, words)
        if name == "prefix":
            ours += [timed(lambda text=text: suggestions.suggestions(text))[0] for _ in range(rounds)]
        elif name == "typo":
            ours += [timed(lambda text=text: our_search(text))[0] for _ in range(rounds)]
            pages += page_times(client, "/search/", rounds, q=text)
        else:
            here, with_records, there = compared(bare, name, words, rounds)
            ours, loaded, theirs = ours + here, loaded + with_records, theirs + there
            pages += page_times(client, "/search/", rounds, q=text)
    found: dict = {"queries": len(asked), "search": spread(ours)}
    if theirs:
        found["search_with_records"] = spread(loaded)
        found["bare_engine"] = spread(theirs)
        found["ratio_of_medians"] = ratio(ours, theirs)
    if pages:
        found["page"] = spread(pages)
    return found


def lists(client: Client, records: int, rounds: int) -> dict:
    """The times of lists without words: their first page, deep ones, other orders, and narrowed ones."""
    last, middle = -(-records // PAGE), records // PAGE // 2
    asked = {
        "first page": {}, "page 40": {"page": "40"}, "in the middle": {"page": str(middle)}, "last page": {"page": str(last)},
        "by title": {"sort": "title"}, "newest": {"sort": "newest"}, "one theme": {"theme": "theme-1"},
        "two tags and a source": {"tag": "tag-1-1", "source": "report-1"},
    }  # fmt: skip
    found = {}
    for name, data in asked.items():
        found[name] = spread(page_times(client, "/lessons/", rounds, **data))
    return found


def oddities(client: Client, asked: dict[str, str]) -> dict[str, dict[str, float]]:
    """The longest that each odd thing to type takes, as a page and as suggestions."""
    found = {}
    for name, text in asked.items():
        times: list[Took] = []
        for address, sort in (("/search/", "relevance"), ("/lessons/", "title"), ("/search/suggest.json", "")):
            times += page_times(client, address, 2, q=text, **({"sort": sort} if sort else {}))
        found[name] = {field: round(max(getattr(took, field) for took in times), 1) for field in Took._fields}
    return found


def measure(options: argparse.Namespace) -> None:
    """Load, index, check that both sides find as many, then time both in turns."""
    bare, told = prepare(options)
    client = Client(headers={"host": "localhost"})
    searcher = index.current().searcher()
    our_search("warm"), client.get("/search/?q=warm"), suggestions.suggestions("warm")
    asked = questions.classes(searcher, options.records)
    found: dict[str, dict] = {}
    memory = [own_memory()]
    for name, queries in asked.items():
        found[name] = of_class(bare, client, name, queries, options.rounds)
        memory.append(own_memory())
    odd = oddities(client, questions.odd(searcher, options.records))
    numbers = {
        "words_a_record": corpus.WORDS_A_RECORD, **told, "own_memory_mb_after_each_class": memory, "classes": found,
        "lists": lists(client, options.records, options.rounds), "odd_input_longest": odd,
        "slower_than_a_second": sorted(name for name, took in odd.items() if took["ms"] > LONGEST),
    }  # fmt: skip
    results.report(options, numbers)
