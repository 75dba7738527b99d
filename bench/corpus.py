"""Putting records into the scratch database, and a made-up corpus whose words are spread like those of language."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from catalogue.models import Source, Tag
from councils import register
from councils.models import Council
from lessons.models import Lesson, LessonCitation, LessonTag

VOCABULARY = 60_000
WORDS_A_RECORD = 300
AT_A_TIME = 2_000
SYLLABLES = ["ba", "be", "bi", "bo", "bu", "ca", "ce", "co", "da", "de", "di", "do", "fa", "fe", "fi", "ga", "go", "ha", "he", "hi", "la", "le", "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "ni", "no", "pa", "pe", "po", "ra", "re", "ri", "ro", "sa", "se", "si", "so", "ta", "te", "ti", "to", "va", "ve", "vi", "wa", "we"]  # fmt: skip


def make_up_words(seed: int) -> list[str]:
    """Words that sound like words, the commonest first and, as in language, the shortest among them."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        length = 2 if len(found) < 800 else chance.choice((3, 3, 4, 4, 5))
        found["".join(chance.choice(SYLLABLES) for _ in range(length)) + chance.choice(("", "n", "r", "s", "t"))] = None
    return list(found)


def texts(records: int, seed: int) -> Iterator[tuple[str, str]]:
    """Titles and bodies of 300 words; the word of rank n comes about 1/n as often as the first."""
    chance = random.Random(seed + 1)
    words = make_up_words(seed)
    total, cumulative = 0.0, []
    for rank in range(1, len(words) + 1):
        total += 1 / (rank + 2.7)
        cumulative.append(total)
    for _ in range(records):
        drawn = chance.choices(words, cum_weights=cumulative, k=WORDS_A_RECORD + 8)
        sentences = [" ".join(drawn[start : start + 15]).capitalize() + "." for start in range(8, len(drawn), 15)]
        yield " ".join(drawn[:8]).capitalize(), " ".join(sentences)


def load(documents: Iterable[tuple[str, str, str]], *, connected: bool = False, seed: int = 0) -> int:
    """Make a published lesson of every (id, title, text); with tags, councils and sources if connected.

    Rows are written straight, without noting changes: the index is built afterwards.
    """
    chance = random.Random(seed)
    tags, councils, sources = _surroundings() if connected else ([], [], [])
    now, count, batch = datetime(2026, 1, 1, tzinfo=UTC), 0, []

    def write() -> None:
        QuerySet(Lesson).bulk_create(batch, batch_size=AT_A_TIME)
        if connected:
            QuerySet(LessonTag).bulk_create(
                LessonTag(content_object_id=lesson.pk, tag=tag) for lesson in batch for tag in chance.sample(tags, 3)
            )
            QuerySet(LessonCitation).bulk_create(
                LessonCitation(entry_id=lesson.pk, source=chance.choice(sources), locator="") for lesson in batch
            )
            through = Lesson.councils.through
            through.objects.bulk_create(
                through(lesson_id=lesson.pk, council_id=chance.choice(councils)) for lesson in batch
            )
        batch.clear()

    for identifier, title, text in documents:
        batch.append(
            Lesson(
                reference=identifier,
                slug=identifier.lower(),
                title=title[:250] or "Untitled",
                summary=" ",
                body=text,
                status="published",
                published_at=now - timedelta(minutes=count),
            )
        )
        count += 1
        if len(batch) == AT_A_TIME:
            write()
    write()
    return count


def synthetic(records: int, seed: int) -> int:
    """Load the made-up corpus, unless the scratch database holds it already."""
    if Lesson.objects.count() != records:
        Lesson.objects.all().delete()
        load(
            ((f"R{number:07}", title, text) for number, (title, text) in enumerate(texts(records, seed))),
            connected=True, seed=seed,
        )  # fmt: skip
    return records


def _surroundings() -> tuple[list[Tag], list[str], list[Source]]:
    for record in register.records():
        record.save()
    tags = []
    for number in range(8):
        theme = Tag.objects.get_or_create(
            slug=f"theme-{number}", defaults={"name": f"Theme {number}", "definition": "x"}
        )[0]
        for part in range(8):
            name = f"tag-{number}-{part}"
            said = {"name": f"Tag {number} {part}", "definition": "x", "broader": theme}
            tags.append(Tag.objects.get_or_create(slug=name, defaults=said)[0])
    sources = [
        Source.objects.get_or_create(
            reference=f"report-{number}", defaults={"title": f"Report {number}", "type": "report"}
        )[0]
        for number in range(5)
    ]
    return tags, list(Council.objects.current().values_list("pk", flat=True)[:150]), sources
