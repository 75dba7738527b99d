from django.core.management.base import BaseCommand, CommandError

from catalogue.version import present_version
from search import documents, following
from search.index import Unavailable, current

SHOWN = 10


class Command(BaseCommand):
    help = "Compare the search index with what is public now, record by record; exit 1 if they differ."

    def handle(self, *args: object, **options: object) -> None:
        """Apply what is pending, then compare every document with the one its record would make now."""
        try:
            opened = current()
            searcher = following.bring_up_to_date(opened, present_version(), max_wait=None).searcher
            indexed = following.digests(searcher)
        except (Unavailable, ValueError, OSError) as problem:
            raise CommandError(f"{problem} Run rebuild_index.") from problem
        missing, different, count = [], [], 0
        for fields in documents.all_documents():
            key, digest = fields["key"][0], fields["digest"][0]
            found = indexed.pop(key, None)
            count += 1
            if found is None:
                missing.append(key)
            elif found != [digest]:
                different.append(key)
        problems = {
            "missing from the index": missing,
            "not as in the database": different,
            "not public": sorted(indexed),
        }
        for said, keys in problems.items():
            if keys:
                self.stderr.write(f"{len(keys):,} {said}: {', '.join(keys[:SHOWN])}{' …' if len(keys) > SHOWN else ''}")
        if any(problems.values()):
            raise CommandError("The index differs from the database. Run rebuild_index.")
        self.stdout.write(f"The index agrees with the database: {count:,} public records.")
