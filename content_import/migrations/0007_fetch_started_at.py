"""When the run that owns a fetch began; of fetches that were carried out before, when they were asked for."""

from django.db import migrations, models
from django.db.models import F


def fill_started_at(apps, schema_editor):
    fetches = apps.get_model("content_import", "HostFetch").objects
    fetches.filter(state__in=["running", "done"]).update(started_at=F("created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("content_import", "0006_host_fetches"),
    ]

    operations = [
        migrations.AddField(
            model_name="hostfetch",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(fill_started_at, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="hostfetch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "failed"),
                    models.Q(("state", "waiting"), ("started_at__isnull", False), _connector="XOR"),
                    _connector="OR",
                ),
                name="host_fetch_started_at_a_time",
            ),
        ),
    ]
