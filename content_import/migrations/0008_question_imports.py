"""Imports of files of questions into question banks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content_import', '0007_fetch_started_at'),
        ('courses', '0022_question_banks'),
        ('people', '0010_audit_kinds_of_reminders_and_statements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('planned', 'Not yet taken in'), ('done', 'Taken in'), ('undone', 'Undone')], default='planned', max_length=10)),
                ('file_name', models.CharField(max_length=255)),
                ('makes_bank', models.BooleanField(default=False)),
                ('title', models.CharField(max_length=120)),
                ('questions', models.JSONField(default=list)),
                ('left_out', models.JSONField(default=list)),
                ('bank', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='courses.questionbank')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.municipality')),
            ],
            options={
                'verbose_name': 'import of questions',
                'verbose_name_plural': 'imports of questions',
                'ordering': ['-created_at', '-pk'],
            },
        ),
    ]
