import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a module be a trial of a draft; modules of before are none."""

    dependencies = [("courses", "0022_question_banks")]

    operations = [
        migrations.AddField(
            model_name="module",
            name="trial_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="trials",
                to="courses.module",
            ),
        )
    ]
