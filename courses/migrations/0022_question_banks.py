"""Question banks, which the knowledge checks of several modules draw from."""

import django.db.models.deletion
from django.db import migrations, models

import courses.banks.models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0021_local_layers'),
        ('people', '0010_audit_kinds_of_reminders_and_statements'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionBank',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('questions', courses.banks.models.QuestionsField(blank=True, verbose_name='questions')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='question_banks', to='people.municipality', verbose_name='whose it is')),
            ],
            options={
                'verbose_name': 'question bank',
                'verbose_name_plural': 'question banks',
                'ordering': ['title'],
            },
        ),
    ]
