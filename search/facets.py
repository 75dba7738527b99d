"""The filters of a list: which values they take, how they narrow the list, and how many records each value has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from catalogue import places
from catalogue.models import Citation, Entry, Source, Tag, TagLink
from councils.models import Council, Region
from councils.succession import Succession

# What the values of filters are called: by the name of the filter, then by the value.
Names = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Option:
    """A value of a filter: its word in the address, what it is called, and how many records have it."""

    value: str
    label: str
    count: int


class Facet:
    """One filter. `name` is its name in the address, `label` what people read."""

    name: str
    label: str

    def labels_of(self, values: Iterable[str]) -> dict[str, str]:
        """Those of the values that exist, with their labels."""
        raise NotImplementedError

    def restrict(self, entries: QuerySet, values: list[str]) -> QuerySet:
        """The entries that have any of the values."""
        raise NotImplementedError

    def options(self, entries: QuerySet) -> list[Option]:
        """The values these entries have, by name, each with the number of entries."""
        raise NotImplementedError

    def options_of_counts(self, counts: dict[str, int], names: Names) -> list[Option]:
        """The same from the counts of the index, by value. `names` are those of themes, tags and councils."""
        called = names[self.name]
        found = [Option(value, called[value], count) for value, count in counts.items() if value in called]
        return sorted(found, key=lambda option: (option.label, option.value))


class TagFacet(Facet):
    """Records with exactly this tag."""

    name, label = "tag", "Tag"

    def labels_of(self, values: Iterable[str]) -> dict[str, str]:
        return _known_tags(values, Q())

    def restrict(self, entries: QuerySet, values: list[str]) -> QuerySet:
        chosen = Q(tag__in=Tag.objects.with_slugs(values))
        return entries.filter(pk__in=_links(entries).filter(chosen).values("content_object"))

    def options(self, entries: QuerySet) -> list[Option]:
        rows = _links(entries).filter(content_object__in=entries.order_by().values("pk"), tag__broader__isnull=False)
        return _grouped(rows, F("tag__slug"), F("tag__name"), "content_object")


class ThemeFacet(Facet):
    """Records with a tag of this theme, or with the theme itself."""

    name, label = "theme", "Theme"

    def labels_of(self, values: Iterable[str]) -> dict[str, str]:
        return _known_tags(values, Q(broader__isnull=True))

    def restrict(self, entries: QuerySet, values: list[str]) -> QuerySet:
        themes = Tag.objects.with_slugs(values).values("pk")
        chosen = Q(tag__in=themes) | Q(tag__broader__in=themes)
        return entries.filter(pk__in=_links(entries).filter(chosen).values("content_object"))

    def options(self, entries: QuerySet) -> list[Option]:
        rows = _links(entries).filter(content_object__in=entries.order_by().values("pk"))
        slug, name = Coalesce("tag__broader__slug", "tag__slug"), Coalesce("tag__broader__name", "tag__name")
        return _grouped(rows, slug, name, "content_object")


class PlaceFacet(Facet):
    """A filter by the councils that records name or, where `linked`, reach through linked case studies too."""

    def __init__(self, *, linked: bool = False):
        self.linked = linked


class CouncilFacet(PlaceFacet):
    """Records of this council or of a council it replaced."""

    name, label = "council", "Council"

    @cached_property
    def succession(self) -> Succession:
        """Which councils took over from which, read once."""
        return Succession()

    @cached_property
    def codes(self) -> dict[str, str]:
        """The codes of the values seen so far, by slug."""
        return {}

    def labels_of(self, values: Iterable[str]) -> dict[str, str]:
        found = list(Council.objects.filter(slug__in=values))
        self.codes.update({council.slug: council.pk for council in found})
        return {council.slug: str(council) for council in found}

    def restrict(self, entries: QuerySet, values: list[str]) -> QuerySet:
        if not set(values) <= set(self.codes):
            self.labels_of(values)
        chosen = [self.codes[value] for value in values if value in self.codes]
        return places.in_councils(entries, self.succession.with_predecessors(chosen), linked=self.linked)

    def options(self, entries: QuerySet) -> list[Option]:
        counts = Counter(place for _, place in places.counted(entries, self.succession, linked=self.linked))
        return sorted((Option(p.slug, p.name, n) for p, n in counts.items()), key=lambda option: option.label)


class RegionFacet(PlaceFacet):
    """Records of any council in this region."""

    name, label = "region", "Region"

    def labels_of(self, values: Iterable[str]) -> dict[str, str]:
        return {value: Region(value).label for value in values if value in Region.values}

    def restrict(self, entries: QuerySet, values: list[str]) -> QuerySet:
        here = Council.objects.filter(region__in=values).values("pk")
        return places.in_councils(entries, here, linked=self.linked)

    def options(self, entries: QuerySet) -> list[Option]:
        counts = Counter(region for _, region in places.regions(entries, linked=self.linked))
        return self.options_of_counts(counts, {})

    def options_of_counts(self, counts: dict[str, int], names: Names) -> list[Option]:
        return [Option(value, Region(value).label, counts[value]) for value in Region.values if counts.get(value)]


class SourceFacet(Facet):
    """Records that rest on this source."""

    name, label = "source", "Source"

    def labels_of(self, values: Iterable[str]) -> dict[str, str]:
        return dict(Source.objects.public().filter(pk__in=values).values_list("pk", "title"))

    def restrict(self, entries: QuerySet, values: list[str]) -> QuerySet:
        citation = Citation.model_for(entries.model)
        return entries.filter(pk__in=citation.objects.filter(source__in=values).values("entry"))

    def options(self, entries: QuerySet) -> list[Option]:
        citation = Citation.model_for(entries.model)
        rows = citation.objects.filter(entry__in=entries.order_by().values("pk"), source__type=Source.Type.REPORT)
        return _grouped(rows, F("source_id"), F("source__title"), "entry")

    def options_of_counts(self, counts: dict[str, int], names: Names) -> list[Option]:
        reports = Source.objects.reports().filter(pk__in=counts).values_list("pk", "title")
        return super().options_of_counts(counts, {self.name: dict(reports)})


class OwnFacet(Facet):
    """A filter on a field with choices, whose order its values keep, or on a relation with references.

    Most are what one kind declares for itself; given `Entry` for a kind, it is on a field every kind has.
    """

    def __init__(self, kind: type[Entry], name: str, path: str):
        self.field: Any = kind._meta.get_field(path)
        self.name, self.path = name, path
        words = str(self.field.verbose_name)
        self.label = words[:1].upper() + words[1:]

    def labels_of(self, values: Iterable[str]) -> dict[str, str]:
        if self.field.is_relation:
            found = self.field.related_model.objects.public().filter(pk__in=values)
            return {row.pk: str(row) for row in found}
        return {value: label for value, label in self.field.flatchoices if value in values}

    def restrict(self, entries: QuerySet, values: list[str]) -> QuerySet:
        if self.field.is_relation:
            return entries.filter(pk__in=entries.model.objects.filter(**{f"{self.path}__in": values}).values("pk"))
        return entries.filter(**{f"{self.path}__in": values})

    def options(self, entries: QuerySet) -> list[Option]:
        if self.field.is_relation:
            back = self.field.related_query_name()
            here = Count(back, filter=Q(**{f"{back}__in": entries.order_by().values("pk")}), distinct=True)
            rows = self.field.related_model.objects.annotate(n=here).filter(n__gt=0)
            return [Option(row.pk, str(row), row.n) for row in rows]
        return self.options_of_counts(dict(entries.order_by().values_list(self.path).annotate(n=Count("pk"))), {})

    def options_of_counts(self, counts: dict[str, int], names: Names) -> list[Option]:
        if self.field.is_relation:
            rows = self.field.related_model.objects.filter(pk__in=counts)
            return [Option(row.pk, str(row), counts[row.pk]) for row in rows]
        return [Option(value, label, counts[value]) for value, label in self.field.flatchoices if value in counts]


class KindFacet(Facet):
    """Records of this kind, where a list holds several."""

    name, label = "kind", "Kind"

    def labels_of(self, values: Iterable[str]) -> dict[str, str]:
        return {kind.kind: kind.names().capitalize() for kind in Entry.kinds() if kind.kind in values}

    def restrict(self, entries: QuerySet, values: list[str]) -> QuerySet:
        return entries if entries.model.kind in values else entries.none()

    def options_of_counts(self, counts: dict[str, int], names: Names) -> list[Option]:
        every = self.labels_of(counts)
        return [Option(value, label, counts[value]) for value, label in every.items() if counts[value]]


def facets(kind: type[Entry] | None, *, linked: bool = False) -> list[Facet]:
    """The filters of a kind's list: its own first, then those every list has. Without a kind: those of all kinds."""
    if kind is None:
        return [KindFacet(), *shared_facets(linked=linked)]
    own = [OwnFacet(kind, name, path) for name, path in kind.own_filters.items()]
    return [*own, *shared_facets(linked=linked)]


def shared_facets(*, linked: bool = False) -> list[Facet]:
    """The filters every list has."""
    strength = OwnFacet(Entry, "strength", "strength")  # type: ignore[type-abstract]
    places = [CouncilFacet(linked=linked), RegionFacet(linked=linked)]
    return [ThemeFacet(), TagFacet(), *places, SourceFacet(), strength]


def _known_tags(slugs: Iterable[str], which: Q) -> dict[str, str]:
    """The slugs that tags of a sort have or had, with the names of these tags."""
    tags = Tag.objects.filter(which).order_by()
    now = tags.filter(slug__in=slugs).values_list("slug", "name")
    before = tags.filter(former_slugs__slug__in=slugs).values_list("former_slugs__slug", "name")
    return dict(now.union(before))


def _links(entries: QuerySet) -> QuerySet:
    """The tag links of a kind."""
    return TagLink.model_for(entries.model).objects.order_by()


def _grouped(rows: QuerySet, value: object, label: object, entry: str) -> list[Option]:
    counted = rows.order_by().values(v=value, l=label).annotate(n=Count(entry, distinct=True)).order_by("l")
    return [Option(row["v"], row["l"], row["n"]) for row in counted]
