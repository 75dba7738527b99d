"""The report a team takes away: as a page to read and print, and as a file. It is private, and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify

from curation import personal
from exports import csv, pdf, word
from exports.document import Block, Document, Run, fitted, heading, labelled, paragraph
from exports.formats import FORMATS
from reflection import notes
from reflection.access import Holder, private_page
from reflection.models import AgreedAction, Answer, AskedQuestion, Note, TeamSession, Workspace
from reflection.powers import Action

UNCHECKED = "Made by the team; not checked by the editors."


@dataclass(frozen=True)
class Report:
    """Everything a workspace has to tell, read once."""

    workspace: Workspace

    @property
    def note(self) -> str:
        """Whose the report is."""
        return f"Private to {self.workspace}. {UNCHECKED}"

    @cached_property
    def sessions(self) -> list[TeamSession]:
        """The sessions in their order."""
        return list(TeamSession.objects.filter(workspace=self.workspace))

    @cached_property
    def heard(self) -> list[tuple[AskedQuestion, Answer, list[Note]]]:
        """Each question with its answer and its notes, those of revealed sessions only, in no order of arrival."""
        shown = [note for session in self.sessions if session.is_revealed for note in notes.shown(session)]
        questions = AskedQuestion.objects.filter(workspace=self.workspace).select_related("answer", "question")
        return [(each, each.answer, [note for note in shown if note.question_id == each.pk]) for each in questions]

    @cached_property
    def actions(self) -> list[AgreedAction]:
        """What the team will do."""
        return list(AgreedAction.objects.filter(workspace=self.workspace))

    @property
    def agreed(self) -> int:
        """How many questions have an agreed answer."""
        return sum(answer.state == Answer.State.AGREED for _, answer, _ in self.heard)

    @property
    def open_sessions(self) -> list[TeamSession]:
        """The sessions whose notes are not in the report yet."""
        return [session for session in self.sessions if not session.is_revealed]

    def look_again(self) -> Iterator[tuple[str, str]]:
        """Texts that seem to lead to a person, each with what it seems to hold."""
        texts = [note.text for _, _, found in self.heard for note in found]
        texts += [answer.text for _, answer, _ in self.heard]
        texts += [f"{each.what} {each.role}" for each in self.actions]
        for text in texts:
            if found := personal.found(text):
                yield text, " and ".join(found)


def blocks(report: Report) -> Iterator[Block]:
    """The report as a text document; its first page can stand in a board paper."""
    yield paragraph(Run(report.note, bold=True))
    if report.workspace.council:
        yield labelled("Council", report.workspace.council.name)
    for session in report.sessions:
        people = f", {session.people} people" if session.people else ""
        yield labelled(str(session), f"{date_format(session.held_on, 'j F Y')}{people}")
    yield labelled("Answers agreed", f"{report.agreed} of {len(report.heard)}")
    yield heading("What we will do", 1)
    if report.actions:
        rows = [[[Run(words)] for words in ("What", "Who does it", "By when")]]
        for action in report.actions:
            day = date_format(action.due_on, "j F Y") if action.due_on else "No date"
            rows.append([[Run(action.what)], [Run(action.role or "Nobody yet")], [Run(day)]])
        yield Block("table", rows=rows, widths=[60, 24, 16])
    else:
        yield paragraph("Nothing was chosen yet.")
    yield heading("What we agreed", 1)
    for question, answer, _ in report.heard:
        yield heading(question.as_asked, 2)
        if answer.text and answer.state != Answer.State.AGREED:
            yield paragraph(Run("In progress, not agreed yet.", italic=True))
        yield from (paragraph(line) for line in (answer.text or "No answer yet.").split("\n") if line.strip())
    yield heading("What we heard", 1)
    yield paragraph("Notes of those who took part, in no order.")
    for question, _, found in report.heard:
        yield heading(question.as_asked, 2)
        for note in found:
            group = f" ({note.from_group})" if note.from_group else ""  # type: ignore[attr-defined]
            yield Block("bullet", [Run(f"{note.text}{group}")])
        if not found:
            yield paragraph("No notes.")
    if report.open_sessions:
        yield paragraph("Notes that have not been shown to everybody are not in this report.")


def as_rows(report: Report) -> Iterator[list[str]]:
    """The report as rows: what each text is, the question it stands under, and the text."""
    yield ["what", "question", "text", "group or role", "date", "about this file"]
    for question, answer, found in report.heard:
        state = answer.get_state_display()
        yield [f"Answer ({state.lower()})", question.as_asked, answer.text, "", "", report.note]
        for note in found:
            yield ["Note", question.as_asked, note.text, note.from_group, "", report.note]  # type: ignore[attr-defined]
    for action in report.actions:
        yield ["Action", "", action.what, action.role, str(action.due_on or ""), report.note]


def as_data(report: Report) -> dict:
    """The report for programs."""
    return {
        "about": report.note,
        "name": str(report.workspace),
        "council": report.workspace.council.name if report.workspace.council else "",
        "sessions": [
            {"number": each.number, "held_on": each.held_on, "people": each.people, "shows": each.shows}
            for each in report.sessions
        ],
        "questions": [
            {
                "question": question.as_asked,
                "reference": question.question_id or "",
                "answer": answer.text,
                "state": answer.state,
                "notes": [{"text": note.text, "group": note.from_group} for note in found],  # type: ignore[attr-defined]
            }
            for question, answer, found in report.heard
        ],
        "actions": [{"what": each.what, "role": each.role, "due_on": each.due_on} for each in report.actions],
    }


def _document(report: Report) -> Document:
    return Document(str(report.workspace), fitted(blocks(report)), note=report.note)


def _office(make: Callable[[Document], bytes], name: str) -> Callable[[Report], HttpResponse]:
    return lambda report: HttpResponse(make(_document(report)), content_type=FORMATS[name].content_type)


MAKERS: dict[str, Callable[[Report], HttpResponse]] = {
    name: make
    for name, make in {
        "docx": _office(word.made, "docx"),
        "pdf": _office(pdf.made, "pdf"),
        "csv": lambda report: HttpResponse(csv.lines(as_rows(report)), content_type=FORMATS["csv"].content_type),
        "json": lambda report: JsonResponse(as_data(report)),
    }.items()
    if name in FORMATS
}


@private_page(read=Action.READ_REPORT)
def report_page(request: HttpRequest, holder: Holder) -> HttpResponse:
    """The report as a page, or as a file."""
    report, wanted = Report(holder.workspace), request.GET.get("format", "").strip()
    if wanted and wanted not in MAKERS:
        raise BadRequest(f"There is no format “{wanted[:40]}” of the report. Choose {' or '.join(MAKERS)}.")
    if wanted:
        response = MAKERS[wanted](report)
        name = f"{slugify(str(holder.workspace)) or 'team-session'}-{timezone.localdate().isoformat()}.{wanted}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    context = {
        "holder": holder,
        "workspace": holder.workspace,
        "report": report,
        "look_again": list(report.look_again()),
        "formats": {name: FORMATS[name].label for name in MAKERS},
    }
    return render(request, "reflection/report.html", context)
