"""Rename the model of version expiries; its table keeps its name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0008_reminders_by_person")]

    operations = [
        migrations.AlterModelTable(name="renewal", table="records_renewal"),
        migrations.RenameModel(old_name="Renewal", new_name="VersionExpiry"),
        migrations.AlterField(
            model_name="versionexpiry",
            name="module_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="version_expiries",
                to="courses.moduleversion",
            ),
        ),
    ]
