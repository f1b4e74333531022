"""A draft may wait with its length."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def give_drafts_a_length(apps: Any, schema_editor: Any) -> None:
    apps.get_model("courses", "ModulePage").objects.filter(minutes=None).update(minutes=0)


class Migration(migrations.Migration):
    dependencies = [("courses", "0010_freeze_existing_versions")]

    operations = [
        migrations.AlterField(
            "modulepage",
            "minutes",
            models.PositiveSmallIntegerField(null=True, verbose_name="length in minutes"),
        ),
        migrations.RunPython(migrations.RunPython.noop, give_drafts_a_length),
    ]
