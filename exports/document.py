"""A list, a plan or a briefing as a text document.

Headings, paragraphs, lists and tables, whatever the format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from django.conf import settings
from django.utils.formats import date_format
from markdown_it.token import Token

from exports.columns import text
from exports.guard import Cleaner
from exports.table import LICENCE_NOTE, Table
from foundation import markdown

# Columns the chapter of a record says in its own way.
_TOLD = {"reference", "title", "type", "summary", "url", "strength", "strength_reason", "evidence_year"}
# The end of the name of a column that says who says what stands in another.
_BASIS = "_basis"
EDITORS_VIEW = "The editors’ view"
_LABELS = {"editors_view": EDITORS_VIEW, "developments": "What has changed since"}


@dataclass(frozen=True)
class Run:
    """Words in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


# A cell of a table: its lines, a list where there are several.
Cell = list[Run]


@dataclass(frozen=True)
class Block:
    """A heading (`level` from 1), a paragraph, an item of a list (`level` from 1), or a table with its heading row.

    `starts` marks the first item of a list; `widths` are the widths of a table's columns beside each other.
    """

    sort: Literal["heading", "paragraph", "fact", "bullet", "number", "table"]
    runs: list[Run] = field(default_factory=list)
    level: int = 1
    rows: list[list[Cell]] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    starts: bool = False


@dataclass(frozen=True)
class Document:
    """A title and what comes under it, with a table of contents first where it is to be looked things up in.

    `note` stands at the foot of each page: whose words these are.
    """

    title: str
    blocks: Iterable[Block]
    landscape: bool = False
    contents: bool = False
    note: str = f"{settings.SITE_NAME}. {LICENCE_NOTE}."


def heading(words: str, level: int) -> Block:
    """A heading."""
    return Block("heading", [Run(words)], level)


def paragraph(*runs: Run | str) -> Block:
    """A paragraph of runs, or of plain words."""
    return Block("paragraph", [run if isinstance(run, Run) else Run(run) for run in runs])


def labelled(label: str, said: str) -> Block:
    """A line that starts with a label in bold; one that is an address leads there."""
    link = said if said.startswith(("https://", "http://")) else ""
    return Block("fact", [Run(f"{label}: ", bold=True), Run(said, link=link)])


def from_markdown(words: str, under: int = 2) -> Iterator[Block]:
    """The blocks of a Markdown text; its headings come below the level `under`."""
    lists: list[str] = []
    rows: list[list[Cell]] = []
    cells: list[Cell] = []
    level, in_table, fresh = 0, False, False
    for token in markdown.parse(words):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append("bullet" if token.type.startswith("bullet") else "number")
                fresh = True
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "heading_open":
                level = under + 1
            case "heading_close":
                level = 0
            case "table_open":
                in_table, rows = True, []
            case "tr_open":
                cells = []
            case "tr_close":
                rows.append(cells)
            case "table_close":
                in_table = False
                yield Block("table", rows=rows)
            case "fence" | "code_block":
                yield paragraph(token.content)
            case "inline" if in_table:
                cells.append([Run("".join(run.text for run in _runs(token)))])
            case "inline" if level:
                yield Block("heading", _runs(token), level)
            case "inline" if lists:
                yield Block(lists[-1], _runs(token), len(lists), starts=fresh)  # type: ignore[arg-type]
                fresh = False
            case "inline":
                yield Block("paragraph", _runs(token))


def _runs(token: Token) -> list[Run]:
    """The words of one paragraph with their styles."""
    found: list[Run] = []
    bold, italic, link = 0, 0, ""
    for child in token.children or []:
        match child.type:
            case "strong_open" | "strong_close":
                bold += child.nesting
            case "em_open" | "em_close":
                italic += child.nesting
            case "link_open":
                link = str(child.attrs.get("href", ""))
            case "link_close":
                link = ""
            case "softbreak":
                found.append(Run(" "))
            case "hardbreak":
                found.append(Run("\n"))
            case _ if child.content:
                found.append(Run(child.content, bool(bold), bool(italic), link))
    return found


def of_table(table: Table) -> Document:
    """A list as a document: what it is, then a chapter for each record, or all of it as one table."""
    blocks = _as_table(table) if table.as_table else _as_chapters(table)
    return Document(table.title, fitted(blocks), landscape=bool(table.as_table), contents=not table.as_table)


