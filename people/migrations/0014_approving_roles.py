"""Add subject experts and publishers, and the notices of their work."""

from typing import Any

from django.db import migrations, models

ROLES = ["subject_expert", "publisher"]
NOTICES = ["approval_waits", "module_returned", "module_approved", "commented"]


def remove_rows(apps: Any, editor: Any) -> None:
    """Remove the roles and notices that the version before can't hold or show."""
    apps.get_model("people", "Role").objects.filter(kind__in=ROLES).delete()
    apps.get_model("people", "Notice").objects.filter(kind__in=NOTICES).delete()
    memberships = apps.get_model("people", "Person").groups.through.objects
    memberships.filter(group__name__regex="^(experts|publishers)-").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0013_plain_language'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='role',
            name='role_reach_fits_kind',
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('code_handed_out', 'A one-time code for your account'), ('code_used', 'Your password was changed'), ('code_requested', 'A code for your account is requested'), ('approval_needed', 'Approve a one-time code'), ('code_approved', 'The code is approved'), ('name_changed', 'Your name was changed'), ('employed', 'You have a new employment'), ('role_granted', 'You have a new role'), ('role_revoked', 'A role was taken back'), ('fault_reported', 'A fault is reported'), ('reminder', 'A reminder of what remains'), ('review_due', 'A module is to be reviewed'), ('layer_pending', 'Local content to decide on'), ('approval_waits', 'A module waits for your approval'), ('module_returned', 'A module came back to you'), ('module_approved', 'A module is approved'), ('commented', 'A comment on a module')], max_length=30),
        ),
        migrations.AlterField(
            model_name='role',
            name='kind',
            field=models.CharField(choices=[('trainer', 'Trainer'), ('subject_expert', 'Subject expert'), ('publisher', 'Publisher'), ('manager', 'Manager'), ('municipal_admin', 'Municipal administrator'), ('regional_coordinator', 'Regional coordinator')], max_length=30, verbose_name='role'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'manager'), ('municipality__isnull', True), ('unit__isnull', False)), models.Q(('kind', 'municipal_admin'), ('municipality__isnull', False), ('unit__isnull', True)), models.Q(('kind__in', ('trainer', 'subject_expert', 'publisher')), ('unit__isnull', True)), models.Q(('kind', 'regional_coordinator'), ('municipality__isnull', True), ('unit__isnull', True)), _connector='OR'), name='role_reach_fits_kind'),
        ),
        migrations.RunPython(migrations.RunPython.noop, remove_rows),
    ]
