"""Let the database itself refuse to change or delete what has been recorded."""

from django.db import migrations

from infrastructure.db.guards import create_guards, drop_guards


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: create_guards(editor.connection),
            lambda apps, editor: drop_guards(editor.connection),
        )
    ]
