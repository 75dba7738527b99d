"""Text documents as tagged PDF, where the optional extra [pdf] is installed.

The layout is in document.typ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import orjson
from django.conf import settings

from exports.document import Block, Document, fitted, of_table
from exports.table import Table

AVAILABLE = find_spec("typst") is not None
TEMPLATE = Path(__file__).with_name("document.typ")
_UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')
_SPELT_OUT = re.compile(r"\\u\{([0-9a-f]+)\}")


def write(table: Table) -> list[bytes]:
    """A list as a PDF."""
    return [made(of_table(table))]


def made(document: Document) -> bytes:
    """A document as a PDF that meets PDF/UA-1, the standard for documents everybody can read.

    The standard refuses a character no font has a picture of: “?” stands in its place, and the file says so.
    """
    import typst

    blocks = list(document.blocks)
    try:
        return _compiled(document, blocks)
    except typst.TypstError as problem:
        unshown = _named_in(problem.diagnostic)
    try:
        return _compiled(document, list(fitted(blocks, unshown)))
    except typst.TypstError:
        # A file that misses the standard by some detail is better than none.
        return _compiled(document, blocks, [])


def _compiled(document: Document, blocks: list[Block], standards: Iterable[Literal["ua-1"]] = ("ua-1",)) -> bytes:
    import typst

    data = {
        "title": document.title,
        "author": settings.SITE_NAME,
        "note": document.note,
        "landscape": document.landscape,
        "contents": document.contents,
        "blocks": list(_gathered(blocks)),
    }
    said = orjson.dumps(data).decode()
    return typst.compile(TEMPLATE, format="pdf", sys_inputs={"document": said}, pdf_standards=list(standards))


def _named_in(diagnostic: str) -> str:
    """The characters that the compiler could not show, all of which it names in one go; never a plain letter."""
    named = "".join(_UNSHOWN.findall(diagnostic))
    spelt_out = _SPELT_OUT.sub(lambda found: chr(int(found[1], 16)), named)
    return "".join(sorted({character for character in spelt_out if not character.isascii()}))


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
