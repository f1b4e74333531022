from django.db import migrations

import courses.steps.stream


class Migration(migrations.Migration):
    """Remove the blocks of steps from the field's definition; the column does not change."""

    dependencies = [("courses", "0016_remove_withdrawn_status")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="modulepage",
                    name="steps",
                    field=courses.steps.stream.StepsField(verbose_name="steps"),
                )
            ]
        )
    ]
