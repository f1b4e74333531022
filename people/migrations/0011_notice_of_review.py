"""Add the kind of notice that a review is due."""

from typing import Any

from django.db import migrations, models


def remove_notices(apps: Any, editor: Any) -> None:
    """Remove the notices that the version before can't show."""
    apps.get_model("people", "Notice").objects.filter(kind="review_due").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_audit_kinds_of_reminders_and_statements'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('code_handed_out', 'A one-time code for your account'), ('code_used', 'Your password was changed'), ('code_requested', 'A code for your account is requested'), ('approval_needed', 'Approve a one-time code'), ('code_approved', 'The code is approved'), ('name_changed', 'Your name was changed'), ('employed', 'You have a new employment'), ('role_granted', 'You have a new role'), ('role_revoked', 'A role was taken back'), ('fault_reported', 'A fault is reported'), ('reminder', 'A reminder of what remains'), ('review_due', 'A module is to be reviewed')], max_length=30),
        ),
        migrations.RunPython(migrations.RunPython.noop, remove_notices),
    ]
