"""Reading the XML of a workbook part in one pass, without definitions of any sort."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from importing.files.sheet import Unreadable

PIECE = 256 * 1024


def bare(name: str) -> str:
    """A name without the prefix of its namespace, which every program chooses for itself."""
    return name.rpartition(":")[2]


def _refuse(*definition: object) -> None:
    raise Unreadable("The workbook defines words of its own (a DOCTYPE), as no spreadsheet does.")


def read_through(
    part: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    words: Callable[[str], None] | None = None,
) -> None:
    """Call these for each start and end of an element and for each piece of text, names without prefixes.

    Raises Unreadable for what is no XML, or defines entities.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = lambda name, said: start(bare(name), {bare(k): v for k, v in said.items()})
    if end:
        parser.EndElementHandler = lambda name: end(bare(name))
    if words:
        parser.CharacterDataHandler = words
    try:
        while piece := part.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as problem:
        raise Unreadable("The workbook is damaged. Save it again and import that.") from problem
