"""Add the kind of audit entry of an answered report of a fault."""

from importlib import import_module

from django.db import migrations, models

remove_entries = import_module("people.migrations.0008_audit_entries_without_person").remove_entries


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0008_audit_entries_without_person'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='kind',
            field=models.CharField(choices=[('person_created', 'Account created'), ('name_changed', 'Name changed'), ('code_requested', 'One-time code requested'), ('code_approved', 'One-time code approved'), ('code_handed_out', 'One-time code handed out'), ('code_used', 'One-time code used'), ('password_set', 'Password changed'), ('role_granted', 'Role given'), ('role_revoked', 'Role taken back'), ('rights_changed', 'Rights in the editing pages changed'), ('employment_created', 'Employment added'), ('employment_changed', 'Employment changed'), ('employment_ended', 'Employment ended'), ('leave_set', 'Leave recorded'), ('leave_ended', 'Leave ended'), ('unit_created', 'Unit added'), ('unit_renamed', 'Unit renamed'), ('unit_moved', 'Unit moved'), ('unit_closed', 'Unit closed'), ('assignment_created', 'Module assigned'), ('assignment_withdrawn', 'Assignment withdrawn'), ('exemption_created', 'Exempted from a module'), ('exemption_ended', 'Exemption ended'), ('version_expiry_declared', 'Older completions end'), ('version_expiry_withdrawn', 'Older completions remain valid'), ('report_answered', 'Report of a fault answered'), ('certificate_issued', 'Certificate issued in a later name'), ('email_entered', 'E-mail address entered, to be confirmed'), ('email_confirmed', 'E-mail address confirmed'), ('email_removed', 'E-mail address removed')], max_length=30),
        ),
        remove_entries(models.Q(kind__in=["report_answered"])),
    ]
