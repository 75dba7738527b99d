"""Text documents as tagged PDF, where the optional extra [pdf] is installed.

The layout is in document.typ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

import orjson
from django.conf import settings

from catalogue.exports.document import Block, Document, of_table
from catalogue.exports.table import LICENCE_NOTE, Table

AVAILABLE = find_spec("typst") is not None
TEMPLATE = Path(__file__).with_name("document.typ")


def write(table: Table) -> list[bytes]:
    """A list as a PDF."""
    return [made(of_table(table))]


def made(document: Document) -> bytes:
    """A document as a PDF that meets PDF/UA-1, the standard for documents everybody can read."""
    import typst

    data = {
        "title": document.title,
        "author": settings.SITE_NAME,
        "note": f"{settings.SITE_NAME}. {LICENCE_NOTE}.",
        "landscape": document.landscape,
        "blocks": list(_gathered(document.blocks)),
    }
    said = orjson.dumps(data).decode()
    return typst.compile(TEMPLATE, format="pdf", sys_inputs={"document": said}, pdf_standards=["ua-1"])


def _gathered(blocks: Iterable[Block]) -> Iterator[dict]:
    """The blocks with the items of each list together, as the template wants them."""
    items: dict | None = None
    for block in blocks:
        sort = {"bullet": "bullets", "number": "numbers"}.get(block.sort)
        if items and (items["sort"] != sort or block.starts):
            yield items
            items = None
        if sort:
            items = items or {"sort": sort, "items": []}
            items["items"].append([asdict(run) for run in block.runs])
        else:
            yield asdict(block)
    if items:
        yield items
