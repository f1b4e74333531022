"""Rename two models of the ledger; their tables keep their names."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_expiring_by_day")]

    operations = [
        migrations.AlterModelTable(name="foldedperson", table="reports_foldedperson"),
        migrations.RenameModel(old_name="FoldedPerson", new_name="PersonSnapshot"),
        migrations.AlterModelTable(name="touchedperson", table="reports_touchedperson"),
        migrations.RenameModel(old_name="TouchedPerson", new_name="DirtyPerson"),
    ]
