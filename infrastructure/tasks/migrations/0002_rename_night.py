from django.db import migrations


class Migration(migrations.Migration):
    """Rename the model; the table keeps its name, so no SQL is run."""

    dependencies = [("background", "0001_nights")]

    operations = [
        migrations.AlterModelTable(name="night", table="background_night"),
        migrations.RenameModel(old_name="Night", new_name="NightlyRun"),
    ]
