"""An import step by step, each step short and its result kept, so that any worker can do the next.

Nothing runs in the background: the page that shows the progress asks for the next step. A worker that stops loses
at most one step, and two browser tabs do no harm, because a step counts only if nobody did it meanwhile.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction
from django.db.models import Count

from catalogue.models import Entry
from importing import alike, headings
from importing.checking import Checker, NewRecords
from importing.files.book import Book, opened
from importing.files.sheet import Sheet, Unreadable
from importing.finding import find_records
from importing.models import Import, ImportRow
from importing.plan import RowPlan

State, Outcome = Import.State, ImportRow.Outcome
ROWS_AT_A_TIME = 500
# A page that shows progress should come back while one is still looking at it.
SECONDS_A_STEP = 1.5
LONGEST_NAME = 120
HIDDEN = "This row is hidden in the file, perhaps by a filter. It is imported all the same, unless you delete it there."


def begin(kind: type[Entry], name: str, content: bytes, user: Any) -> Import:
    """Let a file in and keep it, with what it seems to be. Raises Unreadable."""
    Import.objects.abandoned().delete()
    batch, *_ = read(kind, name, content)
    batch.content, batch.started_by = content, user
    batch.save()
    return batch


def read(
    kind: type[Entry],
    name: str,
    content: bytes,
    encoding: str | None = None,
    sheet: str | None = None,
    heading_row: int = 0,
) -> tuple[Import, Book, Sheet]:
    """An import that nobody has kept yet, its file, and the sheet of it: what is not said is guessed.

    Raises Unreadable.
    """
    book = opened(name, content, encoding or "", headings.recogniser(kind))
    batch = Import(kind=kind.kind, file_name=_shown(name), encoding=book.encoding)
    return batch, book, look(batch, book, book.sheet(sheet) if sheet else _likely(book, kind), heading_row)


def _shown(name: str) -> str:
    """A file name fit to be kept and shown."""
    plain = "".join(character for character in name if character.isprintable())
    return plain[-LONGEST_NAME:] or "file"


def _likely(book: Book, kind: type[Entry]) -> Sheet:
    """The sheet that looks most like a list of the kind."""
    if len(book.sheets) == 1:
        return book.sheet()
    found = []
    wrong: Unreadable | None = None
    for name in book.sheets[:10]:
        try:
            found.append(book.sheet(name))
        except Unreadable as problem:
            wrong = wrong or problem
    if not found:
        raise wrong or Unreadable("The file is empty.")
    return headings.likely_sheet(found, kind)


def look(batch: Import, book: Book, sheet: Sheet, heading_row: int = 0) -> Sheet:
    """Guess headings and columns of a sheet. Raises Unreadable where it holds no list."""
    if not sheet.rows:
        raise Unreadable(f"“{sheet.name}” is empty." if len(book.sheets) > 1 else "The file is empty.")
    number = heading_row or headings.heading_row(sheet, batch.model)
    row = next((cells for each, cells in sheet.rows if each == number), None)
    if row is None:
        raise Unreadable(f"Row {number:,} is empty. Name the row that holds the headings.")
    if not any(each > number for each, _ in sheet.rows):
        raise Unreadable("The file has headings and no rows below them.")
    batch.sheet, batch.heading_row = sheet.name[:250], number
    batch.headings = [cell.strip()[:200] for cell in row]
    # Somebody hid a column for a reason: it is read only where somebody chooses it.
    seen = ["" if place in sheet.hidden_columns else heading for place, heading in enumerate(batch.headings)]
    batch.columns = headings.guess(batch.model, seen)
    return sheet


def book_of(batch: Import) -> Book:
    """The file as it was sent, read as it was last decided. Raises Unreadable."""
    return opened(batch.file_name, bytes(batch.content or b""), batch.encoding, headings.recogniser(batch.model))


def start(batch: Import, sheet: Sheet) -> None:
    """Keep the rows and let the file go. Raises Unreadable where the columns do not make sense."""
    used = [name for name in batch.columns if name in batch.importable]
    again = sorted({name for name in used if used.count(name) > 1})
    if again:
        raise Unreadable(f"Two columns cannot both be “{again[0]}”. Choose one of them.")
    if "reference" not in used and "title" not in used:
        raise Unreadable("Say which column is the reference or the title: without either no row can be told apart.")
    rows = rows_of(batch, sheet)
    with transaction.atomic():
        batch.rows.all().delete()
        ImportRow.objects.bulk_create(rows, batch_size=ROWS_AT_A_TIME)
        batch.content, batch.total, batch.checked, batch.state = None, len(rows), 0, State.CHECKING
        batch.save()


def rows_of(batch: Import, sheet: Sheet) -> list[ImportRow]:
    """The rows below the headings, each with what the reader found wrong with it."""
    width, rows = len(batch.headings), []
    as_wide = sheet.widths.get(batch.heading_row)
    marked: dict[int, list] = {}
    for marks, is_problem in ((sheet.flaws, True), (sheet.remarks, False)):
        for (number, column), words in marks.items():
            marked.setdefault(number, []).append([column, words, is_problem])
    for number, cells in sheet.rows:
        if number <= batch.heading_row:
            continue
        flaws = [mark for mark in marked.get(number, []) if mark[0] < width]
        if number in sheet.hidden:
            flaws.append([None, HIDDEN, False])
        if (
            as_wide is not None
            and sheet.widths[number] != as_wide
            and (sheet.widths[number] < as_wide or len(cells) > width)
        ):
            has = f"This row has {sheet.widths[number]} cells, the headings {as_wide}"
            flaws.append([None, f"{has}: its cells may have slipped into the wrong columns.", True])
        elif len(cells) > width:
            flaws.append([None, f"Cell {width + 1} of this row has words and no heading above it.", True])
        rows.append(ImportRow(batch=batch, number=number, cells=cells[:width], flaws=flaws))
    return rows


def step(batch: Import) -> None:
    """Do the next piece of checking: find the records, or check some rows, or look for what is alike."""
    if batch.state != State.CHECKING:
        return
    found_all = not batch.rows.filter(plan=RowPlan()).exists()
    if not found_all:
        rows = list(batch.rows.all())
        find_records(batch, rows)
        _keep(batch, rows, batch.checked, batch.checked)
        return
    check = Checker(batch, NewRecords.stored(batch))
    until = time.monotonic() + SECONDS_A_STEP
    while batch.checked < batch.total and time.monotonic() < until:
        rows = list(batch.rows.all()[batch.checked : batch.checked + ROWS_AT_A_TIME])
        check.check(rows)
        if not _keep(batch, rows, batch.checked, batch.checked + len(rows)):
            return
    if batch.checked >= batch.total and time.monotonic() < until:
        _finish(batch)


def _finish(batch: Import) -> None:
    """The last step: what is alike can only be seen when all rows are there."""
    rows = alike.remark(batch.model, list(batch.rows.filter(outcome=Outcome.NEW)))
    with transaction.atomic():
        if Import.objects.filter(pk=batch.pk, state=State.CHECKING).update(state=State.CHECKED):
            _save(rows)
    batch.state = State.CHECKED


def _keep(batch: Import, rows: list[ImportRow], before: int, after: int) -> bool:
    """Save what a step found out, unless somebody else took that step meanwhile."""
    with transaction.atomic():
        mine = Import.objects.filter(pk=batch.pk, state=State.CHECKING, checked=before)
        if not mine.update(checked=after):
            return False
        _save(rows)
    batch.checked = after
    return True


def _save(rows: list[ImportRow]) -> None:
    ImportRow.objects.bulk_create(
        rows,
        batch_size=ROWS_AT_A_TIME,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["reference", "outcome", "plan"],
    )


def again(batch: Import, choices: dict[str, dict[str, str]] | None = None, publish: bool | None = None) -> None:
    """Checker all rows once more, with what has been decided since."""
    for column, decided in (choices or {}).items():
        batch.choices = batch.choices | {column: batch.choices.get(column, {}) | decided}
    if publish is not None:
        batch.publish = publish
    with transaction.atomic():
        batch.rows.update(plan=RowPlan(), outcome=Outcome.UNCHECKED)
        batch.state, batch.checked = State.CHECKING, 0
        batch.save(update_fields=["choices", "publish", "state", "checked"])


def counts(batch: Import) -> dict[str, int]:
    """How many rows have which outcome."""
    found = dict(batch.rows.order_by().values_list("outcome").annotate(number=Count("pk")))
    return {outcome: found.get(outcome, 0) for outcome in Outcome.values if outcome}


def unknown(batch: Import) -> dict[tuple[str, str], int]:
    """The values nobody knows, by column and value, with the number of rows that have them, the most first."""
    found: dict[tuple[str, str], int] = {}
    for values in batch.rows.filter(outcome=Outcome.PROBLEM).values_list("plan__unknown", flat=True):
        for column, value in values or []:
            found[column, value] = found.get((column, value), 0) + 1
    return dict(sorted(found.items(), key=lambda each: -each[1]))
