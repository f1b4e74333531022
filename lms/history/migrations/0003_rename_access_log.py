"""Rename the model of the access log and its column; the table keeps its name."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0002_look_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelTable(name="look", table="history_look"),
        migrations.RenameModel(old_name="Look", new_name="AccessLogEntry"),
        migrations.RenameField(model_name="accesslogentry", old_name="door", new_name="channel"),
        migrations.AlterField(
            model_name="accesslogentry",
            name="attempt",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="access_log",
                to="tracking.attempt",
            ),
        ),
        migrations.AlterField(
            model_name="accesslogentry",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="access_log",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="accesslogentry",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accesses",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
