"""make bench ARGS="JOB …": measure search on a scratch database and index, never on the site's own.

  relevance DIR --run OUT.tsv   answer the questions of a test collection with the real search
  typos                         how often misspelled words are put right
  speed --records 10000         time every class of query, and against raw tantivy
  peers --records 100000        our search against PostgreSQL full text and, with --modelsearch, Wagtail's search
  saving --records 25000        what a save costs with and without the index, and a rebuild
  admin --records 25000         lists, a form with a hundred rows and the history; --database for PostgreSQL
  importing --records 10000     an import and its undoing, and what another editor waits; --database for PostgreSQL
  exports --records 100000      downloads, against the database's own tools and well-known libraries
  memory --records 1000000      the memory downloads need, and a workbook of more rows than a sheet holds
  pages --rounds 5              pages of the real content a second, against an empty Django view (needs wrk);
                                --database postgres://… for a scratch database other than SQLite
  sessions --minutes 5          a room of 200 people who write notes; --database for PostgreSQL

Numbers that are to be kept go to bench/results/ with `--keep NAME`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path

JOBS = (
    "relevance",
    "typos",
    "speed",
    "peers",
    "saving",
    "admin",
    "importing",
    "exports",
    "memory",
    "pages",
    "sessions",
)


def main() -> None:
    """Set up a scratch copy of the site, then run one job in it."""
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("job", choices=JOBS)
    parser.add_argument(
        "collection", nargs="?", type=Path, help="relevance: the folder with docs.jsonl and queries.jsonl"
    )
    parser.add_argument("--run", type=Path, help="relevance: where to write query<TAB>document, best first")
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7, help="how often each query is timed")
    parser.add_argument("--minutes", type=float, default=5, help="sessions: for how long people write")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--keep", help="also write the result to bench/results/NAME.json")
    parser.add_argument("--scratch", type=Path, help="a folder to keep the corpus in, instead of a temporary one")
    parser.add_argument("--database", help="exports, memory, pages, peers: an empty PostgreSQL database")
    parser.add_argument("--peers", type=Path, help="exports, peers: a Python with requirements-peers.txt")
    parser.add_argument("--modelsearch", action="store_true", help="peers: compare with modelsearch too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hindsight-bench-") as folder:
        scratch = options.scratch or Path(folder)
        scratch.mkdir(parents=True, exist_ok=True)
        os.environ["DATA_DIR"] = str(scratch)
        os.environ["SECRET_KEY"] = "only-for-measurements-0123456789-abcdefghijklmnopqrst"
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        os.environ["BASE_URL"] = "http://localhost:8000"
        os.environ["DATABASE_URL"] = (options.database if options.job != "peers" else "") or ""
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        importlib.import_module(f"bench.{options.job}").measure(options)


if __name__ == "__main__":
    sys.exit(main())
