from django.db import migrations

#: consumer -> the column of its position
COLUMNS = {"xapi.journal": "journal", "xapi.completions": "completions"}


def move_to_cursors(apps, schema_editor):
    """Store the positions of the derivation of statements as cursors."""
    for row in apps.get_model("xapi", "Reading").objects.all():
        for consumer, column in COLUMNS.items():
            position = getattr(row, column)
            apps.get_model("tracking", "Cursor").objects.create(consumer=consumer, position=position)


def move_from_cursors(apps, schema_editor):
    """Store the cursors as the positions of the derivation of statements."""
    cursors = apps.get_model("tracking", "Cursor").objects.filter(consumer__in=COLUMNS)
    positions = {COLUMNS[cursor.consumer]: cursor.position for cursor in cursors}
    if positions:
        apps.get_model("xapi", "Reading").objects.create(pk=1, **positions)
    cursors.delete()


class Migration(migrations.Migration):
    dependencies = [("xapi", "0003_rename_statement_state"), ("tracking", "0013_cursors")]

    operations = [
        migrations.RunPython(move_to_cursors, move_from_cursors),
        migrations.DeleteModel("Reading"),
    ]
