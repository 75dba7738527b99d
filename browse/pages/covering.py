"""What covers a council or a region as part of something larger: reports and records about a region or a named area."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from catalogue.models import Entry, Source
from councils.models import Area, Council


def around(council: Council) -> list[Area]:
    """The areas a council lies in: its region and the named areas it belongs to."""
    return list(Area.objects.filter(Q(region=council.region) | Q(councils=council)).distinct())


def covering(areas: Iterable[Area]) -> list[tuple[Area, list[Source | Entry]]]:
    """The reports with public records, then the public records, that are about each of these areas as a whole."""
    by_area: dict[Area, list[Source | Entry]] = {area: [] for area in areas}
    if not by_area:
        return []
    here = {area.pk: area for area in by_area}
    for rows in (Source.objects.public(), *(kind.objects.published() for kind in Entry.kinds())):
        for shown in rows.filter(areas__in=here).distinct().prefetch_related("areas"):
            for area in shown.areas.all():
                if area.pk in here:
                    by_area[here[area.pk]].append(shown)
    return [(area, shown) for area, shown in by_area.items() if shown]
