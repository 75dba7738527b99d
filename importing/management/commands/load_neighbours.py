import csv
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from catalogue import changes
from councils.models import NearestNeighbour
from councils.names import CouncilNotFound, Directory

COLUMNS = ["council", "neighbour", "rank"]
MOST = 500


class Command(BaseCommand):
    help = (
        "Load a list of nearest neighbours, which the pages of councils then use in place of the site's own rule. "
        "It takes the place of the one before; a file without rows takes it away."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV file with the columns council, neighbour, rank")
        parser.add_argument("--source", required=True, help="what the list is called, as pages name it")

    def handle(self, *args: object, file: Path, source: str, **options: object) -> None:
        """Check every row, then put the list in place of the old one."""
        longest = NearestNeighbour._meta.get_field("source").max_length
        if longest and len(source) > longest:
            raise CommandError(f"Nothing was loaded. The name of the list may have at most {longest} characters.")
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                reader = csv.DictReader(lines, strict=True)
                if [name.strip().lower() for name in reader.fieldnames or []] != COLUMNS:
                    raise CommandError(f"Nothing was loaded. The first line has to be: {','.join(COLUMNS)}")
                reader.fieldnames = COLUMNS
                found = self.neighbours(list(reader), source)
        except (OSError, UnicodeDecodeError, csv.Error) as problem:
            raise CommandError(f"Nothing was loaded. {file} cannot be read: {problem}") from problem
        with changes.change_set():
            NearestNeighbour.objects.all().delete()
            NearestNeighbour.objects.bulk_create(found)
            changes.record_change(changes.AffectedRecords(), NearestNeighbour, [])
        self.stdout.write(f"Loaded {len(found):,} neighbours of {len({row.council_id for row in found})} councils.")

    def neighbours(self, rows: list[dict], source: str) -> list[NearestNeighbour]:
        """The rows as neighbours, not saved. Raises CommandError with every problem, by line."""
        directory, seen = Directory(), set()
        found, problems = [], []
        for number, row in enumerate(rows, start=2):
            try:
                made = self.neighbour(directory, row, source)
            except (CouncilNotFound, ValueError) as problem:
                problems.append(f"Line {number}: {problem}")
                continue
            for same in ((made.council_id, made.neighbour_id), (made.council_id, made.rank)):
                if same in seen:
                    problems.append(f"Line {number}: {made.council} has this neighbour, or this rank, twice.")
                seen.add(same)
            found.append(made)
        if problems:
            raise CommandError("\n".join(["Nothing was loaded.", *problems[:20]]))
        return found

    def neighbour(self, directory: Directory, row: dict, source: str) -> NearestNeighbour:
        """One row. Raises CouncilNotFound or ValueError, whose message says what is wrong with it."""
        councils = []
        for name in (row["council"] or "", row["neighbour"] or ""):
            if not (council := directory.find(name)):
                raise ValueError(f"There is no council called “{name}”.")
            councils.append(council)
        rank = (row["rank"] or "").strip()
        if not rank.isdecimal() or not 1 <= int(rank) <= MOST:
            raise ValueError(f"“{rank}” is no rank from 1 to {MOST}.")
        if councils[0] == councils[1]:
            raise ValueError(f"{councils[0]} cannot be its own neighbour.")
        return NearestNeighbour(council=councils[0], neighbour=councils[1], rank=int(rank), source=source)
