"""Rename the model of reported states; its table keeps its name."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("xapi", "0002_follow_sending")]

    operations = [
        migrations.AlterModelTable(name="toldpart", table="xapi_toldpart"),
        migrations.RenameModel(old_name="ToldPart", new_name="StatementState"),
    ]
