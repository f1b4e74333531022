"""Name three columns by standard terms: what may be requested, sessions, global objectives."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('tracking', '0011_elements_set_by_content'),
    ]

    operations = [
        migrations.RenameField('sequencingstate', 'outlook', 'navigation'),
        migrations.RenameField('sequencingstate', 'heard_before', 'session_before_delivery'),
        migrations.RenameField('navigationentry', 'brought', 'initial_globals'),
    ]
