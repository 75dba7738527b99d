"""What the description of the API says beyond the code: the values its filters take now, and examples."""

from __future__ import annotations

from typing import Any

from api.records import fields_of, records
from catalogue.models import Entry
from exports.table import LICENCE_NOTE
from search.facets import facets

DESCRIPTION = f"""Everything public on this site as JSON, read-only and open to all.

- Lists have the filters and the orders of the site's pages, and come a page at a time: follow `next` until it
  is null.
- A parameter that an address does not have is refused with 400, which names those it has.
- `/councils`, `/tags`, `/sources`, `/figures` and `/events` list what records refer to.
- `/search` looks in all kinds together and gives the best first, in pages of the same form.
- `fields=title,url` asks for a few fields; `fields=links` adds every link of each record.
- A mirror asks `/kinds` first and keeps its `changed_at`. At its next visit it asks each list with that time as
  `updated_since`, and `/withdrawn` with it as `since`: then it misses nothing, and may meet a record twice.
- Answers carry an ETag: send it back as `If-None-Match`, and what has not changed is answered 304, empty.
- `HEAD` is answered as `GET` is, without the content.
- After too many requests the answer is 429 with `Retry-After`.

Licence: {LICENCE_NOTE}.
"""


NOT_CHANGED = {
    "description": "Nothing has changed since the answer whose ETag was sent as `If-None-Match`. No content."
}


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The description with the values that exist now for every filter, the fields of each kind, and an example."""
    shapes = schema["components"]["schemas"]
    for path in schema["paths"].values():
        path["get"]["responses"][304] = NOT_CHANGED
    for kind in Entry.kinds():
        entries = kind.objects.published()
        for record in records(kind, [*entries.order_by("pk").values_list("pk", flat=True)[:1]], fields_of(kind)):
            _show(schema["paths"], kind, record)
        values = {facet.name: [option.value for option in facet.options(entries)] for facet in facets(kind)}
        values["fields"] = list(fields_of(kind))
        for path in (f"/api/v1/{kind.kind}", f"/api/v1/facets/{kind.kind}"):
            _offer(schema["paths"][path]["get"]["parameters"], values, shapes, kind.__name__)
    every = [
        {f.name: [o.value for o in f.options(kind.objects.published())] for f in facets(kind)} for kind in Entry.kinds()
    ]
    shared = {name: sorted({v for values in every for v in values.get(name, [])}) for name in every[0]}
    shared["kind"] = [kind.kind for kind in Entry.kinds()]
    _offer(schema["paths"]["/api/v1/search"]["get"]["parameters"], shared, shapes, "Search")
    return schema


def _show(paths: dict[str, Any], kind: type[Entry], record: dict[str, Any]) -> None:
    """Give the first record of a kind as the example of what its addresses answer."""
    one, many = paths[f"/api/v1/{kind.kind}/{{reference}}"]["get"], paths[f"/api/v1/{kind.kind}"]["get"]
    next(each for each in one["parameters"] if each["name"] == "reference")["example"] = record["reference"]
    row = {name: value for name, value in record.items() if name != "links"}
    for path, example in ((one, record), (many, {"count": 1, "next": None, "results": [row]})):
        path["responses"][200]["content"]["application/json"]["example"] = example


def _offer(parameters: list[dict], values: dict[str, list[str]], shapes: dict[str, Any], prefix: str) -> None:
    """Say which values a parameter takes; an empty one is as good as none."""
    for parameter in parameters:
        found = values.get(parameter["name"])
        if found is not None:
            name = f"{prefix}{parameter['name'].capitalize()}"
            shapes[name] = {"type": "string", "enum": ["", *found]}
            parameter["schema"]["items"] = {"$ref": f"#/components/schemas/{name}"}
