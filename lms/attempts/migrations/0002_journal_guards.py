"""Let the database itself refuse to change or delete what was received: the journal only grows."""

from django.db import migrations

from infrastructure.db.guards import create_guards, drop_guards

TABLES = ["tracking_journalentry"]


class Migration(migrations.Migration):
    dependencies = [("tracking", "0001_initial"), ("records", "0002_completion_guards")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: create_guards(editor.connection, TABLES),
            lambda apps, editor: drop_guards(editor.connection, TABLES),
        )
    ]
