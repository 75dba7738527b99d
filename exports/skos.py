"""The vocabulary as SKOS, in two spellings made of the same statements.

A tag's address is its name for ever.
"""

from __future__ import annotations

import json

from django.conf import settings
from django.urls import reverse

from catalogue.models import Tag
from exports.table import LICENCE_URL

PREFIXES = {"skos": "http://www.w3.org/2004/02/skos/core#", "dct": "http://purl.org/dc/terms/"}
# What points to another thing; all other statements are words in English, but for the slug, which is in no language.
POINTS = {
    "skos:inScheme",
    "skos:topConceptOf",
    "skos:broader",
    "skos:narrower",
    "dct:license",
    "dct:isReplacedBy",
}


NOTATION = "skos:notation"


def _uri(tag: Tag) -> str:
    """The same whether or not the tag is a theme, whose page is elsewhere: this address leads there."""
    return settings.BASE_URL + reverse("tag", args=[tag.slug])


def statements() -> list[tuple[str, str, dict[str, list[str]]]]:
    """Each thing of the vocabulary: its address, its class, and what is said of it, by property."""
    scheme = f"{settings.BASE_URL}/themes/"
    tags = list(
        Tag.objects.select_related("broader", "merged_into").prefetch_related("labels", "narrower").order_by("slug")
    )
    said = [
        (
            scheme,
            "skos:ConceptScheme",
            {"dct:title": [f"{settings.SITE_NAME}: themes and tags"], "dct:license": [LICENCE_URL]},
        )
    ]
    for tag in tags:
        about: dict[str, list[str]] = {
            "skos:prefLabel": [tag.name],
            "skos:altLabel": sorted(label.label for label in tag.labels.all()),
            "skos:definition": [tag.definition],
            NOTATION: [tag.slug],
            "skos:inScheme": [scheme],
            "skos:broader": [_uri(tag.broader)] if tag.broader else [],
            "skos:narrower": sorted(_uri(narrower) for narrower in tag.narrower.all() if not narrower.merged_into_id),
            "skos:topConceptOf": [scheme] if tag.is_theme and not tag.merged_into else [],
            "dct:isReplacedBy": [_uri(tag.merged_into)] if tag.merged_into else [],
        }
        said.append((_uri(tag), "skos:Concept", {name: values for name, values in about.items() if values}))
    return said


def _language(name: str) -> dict[str, str]:
    return {} if name == NOTATION else {"@language": "en"}


def as_jsonld() -> str:
    """The vocabulary as JSON-LD."""
    graph = [
        {"@id": uri, "@type": sort}
        | {
            name: [{"@id": value} if name in POINTS else {"@value": value, **_language(name)} for value in values]
            for name, values in about.items()
        }
        for uri, sort, about in statements()
    ]
    return json.dumps({"@context": PREFIXES, "@graph": graph}, ensure_ascii=False, indent=1)


def as_turtle() -> str:
    """The vocabulary as Turtle. Its strings are escaped as those of JSON are."""
    lines = [f"@prefix {short}: <{full}> ." for short, full in PREFIXES.items()]
    for uri, sort, about in statements():
        parts = [f"a {sort}"]
        for name, values in about.items():
            ending = "@en" if _language(name) else ""
            written = (f"<{v}>" if name in POINTS else json.dumps(v, ensure_ascii=False) + ending for v in values)
            parts.append(f"{name} {', '.join(written)}")
        lines.append(f"\n<{uri}>\n    " + " ;\n    ".join(parts) + " .")
    return "\n".join(lines) + "\n"
