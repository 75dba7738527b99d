"""A record as an entry of a reference manager.

BibTeX and RIS, and as schema.org's words for search engines.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from catalogue.models import Entry
from exports.table import LICENCE_NOTE, LICENCE_URL

_BIBTEX = {c: "\\" + c for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True)
class CitationFormat:
    """A format for reference managers: its word in the address and what people call it."""

    word: str
    label: str
    content_type: str


FORMATS = {
    each.word: each
    for each in (
        CitationFormat("bib", "BibTeX", "application/x-bibtex; charset=utf-8"),
        CitationFormat("ris", "RIS", "application/x-research-info-systems; charset=utf-8"),
    )
}


def address(entry: Entry) -> str:
    """The full address of a record."""
    return settings.BASE_URL + entry.get_absolute_url()


def written(entry: Entry, word: str) -> str:
    """The record in one of the formats."""
    return {"bib": _bibtex, "ris": _ris}[word](entry)


def _bibtex(entry: Entry) -> str:
    def safe(text: str) -> str:
        return "".join(_BIBTEX.get(character, character) for character in " ".join(text.split()))

    fields = {
        "title": f"{{{safe(entry.title)}}}",
        "author": f"{{{safe(settings.SITE_NAME)}}}",
        "year": str(entry.published_at.year) if entry.published_at else "",
        "abstract": safe(entry.summary),
        "number": safe(entry.pk),
        "url": address(entry),
        "note": safe(f"Version {entry.version}. {LICENCE_NOTE}"),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{entry.pk},\n{lines}}}\n"


def _ris(entry: Entry) -> str:
    fields = [
        ("TY", "WEB"),
        ("ID", entry.pk),
        ("TI", entry.title),
        ("AU", settings.SITE_NAME),
        ("PY", str(entry.published_at.year) if entry.published_at else ""),
        ("AB", entry.summary),
        ("UR", address(entry)),
        ("N1", f"Version {entry.version}. {LICENCE_NOTE}"),
        ("ER", ""),
    ]
    return "".join(f"{name}  - {' '.join(value.split())}\r\n" for name, value in fields if value or name == "ER")


def schema_org(entry: Entry) -> dict:
    """What the page is, in the vocabulary of schema.org."""
    kind = type(entry)
    tags = sorted(link.tag.name for link in entry.tag_links.all())
    crumbs = [(kind.names().capitalize(), settings.BASE_URL + kind.list_url()), (entry.title, address(entry))]
    return {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Article",
                "@id": address(entry),
                "url": address(entry),
                "identifier": entry.pk,
                "headline": entry.title[:110],
                "name": entry.title,
                "abstract": entry.summary,
                "description": entry.summary,
                "genre": kind.name(),
                "inLanguage": "en-GB",
                "datePublished": entry.published_at.isoformat() if entry.published_at else None,
                "dateModified": entry.updated_at.isoformat(),
                "version": entry.version,
                "keywords": tags,
                "license": LICENCE_URL,
                "isAccessibleForFree": True,
                "citation": sorted({str(citation.source) for citation in entry.citations.all()}),
                "publisher": {"@type": "Organization", "name": settings.SITE_NAME, "url": settings.BASE_URL},
                "isPartOf": _site(),
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": place, "name": name, "item": url}
                    for place, (name, url) in enumerate(crumbs, start=1)
                ],
            },
        ],
    }


def _site() -> dict:
    return {"@type": "WebSite", "name": settings.SITE_NAME, "url": settings.BASE_URL}


def schema_org_of_site() -> dict:
    """The site and how to search it, in the vocabulary of schema.org."""
    target = f"{settings.BASE_URL}{reverse('search')}?q={{search_term_string}}"
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": target},
        "query-input": "required name=search_term_string",
    }
    return {"@context": "https://schema.org", **_site(), "inLanguage": "en-GB", "potentialAction": action}


def schema_org_of_list(name: str, description: str, url: str) -> dict:
    """A page that gathers records, in the vocabulary of schema.org."""
    said = {"name": name, "description": description, "url": url, "inLanguage": "en-GB", "license": LICENCE_URL}
    return {"@context": "https://schema.org", "@type": "CollectionPage", "@id": url, **said, "isPartOf": _site()}