def fitted(blocks: Iterable[Block], unshown: str = "") -> Iterator[Block]:
    """The blocks without characters no document can hold, nor these; at the end it is said how many texts had them."""
    fit = Cleaner(unshown=unshown)
    for block in blocks:
        yield replace(block, runs=_fit(fit, block.runs), rows=[[_fit(fit, c) for c in row] for row in block.rows])
    for label, said in fit.notices:
        yield labelled(label, said)


def _fit(fit: Cleaner, runs: list[Run]) -> list[Run]:
    return [run if (fitting := fit(run.text)) is run.text else replace(run, text=fitting) for run in runs]


def about(table: Table) -> Iterator[Block]:
    """The part “About this list”."""
    yield heading("About this list", 1)
    for label, said in table.description:
        yield labelled(label, said)


def _as_table(table: Table) -> Iterator[Block]:
    """A table under each heading. An address has no column of its own: the first cell of a row leads there."""
    shown = [column for column in table.columns if not column.is_address and not column.groups]
    address = next((column.name for column in table.columns if column.is_address), "")
    for title, records in _grouped(table):
        rows: list[list[Cell]] = [[[Run(column.name)] for column in shown]]
        for record in records:
            first, *rest = [_lines(record[column.name]) for column in shown]
            link = str(record[address]) if address else ""
            rows.append([[replace(run, link=link) for run in first], *rest])
        yield heading(title, 1)
        yield Block("table", rows=rows, widths=[column.width for column in shown])
    yield from about(table)


def _lines(value: object) -> Cell:
    return [Run(text(each)) for each in value] if isinstance(value, list) and value else [Run(text(value))]


def _as_chapters(table: Table) -> Iterator[Block]:
    markdown_columns = {column.name for column in table.columns if column.markdown}
    for title, records in _grouped(table):
        yield heading(title, 1)
        for record in records:
            yield from chapter(record, markdown_columns)
    yield from about(table)


def _grouped(table: Table) -> Iterator[tuple[str, Iterable[dict[str, object]]]]:
    """The records under their headings: those of the column that groups them, where there is one, else the title."""
    records = (
        dict(zip(table.headings, row, strict=True)) for batch in table.batches() for row in zip(*batch, strict=True)
    )
    column = next((column for column in table.columns if column.groups), None)
    if column is None:
        yield table.as_table or table.title, records
        return
    found: dict[str, list[dict[str, object]]] = {value: [] for value in column.groups}
    for record in records:
        found[str(record[column.name])].append(record)
    yield from ((column.groups[value], group) for value, group in found.items() if group)


def chapter(record: dict[str, object], markdown_columns: set[str]) -> Iterator[Block]:
    """A record: its title, what it is, its words, then what the editors add, and its facts."""
    said = {name: _words(value) for name, value in record.items()}
    yield heading(said["title"], 2)
    yield paragraph(", ".join(filter(None, (said["reference"], said.get("type") or said.get("kind")))))
    yield paragraph(said["summary"])
    yield from evidence(said["strength"], said["evidence_year"], said["strength_reason"])
    for name in record:
        if name in markdown_columns and said[name]:
            if name != "body":
                yield heading(_label(name, said), 3)
            yield from from_markdown(said[name], under=3 if name != "body" else 2)
    for name in record:
        if name not in markdown_columns | _TOLD and not name.endswith(_BASIS) and said[name]:
            yield labelled(_label(name, said), said[name])
    yield labelled("Page", said["url"])


def evidence(strength: str, year: object, reason: str) -> Iterator[Block]:
    """A line on how old and how sure something is, from a year and the label of a strength, and why; each may be empty.

    “Evidence from 2020: interviews in several places.”
    """
    since = f"Evidence from {year}" if year else "Evidence" if strength else ""
    if since:
        how_sure = f": {_within_a_sentence(strength)}" if strength else ""
        yield paragraph(f"{since}{how_sure}. {reason}".rstrip())


def _words(value: object) -> str:
    return date_format(value, "j F Y") if isinstance(value, date) else text(value)


def _label(name: str, said: dict[str, str]) -> str:
    """What a column is called over its words: with who says them, where another column tells that."""
    if name in _LABELS:
        return _LABELS[name]
    basis = said.get(f"{name}{_BASIS}", "")
    label = name.replace("_", " ").capitalize()
    return f"{label} ({_within_a_sentence(basis)})" if basis else label


def _within_a_sentence(label: str) -> str:
    return label[:1].lower() + label[1:]
