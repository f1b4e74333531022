"""Create notices, requests for codes, and the audit log, which the database itself keeps append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from infrastructure.db.guards import create_guards, drop_guards

TABLES = ['people_auditentry']


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_employer_of_leave'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='code_requests', to=settings.AUTH_USER_MODEL)),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'code request',
                'verbose_name_plural': 'code requests',
            },
        ),
        migrations.CreateModel(
            name='CodeApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('approved_at', models.DateTimeField(auto_now_add=True)),
                ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.municipality')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='people.coderequest')),
            ],
            options={
                'verbose_name': 'code approval',
                'verbose_name_plural': 'code approvals',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('code_handed_out', 'A one-time code for your account'), ('code_used', 'Your password was changed'), ('code_requested', 'A code for your account is requested'), ('approval_needed', 'Approve a one-time code'), ('code_approved', 'The code is approved'), ('name_changed', 'Your name was changed'), ('employed', 'You have a new employment'), ('role_granted', 'You have a new role'), ('role_revoked', 'A role was taken back')], max_length=30)),
                ('details', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person_created', 'Account created'), ('name_changed', 'Name changed'), ('code_requested', 'One-time code requested'), ('code_approved', 'One-time code approved'), ('code_handed_out', 'One-time code handed out'), ('code_used', 'One-time code used'), ('password_set', 'Password changed'), ('role_granted', 'Role given'), ('role_revoked', 'Role taken back'), ('rights_changed', 'Rights in the editing pages changed'), ('employment_created', 'Employment added'), ('employment_changed', 'Employment changed'), ('employment_ended', 'Employment ended'), ('certificate_issued', 'Certificate issued in a later name')], max_length=30)),
                ('by_name', models.CharField(blank=True, max_length=301)),
                ('details', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.municipality')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audit_entries', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'indexes': [models.Index(fields=['person', '-created_at'], name='audit_entry_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('by__isnull', True), models.Q(('by_name', ''), _negated=True), _connector='OR'), name='audit_entry_names_actor')],
            },
        ),
        migrations.AddConstraint(
            model_name='coderequest',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('person', 'requested_by'), name='code_request_open_once'),
        ),
        migrations.AddConstraint(
            model_name='coderequest',
            constraint=models.CheckConstraint(condition=models.Q(('person', models.F('requested_by')), _negated=True), name='code_request_for_somebody_else'),
        ),
        migrations.AddConstraint(
            model_name='codeapproval',
            constraint=models.UniqueConstraint(fields=('request', 'municipality'), name='code_approved_once_each'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['person', 'read_at', '-created_at'], name='notice_unread'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('read_at__isnull', True), ('read_at__gte', models.F('created_at')), _connector='OR'), name='notice_read_after_created'),
        ),
        migrations.RunPython(
            lambda apps, editor: create_guards(editor.connection, TABLES),
            lambda apps, editor: drop_guards(editor.connection, TABLES),
        ),
    ]
