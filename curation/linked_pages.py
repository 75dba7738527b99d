"""The links in a text that lead to pages of this site, and those that visitors could not follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from catalogue.models import Entry, FormerSlug
from foundation import markdown


def to_mend(text: str) -> list[str]:
    """What is wrong with the links of a text to pages of this site. At most two questions to each kind's table."""
    details = {f"{kind.kind}-detail": kind for kind in Entry.kinds()}
    wanted: dict[type[Entry], set[str]] = defaultdict(set)
    found = []
    for address in dict.fromkeys(_addresses(text)):
        if "://" not in address and not address.startswith("/"):
            found.append(f"The link to “{address}” should begin with / or with https://.")
            continue
        try:
            match = resolve(urlsplit(address).path)
        except Resolver404:
            found.append(f"The link to {address} leads nowhere on this site.")
            continue
        if kind := details.get(match.url_name or ""):
            wanted[kind].add(match.kwargs["slug"])
    for kind, slugs in wanted.items():
        found += _unreachable(kind, slugs)
    return found


def _addresses(text: str) -> Iterator[str]:
    """The addresses of links within this site: those without a host, and those with this site's own."""
    for block in markdown.parse(text):
        for token in block.children or ():
            address = str(token.attrGet("href") or "") if token.type == "link_open" else ""
            address = address.removeprefix(settings.BASE_URL) if address != settings.BASE_URL else "/"
            parts = _split(address)
            if address and parts and not parts.scheme and not parts.netloc and not address.startswith("#"):
                yield address


def _split(address: str) -> SplitResult | None:
    """The parts of an address; nothing for one that cannot be read."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _unreachable(kind: type[Entry], slugs: Iterable[str]) -> Iterator[str]:
    """A sentence for each slug at which visitors find no record of the kind, or find it by an old address only."""
    here = {entry.slug: entry for entry in kind.objects.filter(slug__in=slugs)}
    former = dict(
        FormerSlug.objects.filter(kind=kind.kind, slug__in=set(slugs) - set(here)).values_list("slug", "reference")
    )
    now = kind.objects.in_bulk(former.values()) if former else {}
    for slug in sorted(slugs):
        entry = here.get(slug)
        if entry and not entry.is_public:
            state = "scheduled" if entry.is_scheduled else entry.get_status_display().lower()
            yield f"Visitors cannot follow the link to “{entry.title}”: it is {state}."
        elif not entry and (renamed := now.get(former.get(slug, ""))):
            yield f"“{renamed.title}” has a new address. Link to {renamed.get_absolute_url()} instead."
        elif not entry:
            yield f"There is no {kind.name()} at {kind.list_url()}{slug}/."
