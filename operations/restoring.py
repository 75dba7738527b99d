"""Putting a backup back into an empty database, and making anew what a machine keeps beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from exports import package
from operations import tables
from operations.archive import Archive, Refused
from operations.tables import Migration
from search import following

# What `migrate` itself writes into a database that is empty otherwise.
OF_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}


def restore(path: Path, say: Callable[[str], None]) -> None:
    """Put a backup back: its rows, its secret key; then bring the tables up to this release, and build the index anew.

    Each step is told to `say`. Raises Refused, before anything is written, where the archive is damaged or of a newer
    release, or the database is not empty. All rows are written in one transaction, and compared with the archive in it.
    """
    archive = Archive(path)
    if archive.migrations - tables.known_migrations():
        raise Refused(
            f"The archive is of release {archive.release}, which is newer than this one. Restore it with that."
        )
    _make_tables(archive.migrations)
    _load(archive)
    say(f"Restored {sum(each.rows for each in archive.digests.values()):,} rows in {len(archive.digests)} tables.")
    say(_keep_secret_key(archive.secret_key))
    call_command("migrate", interactive=False, verbosity=0)
    shutil.rmtree(settings.INDEX_DIR, ignore_errors=True)
    say(f"Search index built: {following.rebuild(wait=60):,} records.")
    say(f"The open data is in {package.build()}.")
    call_command("check_index")


def _make_tables(migrations: set[Migration]) -> None:
    """Give an empty database the tables that the archive was made from. Raises Refused for one that is not empty."""
    if not connection.introspection.table_names():
        MigrationExecutor(connection).migrate(_last_of_each_app(migrations))
        return
    applied = tables.applied_migrations()
    if applied - tables.known_migrations():
        raise Refused("The database belongs to a newer release. Name an empty one.")
    models = tables.models_after(applied)
    full = sorted(table for table in models.keys() - OF_MIGRATE if models[table]._base_manager.exists())
    if full:
        raise Refused(f"The database is not empty: it has rows in {', '.join(full[:5])}. Name an empty one.")
    if applied != migrations:
        raise Refused("The database has the tables of another release than the archive. Name one without tables.")


def _last_of_each_app(migrations: set[Migration]) -> list[Migration]:
    """Those that no other of them in the same app builds on: the executor would take back what follows on others."""
    graph = MigrationLoader(None).graph
    followed = {
        parent.key for each in migrations for parent in graph.node_map[each].parents if parent.key[0] == each[0]
    }
    return sorted(migrations - followed)


def _load(archive: Archive) -> None:
    models = tables.models_after(archive.migrations)
    if models.keys() != archive.digests.keys():
        raise Refused("The archive does not have the tables that its release had.")
    with transaction.atomic():
        for table in OF_MIGRATE:
            models[table]._base_manager.all().delete()
        for table, model in models.items():
            tables.insert(model, archive.lines(table))
        tables.go_on_after_the_highest(models.values())
        for table, model in models.items():
            if tables.digest(tables.lines(model)) != archive.digests[table]:
                raise Refused(f"The rows of {table} could not be written as they were. Nothing has been restored.")
    ContentType.objects.clear_cache()


def _keep_secret_key(key: str) -> str:
    """Put the key where the site reads it, if it is not set in the environment; says what became of it."""
    if key == settings.SECRET_KEY:
        return "The secret key is the one of the archive."
    if os.environ.get("SECRET_KEY", "").strip():
        return "SECRET_KEY is not the one of the archive, which is its file secret_key: everybody has to sign in again."
    kept = settings.DATA_DIR / "secret_key"
    kept.touch(mode=0o600)
    kept.write_text(key)
    return "The secret key of the archive is now the one of the site."
