"""Create issues of certificates in a later name, which the database itself keeps append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from infrastructure.db.guards import create_guards, drop_guards

TABLES = ['records_certificateissue']


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0005_employer_of_exemption'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CertificateIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('name', models.CharField(max_length=301, verbose_name='name')),
                ('issued_at', models.DateTimeField(auto_now_add=True)),
                ('completion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='records.completion')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'certificate issue',
                'verbose_name_plural': 'certificate issues',
                'constraints': [models.UniqueConstraint(fields=('completion', 'number'), name='certificate_issue_numbered_once'), models.CheckConstraint(condition=models.Q(('number__gt', 1)), name='certificate_issue_is_later'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='certificate_issue_has_name')],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: create_guards(editor.connection, TABLES),
            lambda apps, editor: drop_guards(editor.connection, TABLES),
        ),
    ]
