"""Finding records by words without the index: what a list falls back on while the index is being built."""

from functools import reduce
from operator import or_

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from search import language
from search.query import MAX_WORDS


def words(text: str) -> list[str]:
    """The words of what somebody typed, cut at 64."""
    return language.words(language.clean(text))[:MAX_WORDS]


def match(entries: QuerySet, text: str) -> QuerySet:
    """The entries that hold every word of the text in title, summary, body or the editors' view, whatever the case."""
    if language.says_nothing(text):
        return entries.none()
    for word in words(text):
        here = (Q(**{f"{name}__icontains": word}) for name in ("title", "summary", "body", "editors_view"))
        entries = entries.filter(reduce(or_, here))
    return entries


def ranked(entries: QuerySet, text: str) -> QuerySet:
    """The entries with those first that hold every word of the text in their title."""
    in_title = Q()
    for word in words(text):
        in_title &= Q(title__icontains=word)
    first = Case(When(in_title, then=Value(True)), default=Value(False), output_field=BooleanField())
    return entries.annotate(in_title=first).order_by("-in_title", "pk")
