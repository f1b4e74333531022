"""The full-text index of the database in use."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from search.engines.database import full_text_index


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    full_text_index(schema_editor.connection.vendor).install(schema_editor.connection)
    apps.get_model("search", "IndexTotals").objects.get_or_create(pk=1)


def uninstall(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    full_text_index(schema_editor.connection.vendor).uninstall(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_passages")]

    operations = [migrations.RunPython(install, uninstall)]
