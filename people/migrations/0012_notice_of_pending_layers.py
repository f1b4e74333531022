"""Add the kind of notice of local content that waits for a decision."""

from typing import Any

from django.db import migrations, models


def remove_notices(apps: Any, editor: Any) -> None:
    """Remove the notices that the version before can't show."""
    apps.get_model("people", "Notice").objects.filter(kind="layer_pending").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0011_notice_of_review'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('code_handed_out', 'A one-time code for your account'), ('code_used', 'Your password was changed'), ('code_requested', 'A code for your account is requested'), ('approval_needed', 'Approve a one-time code'), ('code_approved', 'The code is approved'), ('name_changed', 'Your name was changed'), ('employed', 'You have a new employment'), ('role_granted', 'You have a new role'), ('role_revoked', 'A role was taken back'), ('fault_reported', 'A fault is reported'), ('reminder', 'A reminder of what remains'), ('review_due', 'A module is to be reviewed'), ('layer_pending', 'Local content to decide on')], max_length=30),
        ),
        migrations.RunPython(migrations.RunPython.noop, remove_notices),
    ]
