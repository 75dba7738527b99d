"""The questions of the benchmarks: classes of queries by how many records have their words, and odd things to type."""

from __future__ import annotations

import itertools

import tantivy

from search import language

EACH = 12


def classes(searcher: tantivy.Searcher, total: int) -> dict[str, list[list[str]]]:
    """Words of each class by the share of records they are in, and what is made of them."""
    words = sorted(searcher.terms_with_prefix("words", ""), key=lambda pair: -pair[1])
    known = [(word, n) for word, n in words if word not in language.STOP_WORDS and len(word) > 3]

    def share(low: float, high: float) -> list[str]:
        fitting = [word for word, n in known if low * total <= n < high * total]
        return fitting[:: max(1, len(fitting) // EACH)][:EACH]

    rare, medium, common, very = share(0, 0.001), share(0.001, 0.02), share(0.02, 0.2), share(0.2, 1)
    long = [word for word in common + medium if len(word) >= 6][:EACH]
    return {
        "rare": [[word] for word in rare],
        "medium": [[word] for word in medium],
        "common": [[word] for word in common],
        "very common": [[word] for word in very],
        "two words": [list(pair) for pair in zip(common, very, strict=False)],
        "three words": [list(each) for each in zip(medium, common, very, strict=False)],
        "phrase": [list(pair) for pair in itertools.pairwise(very)],
        "typo": [[word[:2] + word[3] + word[2] + word[4:]] for word in long],
        "prefix": [[word[:4]] for word in medium + common][:EACH],
    }


def typed(name: str, words: list[str]) -> str:
    """What somebody types to ask for these words."""
    return f'"{" ".join(words)}"' if name == "phrase" else " ".join(words)


def odd(searcher: tantivy.Searcher, total: int) -> dict[str, str]:
    """What nobody should type, by what it is."""
    known = classes(searcher, total)
    very = [word for (word,) in known["very common"]]
    mixed = [word for name in ("very common", "common", "medium", "rare") for (word,) in known[name]]
    typos = [word for (word,) in known["typo"]]
    return {
        "10,000 words": " ".join(itertools.islice(itertools.cycle(mixed), 10_000)),
        "64 very common words": " ".join(itertools.islice(itertools.cycle(very), 64)),
        "every known class at once": " ".join(mixed),
        "a phrase of 60 words": '"' + " ".join(itertools.islice(itertools.cycle(very), 60)) + '"',
        "a phrase of one word 60 times": '"' + " ".join(very[:1] * 60) + '"',
        "30 phrases": " ".join(f'"{one} {two}"' for one, two in itertools.islice(itertools.cycle(itertools.pairwise(very)), 30)),
        "12 misspelled words": " ".join(typos),
        "60 unknown words": " ".join(word[::-1] + word[:2] for word in itertools.islice(itertools.cycle(mixed), 60)),
        "a word of 2,000 letters": "x" * 2_000,
        "1,000 one-letter words": " ".join("abcdefghij"[n % 10] for n in range(1_000)),
        "all but a very common word": f"-{very[0]}",
        "all but 40 words": " ".join(f"-{word}" for word in mixed),
        "only stop words": "the of and to in is it that",
        "emoji": "🙂🙃 👩‍👩‍👧‍👦 🇬🇧" * 20,
        "right-to-left marks": "\u202e\u200f" * 200 + very[0],
        "lone quotes": '"' * 300,
        "brackets and operators": "((( AND OR NOT NEAR( title:x * ? ~2 ^9 ../.. \\ %",
        "combining marks": "e\u0301\u0302\u0303" * 300,
        "one very common word": very[0],
        "nothing": "",
    }  # fmt: skip
