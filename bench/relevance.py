"""Answering the questions of a public test collection with the real search."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import corpus
from lessons.models import Lesson
from search import engine, following
from search.list_query import ListQuery

RESULTS = 100


def lines(path: Path) -> Iterator[dict]:
    """The objects of a file with one a line."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def best(results: engine.SearchResults) -> list[engine.RecordKey]:
    """The records in the order people meet them: those that hold all that was asked, then the others."""
    whole = results.keys("relevance", 0, RESULTS)
    return whole + results.partial.keys("relevance", 0, RESULTS - len(whole))


def measure(options: argparse.Namespace) -> None:
    """Load the collection as published records, ask every question, and write the run."""
    if not options.collection or not options.run:
        sys.exit('Usage: make bench ARGS="relevance DIR --run OUT.tsv"')
    identifiers: dict[str, str] = {}

    def documents() -> Iterator[tuple[str, str, str]]:
        for number, line in enumerate(lines(options.collection / "docs.jsonl")):
            reference = f"D{number:08}"
            identifiers[reference] = str(line["id"])
            title, text = (re.sub(r"\x00", " ", str(line.get(name) or "")) for name in ("title", "text"))
            # A title longer than the field allows keeps its end at the head of the text.
            yield reference, title[:250], f"{title[250:]} {text}".strip()

    count = corpus.load(documents())
    following.rebuild(wait=600)
    questions = 0
    with options.run.open("w", encoding="utf-8") as run:
        for question in lines(options.collection / "queries.jsonl"):
            results = engine.find(ListQuery((Lesson,), question["text"]))
            for _, reference in best(results):
                run.write(f"{question['id']}\t{identifiers[reference]}\n")
            questions += 1
    print(f"{count:,} documents, {questions:,} questions, up to {RESULTS} results each: {options.run}")
