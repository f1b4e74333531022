"""Add the municipality and the layer version of attempts; those of before have neither."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0021_local_layers'),
        ('people', '0012_notice_of_pending_layers'),
        ('tracking', '0013_cursors'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='layer_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='courses.layerversion'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='municipality',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.municipality'),
        ),
    ]
