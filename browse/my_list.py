"""A list of one's own: records a visitor put together, held by the address and by nothing else.

The references stand in the address in their order, so that a link is the list. Notes are posted with the wish for
a file or a briefing, written into it, and never kept; nothing here writes to the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalogue import references
from catalogue.models import Entry
from exports.columns import Column
from exports.formats import FORMATS, response
from exports.mixed import rows_of, shared_columns
from exports.table import Table

MOST_RECORDS = 200
LONGEST_NOTE = 5_000
LONGEST_NAME = 150
_BETWEEN_REFERENCES = re.compile(r"[\s,;\x00]+")


@dataclass(frozen=True)
class Item:
    """A record on the list, its note and what is wrong with it, and the addresses of the list with it moved or gone."""

    entry: Entry
    kind: type[Entry]
    note: str
    wrong: str
    earlier: str
    later: str
    without: str


class MyList:
    """The records of an address in their order, what of it is no public record, and the notes sent along.

    `wrong` says what is wrong with a note, by the name of its field.
    """

    def __init__(self, data: QueryDict):
        given = [part for value in data.getlist("ref") for part in _BETWEEN_REFERENCES.split(value) if part]
        if len(set(given)) > MOST_RECORDS:
            raise BadRequest(f"A list holds at most {MOST_RECORDS} records; this one has {len(set(given))}.")
        found = {
            entry.pk: (entry, kind)
            for kind in Entry.kinds()
            for entry in references.referred_to(kind.objects.published(), given)
        }
        public = {references.written(reference): reference for reference in found}
        meant = dict.fromkeys(references.written(part) for part in given)
        self.references = [public[written] for written in meant if written in public]
        self.missing = list(dict.fromkeys(part for part in given if references.written(part) not in public))
        self.notes = {reference: self._note(data, f"note-{reference}") for reference in self.references}
        self.problem = self._note(data, "problem")
        self.name = " ".join(self._note(data, "name").split())
        self.wrong = {
            name: f"{label} has {len(note):,} characters. Shorten it to {LONGEST_NOTE:,}."
            for name, label, note in [
                *((f"note-{pk}", f"Your note on “{found[pk][0].title}”", note) for pk, note in self.notes.items()),
                ("problem", "The problem", self.problem),
            ]
            if len(note) > LONGEST_NOTE
        }
        if len(self.name) > LONGEST_NAME:
            self.wrong["name"] = f"The name has {len(self.name):,} characters. Shorten it to {LONGEST_NAME:,}."
        self._found = found

    @staticmethod
    def _note(data: QueryDict, name: str) -> str:
        """What was written, a line break counting as one character, as it does where it is typed."""
        return data.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()

    @staticmethod
    def address(references: list[str], page: str = "my-list") -> str:
        """The address of a list of these references, or of its briefing."""
        return f"{reverse(page)}?{urlencode({'ref': references}, doseq=True)}" if references else reverse(page)

    @property
    def url(self) -> str:
        """The address of the list as it stands."""
        return self.address(self.references)

    def items(self) -> Iterator[Item]:
        """The records with the addresses that move them."""
        for place, reference in enumerate(self.references):
            rest = [other for other in self.references if other != reference]
            entry, kind = self._found[reference]
            yield Item(
                entry,
                kind,
                self.notes[reference],
                self.wrong.get(f"note-{reference}", ""),
                self.address([*rest[: place - 1], reference, *rest[place - 1 :]]) if place else "",
                self.address([*rest[: place + 1], reference, *rest[place + 1 :]]) if place < len(rest) else "",
                self.address(rest),
            )

    def by_kind(self) -> list[tuple[type[Entry], list[Item]]]:
        """The records of each kind, in the order of the list, kinds in the order of the navigation."""
        items = list(self.items())
        shelves = [(kind, [item for item in items if item.kind is kind]) for kind in Entry.kinds()]
        return [(kind, found) for kind, found in shelves if found]

    def table(self) -> Table:
        """The list with what all its kinds have in common, and the notes."""
        notes = Column("note", lambda batch: [self.notes[reference] for reference in batch.references])
        columns = [*shared_columns(), notes]
        keys = [(self._found[reference][1].kind, reference) for reference in self.references]
        return Table(
            title="My list",
            name=f"{settings.SITE_NAME.lower()}-my-list",
            columns=columns,
            batches=lambda: rows_of(keys, columns),
            count_records=lambda: len(keys),
            list_url=settings.BASE_URL + self.url,
            about=[("Order and notes", "Those of the person who made the list.")],
        )


def about_my_list(
    formats: Collection[str],
) -> Callable[[Callable[[HttpRequest, MyList, str], HttpResponseBase]], Callable[[HttpRequest], HttpResponseBase]]:
    """Give a view the list that the address holds, or a post, and the format asked for, one of these or none.

    A post changes nothing, so that it needs no cookie to be safe. Where a note is too long the list is shown again.
    """

    def for_view(view: Callable[[HttpRequest, MyList, str], HttpResponseBase]) -> Callable:
        @csrf_exempt
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponseBase:
            data = request.POST if request.method == "POST" else request.GET
            word = data.get("format", "").strip()
            if word and word not in formats:
                raise BadRequest(f"There is no download format “{word[:40]}” for this. Choose {' or '.join(formats)}.")
            if (data.get("rows") or "records") != "records" or data.get("layout"):
                raise BadRequest("A list of one’s own has one row for each record. Leave out “rows” and “layout”.")
            mine = MyList(data)
            if mine.wrong.keys() - {"problem", "name"}:
                return list_page(request, mine, 400)
            return view(request, mine, word)

        return answer

    return for_view


@about_my_list(FORMATS)
def my_list(request: HttpRequest, mine: MyList, word: str) -> HttpResponseBase:
    """The list as a page, or as a file."""
    if word:
        return response(mine.table(), FORMATS[word])
    return list_page(request, mine)


def list_page(request: HttpRequest, mine: MyList, status: int = 200) -> HttpResponse:
    """The page of a list, with what is wrong with its notes."""
    context = {
        "mine": mine,
        "items": list(mine.items()),
        "formats": FORMATS,
        "briefing": mine.address(mine.references, "briefing"),
    }
    return render(request, "browse/my_list.html", context, status=status)
