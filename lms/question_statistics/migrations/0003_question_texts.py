from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0002_position_as_a_cursor")]

    operations = [
        migrations.AddField("question", "texts", models.JSONField(default=dict)),
        migrations.AddField("question", "unit", models.CharField(blank=True, max_length=20)),
    ]
