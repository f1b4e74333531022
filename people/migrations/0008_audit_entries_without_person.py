"""Audit entries of what is about no single person, such as a unit or an assignment."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from infrastructure.db.guards import create_guards, drop_guards

TABLES = ("people_auditentry",)
KINDS = (
    *("leave_set", "leave_ended", "unit_created", "unit_renamed", "unit_moved", "unit_closed"),
    *("assignment_created", "assignment_withdrawn", "exemption_created", "exemption_ended"),
    *("version_expiry_declared", "version_expiry_withdrawn"),
)


def remove_entries(condition: models.Q) -> migrations.RunPython:
    """Return the operation whose way back removes entries that the version before can't hold or read."""

    def remove(apps: Any, editor: Any) -> None:
        drop_guards(editor.connection, TABLES)
        apps.get_model("people", "AuditEntry").objects.filter(condition)._raw_delete(editor.connection.alias)
        create_guards(editor.connection, TABLES)

    return migrations.RunPython(migrations.RunPython.noop, remove)


class Migration(migrations.Migration):
    dependencies = [("people", "0007_notices_by_mail")]

    operations = [
        # SQLite remakes the table, which loses its triggers.
        migrations.RunPython(
            lambda apps, editor: drop_guards(editor.connection, TABLES),
            lambda apps, editor: create_guards(editor.connection, TABLES),
        ),
        migrations.AlterField(
            "auditentry",
            "person",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="audit_entries",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField("auditentry", "kind", models.CharField(choices=[('person_created', 'Account created'), ('name_changed', 'Name changed'), ('code_requested', 'One-time code requested'), ('code_approved', 'One-time code approved'), ('code_handed_out', 'One-time code handed out'), ('code_used', 'One-time code used'), ('password_set', 'Password changed'), ('role_granted', 'Role given'), ('role_revoked', 'Role taken back'), ('rights_changed', 'Rights in the editing pages changed'), ('employment_created', 'Employment added'), ('employment_changed', 'Employment changed'), ('employment_ended', 'Employment ended'), ('leave_set', 'Leave recorded'), ('leave_ended', 'Leave ended'), ('unit_created', 'Unit added'), ('unit_renamed', 'Unit renamed'), ('unit_moved', 'Unit moved'), ('unit_closed', 'Unit closed'), ('assignment_created', 'Module assigned'), ('assignment_withdrawn', 'Assignment withdrawn'), ('exemption_created', 'Exempted from a module'), ('exemption_ended', 'Exemption ended'), ('version_expiry_declared', 'Older completions end'), ('version_expiry_withdrawn', 'Older completions remain valid'), ('certificate_issued', 'Certificate issued in a later name'), ('email_entered', 'E-mail address entered, to be confirmed'), ('email_confirmed', 'E-mail address confirmed'), ('email_removed', 'E-mail address removed')], max_length=30)),
        migrations.RunPython(
            lambda apps, editor: create_guards(editor.connection, TABLES),
            lambda apps, editor: drop_guards(editor.connection, TABLES),
        ),
        remove_entries(models.Q(person=None) | models.Q(kind__in=KINDS)),
    ]
