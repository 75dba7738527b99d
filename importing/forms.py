"""What somebody says about a file on its way in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from importing.columns import importable
from importing.files.book import FORMATS, LARGEST, Book
from importing.files.delimited import ENCODINGS, nearly_utf8
from importing.models import Import
from importing.permissions import kinds_of

LEAVE_OUT = "leave-out"


class UploadForm(forms.Form):
    """A file and what its records are."""

    kind = forms.ChoiceField(label="What the rows are")
    file = forms.FileField(
        label="File",
        max_length=250,
        help_text=f"{FORMATS}, up to {LARGEST // 1024**2} MB. Its columns are those of the downloads of each list.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kinds = {kind.kind: kind for kind in kinds_of(user)}
        self.fields["kind"].choices = [(word, kind.names().capitalize()) for word, kind in self.kinds.items()]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST // 1024**2} MB. Split it into several files."
            )
        return file


class ReadingForm(forms.Form):
    """How the file is read: encoding or sheet, and the row of the headings."""

    encoding = forms.ChoiceField(
        choices=list(ENCODINGS.items()),
        help_text="If letters below look wrong, choose another and read the file again.",
    )
    sheet = forms.ChoiceField()
    heading_row = forms.IntegerField(label="Row of the headings", min_value=1, max_value=1_048_576)

    def __init__(self, batch: Import, book: Book, data: Any = None):
        initial = {"encoding": batch.encoding, "sheet": batch.sheet, "heading_row": batch.heading_row}
        super().__init__(data, initial=initial)
        if not batch.encoding:
            del self.fields["encoding"]
        elif place := nearly_utf8(book.content):
            self.fields["encoding"].help_text = (
                f"Parts of the file are UTF-8, but byte {place:,} is not. If letters below look wrong, mend the "
                "character there, save the file as UTF-8 and bring it again."
            )
        if len(book.sheets) < 2:
            del self.fields["sheet"]
        else:
            self.fields["sheet"].choices = [(name[:250], name) for name in book.sheets]  # type: ignore[attr-defined]


def matching_choices(batch: Import) -> list[tuple[str, str]]:
    """What a column of the file may be."""
    return [("", "Leave it out"), *((name, name.replace("_", " ")) for name in importable(batch.model))]


def matched(batch: Import, request: HttpRequest) -> list[str]:
    """The columns somebody chose for the file; what is no choice counts as left out."""
    found = [request.POST.get(f"column-{place}", "") for place in range(len(batch.headings))]
    return [name if name in batch.importable else "" for name in found]


def decided(batch: Import, request: HttpRequest) -> dict[str, dict[str, str]]:
    """What unknown values stand for, by column: a name, or nothing for what is left out."""
    found: dict[str, dict[str, str]] = {}
    for name, column in request.POST.items():
        place = name.removeprefix("unknown-column-")
        if place == name or column not in batch.importable:
            continue
        value = request.POST.get(f"unknown-value-{place}", "")
        chosen = str(request.POST.get(f"meaning-{place}", ""))
        other = request.POST.get(f"other-{place}", "").replace("\x00", "").strip()[:250]
        if value and (other or chosen):
            found.setdefault(str(column), {})[value] = other or ("" if chosen == LEAVE_OUT else chosen[:250])
    return found
