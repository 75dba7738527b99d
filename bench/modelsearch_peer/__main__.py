"""Time modelsearch on the table that peers.py filled; run by it in an environment of its own.

Without words on a line it builds its index; then each line of words is answered with milliseconds and a count.
"""

import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings

PAGE = 20
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def configure(database: str) -> None:
    """A site with nothing but this search on it."""
    parts = urlsplit(database)
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.postgres", "modelsearch", "modelsearch_peer"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts.path.lstrip("/"),
                "USER": parts.username or "postgres",
                "PASSWORD": parts.password or "",
                "HOST": parts.hostname or "",
                "PORT": parts.port or "",
            }
        },
        MODELSEARCH_BACKENDS={"default": {"BACKEND": "modelsearch.backends.database", "SEARCH_CONFIG": "english"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()


def main() -> None:
    """Answer line by line."""
    configure(sys.argv[1])
    from django.core.management import call_command
    from modelsearch.backends import get_search_backend
    from modelsearch_peer.models import FACETS, Doc

    backend = get_search_backend()
    for line in sys.stdin:
        words = line.strip()
        started = time.perf_counter()
        if not words:
            call_command("migrate", verbosity=0)
            call_command("rebuild_modelsearch_index", verbosity=0)
            count = 0
        else:
            found = backend.search(words, Doc, operator="or")
            count = found.count()
            list(found[:PAGE])
            for name in FACETS:
                found.facet(name)
        print(json.dumps([1000 * (time.perf_counter() - started), count]), flush=True)


if __name__ == "__main__":
    main()
