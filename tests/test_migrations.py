"""Migrations are complete and can be taken back."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

OURS = ["recommendations", "casestudies", "lessons", "search", "catalogue", "councils"]


@pytest.mark.django_db
def test_no_change_of_a_model_lacks_its_migration():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_every_migration_can_be_taken_back_and_made_again():
    try:
        for app in OURS:
            if apps.get_app_config(app).models_module:
                call_command("migrate", app, "zero", verbosity=0)
        left = {table for table in connection.introspection.table_names() if table.split("_")[0] in OURS}
        assert not left
    finally:
        call_command("migrate", verbosity=0)
