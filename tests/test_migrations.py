"""Migrations are complete and can be taken back."""

from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OURS = {app.label for app in apps.get_app_configs() if (settings.ROOT / app.label / "migrations").is_dir()}


@pytest.mark.django_db
def test_no_change_of_a_model_lacks_its_migration():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_every_migration_can_be_taken_back_and_made_again():
    executor = MigrationExecutor(connection)
    assert {"lessons", "curation", "importing"} < OURS
    try:
        executor.migrate([(app, None) for app in OURS])
        left = {table for table in connection.introspection.table_names() if table.split("_")[0] in OURS}
        assert not left
    finally:
        call_command("migrate", verbosity=0)
