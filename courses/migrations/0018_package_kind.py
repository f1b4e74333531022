from django.db import migrations, models


class Migration(migrations.Migration):
    """Store the kind of each package: those of today are SCORM."""

    dependencies = [("courses", "0017_steps_without_blocks")]

    operations = [
        migrations.AddField(
            model_name="package",
            name="kind",
            field=models.CharField(
                choices=[("scorm", "SCORM"), ("native", "Made here"), ("h5p", "H5P")],
                default="scorm",
                max_length=10,
                verbose_name="kind",
            ),
        )
    ]
