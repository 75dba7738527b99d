"""What a visitor can open, and what they read there."""

import re

from django.urls import get_resolver, reverse

from api.registers import REGISTERS
from catalogue.models import Entry
from lessons.models import Lesson
from recommendations.models import Recommendation

# A word that only hidden records have.
MARKER = "xyzzyqux"


def public_addresses(public):
    """Every address of the site that a visitor can open, with some filters and every download."""
    fixed = [
        reverse(pattern.name)
        for include in get_resolver().url_patterns
        for pattern in getattr(include, "url_patterns", [])
        if getattr(pattern, "name", None) not in {None, "oembed", "favicon"}
        and pattern.pattern.regex.groups == 0
        and getattr(include, "app_name", None) != "admin"
        and not reverse(pattern.name).startswith("/admin/")
    ]
    council, tag, source = public["shared"]["councils"][0], public["shared"]["tags"][0], public["shared"]["source"]
    fixed += [
        council.get_absolute_url(),
        "/regions/north-west/",
        tag.get_absolute_url(),
        tag.broader.get_absolute_url(),
    ]
    fixed.append(source.get_absolute_url())
    fixed += [f"/compare/?council={council.slug}&council=bolton{ending}" for ending in ("", "&format=csv")]
    fixed += [
        f"{address}?format=csv"
        for address in ("/pictures/map/", "/pictures/themes-by-region/", "/figures/", "/timeline/")
    ]
    fixed += ["/pictures/themes-by-enabler/?format=csv", f"{tag.broader.get_absolute_url()}?format=csv"]
    fixed.append(public[Recommendation].get_absolute_url() + "trail/")
    fixed += ["/api/v1/kinds", "/api/v1/search?q=learned", "/api/v1/openapi.json"]
    fixed += [f"/api/v1/{word}" for word in REGISTERS]
    fixed += [f"/api/v1/counts/{by}" for by in ("theme", "tag", "council", "region", "source")]
    fixed += ["/sitemap-pages.xml", "/oembed/?url=http://testserver" + public[Lesson].get_absolute_url()]
    for kind in Entry.kinds():
        narrowed = f"?q=learned&tag={tag.slug}&theme={tag.broader.slug}"
        narrowed += f"&council={council.slug}&region=north-west&source={source.pk}"
        fixed += [kind.list_url() + narrowed, kind.list_url() + "?format=csv", kind.list_url() + "?sort=newest"]
        fixed += [f"/pictures/connections/{kind.kind}/{public[kind].slug}/{ending}" for ending in ("", "?format=csv")]
        fixed += [
            f"/feeds/{kind.kind}.atom",
            f"/sitemap-{kind.kind}.xml",
            f"/embed/{kind.kind}/",
            f"/embed/{public[kind].pk}/",
            f"/suggest/{public[kind].pk}/",
            f"/suggest/{public[kind].pk}/thanks/",
        ]
        fixed += [public[kind].get_absolute_url() + f"?format={word}" for word in ("bib", "ris")]
        fixed += [kind.list_url() + f"?format={word}" for word in ("json", "jsonl", "csv&rows=links")]
        fixed += [
            f"/api/v1/{kind.kind}?fields=links,title",
            f"/api/v1/facets/{kind.kind}",
            f"/api/v1/{kind.kind}/{public[kind].pk}",
        ]
        fixed += [
            public[kind].get_absolute_url(),
            f"{kind.list_url()}?q={MARKER}",
            f"{kind.list_url()}?q={MARKER}&format=csv",
        ]
    return fixed


def read(client, address):
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body.decode()


def plain(text):
    """A page without what repeats the visitor's own words, the version or the time of day."""
    text = text.replace(f"?q={MARKER}", "").replace(f"Words: {MARKER}", "").replace(f'value="{MARKER}"', "")
    text = text.replace(f"“{MARKER}”", "").replace(f"q={MARKER}", "").replace(f"q%3D{MARKER}", "")
    text = re.sub(r'name="opened" value="[^"]+"', "", text)
    return re.sub(r"(\d+-)?\d{4}-\d\d-\d\dT[\d:.+]+|\d\d \w+ \d{4}, \d\d:\d\d", "", text)
