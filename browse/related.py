"""What a record is connected with: its links, and the records most like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Aggregate, Count, Q, TextField, Value

from catalogue import places
from catalogue.models import Basis, Citation, Entry, Link, Source, Tag
from catalogue.publication import public
from foundation.prefetched import brought
from history.snapshot import ChildTable
from search.similar import OF_EACH_KIND, similar_records

SHARED_TAGS = 2


@dataclass(frozen=True)
class Linked:
    """A record at the other end of a link, whose word the link is, and whether it is the one that is cited.

    `councils` are the names of those it happened in, where its kind lends its councils to the other end.
    """

    entry: Entry
    basis: str
    note: str
    is_cited: bool
    councils: list[str] = field(default_factory=list)

    @property
    def is_stated(self) -> bool:
        return self.basis == Basis.STATED


@dataclass(frozen=True)
class Group:
    """The public records of one kind that a record is linked with, stated ones first.

    `shown` are those that stand on the page of the record; where there are more, all stand on a page of their own.
    """

    kind: type[Entry]
    links: list[Linked]
    shown: list[Linked]

    @property
    def heading(self) -> str:
        return self.kind.first_heading or self.kind.heading

    @property
    def stated(self) -> list[Linked]:
        return [link for link in self.links if link.is_stated]

    @property
    def suggested(self) -> list[Linked]:
        return [link for link in self.links if not link.is_stated]

    @property
    def basis(self) -> str:
        """Whose word all those shown are; empty where they differ."""
        found = {link.basis for link in self.shown}
        return found.pop() if len(found) == 1 else ""

    @property
    def has_more(self) -> bool:
        return len(self.links) > len(self.shown)

    @property
    def all_of_them(self) -> str:
        """The words of the link to all of them, whose word they are said where that differs."""
        both = f": {len(self.stated)} stated, {len(self.suggested)} suggested" if self.stated and self.suggested else ""
        return f"All {len(self.links)} {self.kind.spoken_names()}{both}"


def groups(entry: Entry, most: int | None = None) -> list[Group]:
    """The records linked with this one, by kind in the order of the navigation, so many of each to be shown.

    One query for each sort of link, and one for where what is linked happened: that stands before the rest.
    """
    found: dict[type[Entry], list[Linked]] = defaultdict(list)
    ways: dict[type[Link], dict[str, str]] = defaultdict(dict)
    for link, here, there, other in Link.sides_of(type(entry)):
        if issubclass(other, Entry):
            ways[link][here] = there
    for link, ends in ways.items():
        for row in _links(entry, link, ends):
            here = next(here for here in ends if getattr(row, f"{here}_id") == entry.pk)
            linked = Linked(getattr(row, ends[here]), row.basis, row.note, here == link.ends[0])
            found[type(linked.entry)].append(linked)
    kind = places.lending_kind()
    if not isinstance(entry, kind):
        found[kind] = _with_councils(kind, found[kind])
    ordered = {
        kind: sorted(links, key=lambda link: (not link.is_stated, not link.councils, link.entry.pk))
        for kind, links in found.items()
    }
    return [Group(kind, ordered[kind], ordered[kind][:most]) for kind in Entry.kinds() if found[kind]]


def _with_councils(kind: type[Entry], links: list[Linked]) -> list[Linked]:
    """These records of one kind with the councils they name; one query, none for no record."""
    if not links:
        return []
    names = defaultdict(list)
    for reference, place in places.pairs(kind.objects.filter(pk__in=[link.entry.pk for link in links])):
        names[reference].append(place.name)
    return [replace(link, councils=sorted(names[link.entry.pk])) for link in links]


def _links(entry: Entry, link: type[Link], ends: dict[str, str]) -> Iterator[Any]:
    """The links of one sort to public records. Records of its own kind may stand at either end."""
    stored = []
    for here, there in ends.items():
        if (rows := brought(entry, ChildTable(link, here).accessor)) is None:
            stored.append(Q(public(f"{there}__"), **{here: entry}))
        else:
            yield from (row for row in rows if getattr(row, there).is_public)
    if stored:
        yield from link.objects.filter(reduce(or_, stored)).select_related(*ends.values())


def found_in(entry: Entry, linked: Iterable[Group]) -> list[str]:
    """Where a record is found, in sentences: what its reports say, and apart from that what the editors add.

    First the reports that state it, then the case studies these name themselves, then those that only the editors
    connect it with, in whatever reports. One query.
    """
    own = {citation.source_id for citation in entry.citations.all() if citation.source.type == Source.Type.REPORT}
    said = [f"Stated in {_count(len(own), 'report')}."]
    for cases in [group for group in linked if group.kind is places.lending_kind() and group.kind is not type(entry)]:
        suggested = [link.entry.pk for link in cases.suggested]
        cited = Citation.model_for(cases.kind).objects.filter(entry__in=suggested, source__type=Source.Type.REPORT)
        others = set(cited.exclude(source__in=own).order_by().values_list("source", flat=True))
        if cases.stated:
            whose = "The report itself names" if len(own) == 1 else "The reports themselves name"
            said.append(f"{whose} {_cases(cases.kind, cases.stated)}.")
        if cases.suggested:
            elsewhere = f", from {_count(len(others), 'other report')}" if others else ""
            said.append(f"The editors connect it with {_cases(cases.kind, cases.suggested)}{elsewhere}.")
    return said


def _cases(kind: type[Entry], links: list[Linked]) -> str:
    """How many case studies these are, and from how many councils."""
    councils = {council for link in links for council in link.councils}
    of = f" from {_count(len(councils), 'council')}" if councils else ""
    return f"{_count(len(links), kind.name(), kind.names())}{of}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


class Joined(Aggregate):
    """All values of a column in one text, a line each; nothing where there is none."""

    function = "STRING_AGG"
    output_field = TextField()

    def __init__(self, column: str, **more: Any):
        super().__init__(column, Value("\n"), **more)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """SQLite has another name for it."""
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", **more)


def similar(entry: Entry, tags: Collection[Tag], linked: Iterable[Group]) -> list[tuple[type[Entry], list[dict]]]:
    """The records of other kinds most like this one and not linked with it, the database asked once.

    Each kind comes with at most three rows of `title`, `slug`, `summary` and `shared`, the names of the tags shared.
    Likeness is that of words and tags where the index can tell, else of tags alone.
    """
    already = {link.entry.pk for group in linked for link in group.links}
    others = [kind for kind in Entry.kinds() if kind is not type(entry)]
    alike = similar_records(entry, already)
    if alike is None:
        wanted = {kind: kind.objects.published().filter(tag_links__tag__in=tags) for kind in others}
    else:
        wanted = {kind: kind.objects.published().filter(pk__in=alike.get(kind, [])) for kind in others}
    both = Q(tag_links__tag__in=tags)
    rows = [
        entries.annotate(shared=Count("tag_links", filter=both), names=Joined("tag_links__tag__name", filter=both))
        .annotate(of=Value(kind.kind))
        .order_by()
        .values("pk", "title", "slug", "summary", "shared", "names", "of")
        for kind, entries in wanted.items()
    ]
    if alike is None:
        rows = [these.filter(shared__gte=SHARED_TAGS) for these in rows]
    together = rows[0].union(*rows[1:], all=True).order_by("-shared", "pk")
    found: dict[str, list[dict]] = defaultdict(list)
    for row in together[: OF_EACH_KIND * 20 + len(already)]:
        if row["pk"] not in already:
            found[row["of"]].append({**row, "shared": sorted((row["names"] or "").splitlines())})
    if alike is not None:
        best = {pk: place for references in alike.values() for place, pk in enumerate(references)}
        for each in found.values():
            each.sort(key=lambda row: best[row["pk"]])
    return [(kind, found[kind.kind][:OF_EACH_KIND]) for kind in others if found[kind.kind]]
