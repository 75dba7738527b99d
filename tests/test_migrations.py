"""Migrations are complete and can be taken back."""

from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OURS = {app.label for app in apps.get_app_configs() if (settings.ROOT / app.label / "migrations").is_dir()}
MIGRATIONS = {key: found for key, found in MigrationLoader(None).disk_migrations.items() if key[0] in OURS}


@pytest.mark.django_db
def test_no_change_of_a_model_lacks_its_migration():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_the_first_migrations_hold_only_steps_that_django_takes_back_itself():
    """Tables and what belongs to them; taking so many back for real takes minutes and would test Django."""
    steps = [step for (app, name), found in MIGRATIONS.items() if name == "0001_initial" for step in found.operations]
    assert len(steps) > 100
    assert {type(step).__name__ for step in steps} <= {"CreateModel", "AddField", "AddIndex", "AddConstraint"}
    assert all(step.reversible for step in steps)


@pytest.mark.django_db(transaction=True)
def test_every_later_migration_can_be_taken_back_and_made_again():
    executor = MigrationExecutor(connection)
    later = {key for key in MIGRATIONS if key[1] != "0001_initial"}
    assert ("curation", "0002_steps_are_written_once") in later
    try:
        executor.migrate([(app, "0001_initial") for app in OURS])
        assert not later & MigrationRecorder(connection).applied_migrations().keys()
    finally:
        call_command("migrate", verbosity=0)
    assert later <= MigrationRecorder(connection).applied_migrations().keys()
