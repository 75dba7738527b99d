"""How often a misspelled word is put right at the first guess."""

from __future__ import annotations

import argparse
import random
import string
import time
from statistics import median

from django.core.management import call_command

from bench import corpus, results
from bench.relevance import lines
from catalogue.models import Entry
from lessons.models import Lesson
from search import following, index, language, spelling

SAMPLE = 500


def misspelled(word: str, edits: int, chance: random.Random) -> str:
    """The word with some letters left out, added, changed or swapped."""
    for _ in range(edits):
        place = chance.randrange(len(word))
        letter = chance.choice(string.ascii_lowercase)
        word = chance.choice(
            (
                word[:place] + word[place + 1 :],
                word[:place] + letter + word[place:],
                word[:place] + letter + word[place + 1 :],
                word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
            )
        )
    return word


def measure(options: argparse.Namespace) -> None:
    """Misspell words of the project's own content, or of a collection, and ask for the nearest known word."""
    if options.collection:
        corpus.load(
            (f"D{n}", line["title"][:250], line["text"])
            for n, line in enumerate(lines(options.collection / "docs.jsonl"))
        )
        source = options.collection.name
    else:
        call_command("load_content", verbosity=0)
        source = "the project's own content"
    following.rebuild(wait=600)
    opened = index.current()
    known = spelling.KnownWords(opened.searcher())
    seen: dict[str, int] = {}
    for kind in Entry.kinds() if not options.collection else [Lesson]:
        for row in kind.objects.published().values_list("title", "summary", "body"):
            for word in language.words(" ".join(row)):
                seen[word] = seen.get(word, 0) + 1
    chance = random.Random(options.seed)
    found = {}
    for name, edits, shortest, times in (
        ("one edit, 6 letters or more, seen twice", 1, 6, 2),
        ("two edits, 7 letters or more, seen three times", 2, 7, 3),
        ("one edit, all words of 4 letters or more", 1, 4, 1),
        ("two edits, all words of 4 letters or more", 2, 4, 1),
    ):
        words = sorted(
            word
            for word, n in seen.items()
            if len(word) >= shortest and n >= times and word.isascii() and word.isalpha()
        )
        right = stem = asked = 0
        took = []
        while asked < SAMPLE:
            word = chance.choice(words)
            wrong = misspelled(word, edits, chance)
            if wrong in seen or wrong in known.record_counts or wrong == word:
                continue
            started = time.perf_counter()
            guess = known.nearest(wrong)
            took.append(time.perf_counter() - started)
            asked += 1
            right += guess == [word]
            stem += bool(guess) and language.stem(guess[0]) == language.stem(word)
        found[name] = {
            "asked": asked, "right_first": round(right / asked, 3), "right_stem_first": round(stem / asked, 3),
            "median_ms": round(1000 * median(took), 2), "words_to_choose_from": len(words),
        }  # fmt: skip
    results.report(options, {"words of": source, "known_words": len(known.record_counts), "found": found})
