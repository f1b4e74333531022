"""A journal of the moves within sequenced packages, which only grows."""

import django.db.models.deletion
from django.db import migrations, models

from infrastructure.db.guards import create_guards, drop_guards

TABLES = ["tracking_navigationentry"]


class Migration(migrations.Migration):
    dependencies = [("tracking", "0006_launch_devices"), ("records", "0002_completion_guards")]

    operations = [
        migrations.CreateModel(
            name="NavigationEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.PositiveIntegerField()),
                ("request", models.CharField(max_length=20)),
                ("target", models.CharField(blank=True, max_length=255)),
                ("received_at", models.DateTimeField()),
                ("delivered", models.CharField(blank=True, max_length=255)),
                (
                    "last_commit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tracking.journalentry",
                    ),
                ),
                (
                    "launch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="navigations",
                        to="tracking.launch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["launch", "number"], name="navigation_number_once")
                ],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: create_guards(editor.connection, TABLES),
            lambda apps, editor: drop_guards(editor.connection, TABLES),
        ),
    ]
