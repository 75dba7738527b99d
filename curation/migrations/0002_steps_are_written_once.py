"""The database itself refuses to change a step that was taken."""

from django.db import migrations

TABLE = "curation_steptaken"
WORDS = "A step that was taken cannot be changed."
SQLITE = f"""
CREATE TRIGGER steps_are_written_once BEFORE UPDATE ON {TABLE}
BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION steps_are_written_once() RETURNS trigger AS
$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER steps_are_written_once BEFORE UPDATE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION steps_are_written_once();
"""


def forbid(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER steps_are_written_once ON {TABLE}")
        schema_editor.execute("DROP FUNCTION steps_are_written_once")
    else:
        schema_editor.execute("DROP TRIGGER steps_are_written_once")


class Migration(migrations.Migration):
    dependencies = [("curation", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
