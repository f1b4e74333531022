from django.db import migrations

CONSUMER = "question_statistics"


def move_to_cursor(apps, schema_editor):
    """Store the position of the projection as a cursor."""
    for row in apps.get_model("items", "JournalPosition").objects.all():
        apps.get_model("tracking", "Cursor").objects.create(consumer=CONSUMER, position=row.position)


def move_from_cursor(apps, schema_editor):
    """Store the cursor as the position of the projection."""
    for cursor in apps.get_model("tracking", "Cursor").objects.filter(consumer=CONSUMER):
        apps.get_model("items", "JournalPosition").objects.create(pk=1, position=cursor.position)
        cursor.delete()


class Migration(migrations.Migration):
    dependencies = [("items", "0001_questions_and_answers"), ("tracking", "0013_cursors")]

    operations = [
        migrations.RunPython(move_to_cursor, move_from_cursor),
        migrations.DeleteModel("JournalPosition"),
    ]
