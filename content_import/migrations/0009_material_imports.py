"""Imports of material, with their uploaded files and plans."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content_import', '0008_question_imports'),
        ('courses', '0019_recordings'),
        ('people', '0010_audit_kinds_of_reminders_and_statements'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MaterialImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('planned', 'Not yet taken in'), ('waiting', 'Waiting'), ('running', 'Being taken in'), ('done', 'Taken in'), ('failed', 'Not taken in'), ('undone', 'Undone')], default='planned', max_length=10)),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('makes_page', models.BooleanField(default=True)),
                ('steps', models.JSONField(default=list)),
                ('created', models.JSONField(default=list)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('messages', models.JSONField(default=list)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.municipality')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='courses.modulepage')),
            ],
            options={
                'verbose_name': 'import of material',
                'verbose_name_plural': 'imports of material',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='MaterialFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=255)),
                ('file', models.FileField(max_length=200, upload_to='')),
                ('size', models.PositiveBigIntegerField()),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('plan_data', models.JSONField()),
                ('material_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='content_import.materialimport')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('material_import', 'position'), name='material_file_position_once')],
            },
        ),
    ]
