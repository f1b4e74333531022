"""Add the day by which a module is to be reviewed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0019_recordings'),
    ]

    operations = [
        migrations.AddField(
            model_name='modulepage',
            name='review_by',
            field=models.DateField(blank=True, null=True, verbose_name='to be reviewed by'),
        ),
    ]
