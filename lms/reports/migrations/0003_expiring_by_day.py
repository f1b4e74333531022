"""Ledgers written before count what expires otherwise: read none of them until it is rebuilt."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def require_rebuild(apps: Any, schema_editor: Any) -> None:
    apps.get_model("reports", "LedgerState").objects.update(rebuilt_at=None)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_figures_by_employer")]

    operations = [
        migrations.AlterField(
            model_name="ledgerentry",
            name="measure",
            field=models.CharField(
                choices=[
                    ("c", "Employed, neither on leave nor exempt"),
                    ("d", "Of those, with a valid completion"),
                    ("l", "Of those, late"),
                    ("x", "Of those, whose last valid day is near"),
                    ("a", "Completions achieved that day"),
                ],
                max_length=1,
            ),
        ),
        migrations.RunPython(require_rebuild, require_rebuild),
    ]
