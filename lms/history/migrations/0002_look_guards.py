"""Let the database itself refuse to change or delete the account of who looked."""

from django.db import migrations

from infrastructure.db.guards import create_guards, drop_guards

TABLES = ["history_look"]


class Migration(migrations.Migration):
    dependencies = [("history", "0001_looks"), ("records", "0002_completion_guards")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: create_guards(editor.connection, TABLES),
            lambda apps, editor: drop_guards(editor.connection, TABLES),
        )
    ]
