"""Add the task by which people of a role approve a module."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0023_trial_modules'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoleApprovalTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('role', models.CharField(choices=[('subject_expert', 'Subject expert'), ('publisher', 'Publisher')], max_length=30, verbose_name='role')),
            ],
            options={
                'verbose_name': 'approval by a role',
                'verbose_name_plural': 'approvals by a role',
            },
            bases=('wagtailcore.task',),
        ),
    ]
