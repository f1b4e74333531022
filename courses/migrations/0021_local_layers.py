"""Add local layers on shared modules, their versions, and values of municipalities."""

from typing import Any

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

ACTIONS = ("add", "change", "view")


def permit_shared_trainers(apps: Any, editor: Any) -> None:
    """Let the trainers of shared modules maintain local values, as a group that is created later may."""
    group = apps.get_model("auth", "Group").objects.filter(name="trainers-shared").first()
    if group is None:
        return
    ContentType, Permission = apps.get_model("contenttypes", "ContentType"), apps.get_model("auth", "Permission")
    kind, _is_new = ContentType.objects.get_or_create(app_label="courses", model="localvariable")
    for action in ACTIONS:
        permission, _is_new = Permission.objects.get_or_create(
            content_type=kind, codename=f"{action}_localvariable", defaults={"name": f"Can {action} local value"}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('courses', '0020_review_by'),
        ('people', '0012_notice_of_pending_layers'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='LayerVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('steps', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='layer_versions', to='courses.moduleversion')),
            ],
            options={
                'ordering': ['layer', 'number'],
            },
        ),
        migrations.CreateModel(
            name='LocalVariable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='For example journummer, which is written {{ kommun.journummer }} in a text.', max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]*$', 'Use a–z, 0–9 and _, beginning with a letter.')], verbose_name='name in texts')),
                ('label', models.CharField(help_text='For those who fill it in.', max_length=120, verbose_name='what it is')),
                ('text_sv', models.CharField(help_text='For example: numret på anslaget hos er.', max_length=200, verbose_name='text in Swedish where no value is filled in')),
                ('text_en', models.CharField(max_length=200, verbose_name='text in English where no value is filled in')),
            ],
            options={
                'verbose_name': 'local value',
                'verbose_name_plural': 'local values',
                'ordering': ['label'],
            },
        ),
        migrations.CreateModel(
            name='LayerVersionContent',
            fields=[
                ('layer_version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='content', serialize=False, to='courses.layerversion')),
                ('operations', models.JSONField(default=list)),
                ('steps', models.JSONField(default=dict)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ModuleLayer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12)),
                ('operations', models.JSONField(default=list)),
                ('has_changes', models.BooleanField(default=False)),
                ('pending_since', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='layers', to='courses.module')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='layers', to='people.municipality')),
            ],
            options={
                'verbose_name': 'local layer',
                'verbose_name_plural': 'local layers',
                'ordering': ['module', 'municipality', 'language'],
            },
        ),
        migrations.AddField(
            model_name='layerversion',
            name='layer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='courses.modulelayer'),
        ),
        migrations.CreateModel(
            name='LayerVersionFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtaildocs.document')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailimages.image')),
                ('layer_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='courses.layerversion')),
                ('recording', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.recording')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('image__isnull', True), ('recording__isnull', True)), models.Q(('document__isnull', True), ('image__isnull', True), ('recording__isnull', False)), models.Q(('document__isnull', True), ('image__isnull', False), ('recording__isnull', True)), _connector='OR'), name='layer_version_file_is_one')],
            },
        ),
        migrations.CreateModel(
            name='LocalValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='local_values', to='people.municipality')),
                ('variable', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='courses.localvariable')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('municipality', 'variable'), name='local_value_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='modulelayer',
            constraint=models.UniqueConstraint(fields=('module', 'municipality', 'language'), name='module_layer_once'),
        ),
        migrations.AddConstraint(
            model_name='layerversion',
            constraint=models.UniqueConstraint(fields=('layer', 'number'), name='layer_version_number_once'),
        ),
        migrations.RunPython(permit_shared_trainers, migrations.RunPython.noop),
    ]
