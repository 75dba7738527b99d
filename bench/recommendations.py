"""Recommendations for measuring downloads: one is made as an editor would, and the database copies it.

Each has two tags, two lessons, a council and a source, and a title that a spreadsheet would take for a formula.
"""

from __future__ import annotations

import sys

from django.db import connection, models, transaction
from django.utils import timezone

from catalogue.models import Source, Tag
from councils.models import Council
from lessons.models import Lesson
from recommendations import models as made

# The number of the first, so that all references are equally long and in order.
FIRST = 10_000_000
WORDS = 'A plain sentence about care, with a comma and a "quotation" in it. ' * 4
TAGS, LESSONS = 20, 50


@transaction.atomic
def fill(rows: int) -> None:
    """Make so many public recommendations, unless they are there. Stops at a database with other records."""
    mine = made.Recommendation.objects.filter(pk__gte=f"R{FIRST}", pk__lt=f"R{FIRST * 2}")
    if (count := made.Recommendation.objects.count()) != mine.count():
        sys.exit("This database holds other records. Name an empty one.")
    if count == rows:
        return
    mine.delete()
    _make_the_first()
    number, pk = f"n.i + {FIRST}", "t.recommendation_id"
    reference = f"'R' || ({number})"
    _copy(made.Recommendation, rows, "t.reference", {
        "reference": reference, "slug": f"'r' || ({number})", "title": f"'=Recommendation ' || ({number})",
    })  # fmt: skip
    first_tag = Tag.objects.get(slug="tag-0").pk
    for step in (0, 7):
        tag = f"{first_tag} + (n.i + {step}) % {TAGS}"
        _copy(made.RecommendationTag, rows, "t.content_object_id", {"content_object_id": reference, "tag_id": tag})
        lesson = f"'L' || ((n.i + {step}) % {LESSONS})"
        _copy(made.RecommendationLesson, rows, pk, {"recommendation_id": reference, "lesson_id": lesson})
    locator = {"entry_id": reference, "locator": "'p' || (n.i % 90)"}
    _copy(made.RecommendationCitation, rows, "t.entry_id", locator)
    _copy(made.Recommendation.councils.through, rows, pk, {"recommendation_id": reference})
    with connection.cursor() as cursor:
        # So that all sides are planned with what the tables hold.
        cursor.execute("ANALYZE")


def _make_the_first() -> None:
    source = Source.objects.get_or_create(reference="report", defaults={"type": "report", "title": "A report"})[0]
    theme = Tag.objects.get_or_create(slug="theme", defaults={"name": "Theme", "definition": "x"})[0]
    tags = [
        Tag.objects.get_or_create(slug=f"tag-{n}", defaults={"name": f"Tag {n}", "definition": "x", "broader": theme})[
            0
        ]
        for n in range(TAGS)
    ]
    wigan = {"gss_code": "E08000010", "official_name": "Wigan Council", "name": "Wigan", "slug": "wigan"}
    council = Council.objects.get_or_create(code="WGN", defaults={**wigan, "type": "MD", "region": "north-west"})[0]
    said = {"summary": WORDS[:250], "body": WORDS * 2, "status": "published", "published_at": timezone.now()}
    for n in range(LESSONS):
        Lesson.objects.get_or_create(reference=f"L{n}", defaults={"slug": f"l{n}", "title": f"Lesson {n}", **said})
    first = made.Recommendation.objects.create(reference=f"R{FIRST}", slug=f"r{FIRST}", title="=Recommendation", **said)
    made.RecommendationTag.objects.create(content_object=first, tag=tags[0])
    made.RecommendationLesson.objects.create(recommendation=first, lesson=Lesson.objects.get(pk="L0"))
    made.RecommendationCitation.objects.create(entry=first, source=source, locator="p0")
    first.councils.add(council)


def _copy(model: type[models.Model], rows: int, owner: str, changes: dict[str, str]) -> None:
    """Copy the one row that belongs to the first record, for each other record, with these columns changed."""
    columns = [field.column for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    chosen = ", ".join(changes.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    # A number of its own for each column that numbers itself is the database's work.
    sql = (
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows - 1}) "
        f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {chosen} FROM n, '
        f"(SELECT * FROM \"{model._meta.db_table}\" t WHERE {owner} = 'R{FIRST}' LIMIT 1) t"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
