"""Bind each exemption to an employer.

It is that of whoever made it, by their roles; where these say nothing, every municipality that employed the
person meanwhile, so that no figure changes, else the latest employer. An exemption of a person who was never
employed counts nowhere and is removed.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

leaves = import_module("people.migrations.0004_employer_of_leave")


def bind_to_employers(apps, editor):
    alias = editor.connection.alias
    exemption_model = apps.get_model("records", "Exemption")
    for exemption in exemption_model.objects.using(alias).filter(municipality=None).order_by("pk"):
        employers = leaves.employers_during(apps, alias, exemption)
        own = [employer for employer in employers if employer in _reach(apps, alias, exemption.created_by_id)]
        employers = own or employers
        if not employers:
            exemption.delete(using=alias)
            continue
        exemption.municipality_id = employers[0]
        exemption.save(using=alias, update_fields=["municipality"])
        exemption_model.objects.using(alias).bulk_create(
            exemption_model(
                person_id=exemption.person_id,
                municipality_id=employer,
                module_id=exemption.module_id,
                valid_from=exemption.valid_from,
                valid_to=exemption.valid_to,
                reason=exemption.reason,
                created_by_id=exemption.created_by_id,
            )
            for employer in employers[1:]
        )
    leaves.check_foreign_keys_now(editor)


def merge_employers(apps, editor):
    """Keep one of the exemptions of a person that differ by the employer alone."""
    alias = editor.connection.alias
    seen = set()
    for exemption in apps.get_model("records", "Exemption").objects.using(alias).order_by("pk"):
        key = (exemption.person_id, exemption.module_id, exemption.valid_from, exemption.valid_to)
        key += (exemption.reason, exemption.created_by_id)
        if key in seen:
            exemption.delete(using=alias)
        seen.add(key)
    leaves.check_foreign_keys_now(editor)


def _reach(apps, alias, person_id):
    roles = apps.get_model("people", "Role").objects.using(alias).filter(person=person_id)
    keys = roles.values_list("unit__municipality", "municipality")
    return {key for pair in keys for key in pair if key is not None}


def employer_field(**kwargs):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="exemptions",
        to="people.municipality",
        verbose_name="employer",
        **kwargs,
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0004_employer_of_leave"), ("records", "0004_name_at_completion")]

    operations = [
        migrations.AddField("exemption", "municipality", employer_field(null=True)),
        migrations.RunPython(bind_to_employers, merge_employers),
        migrations.AlterField("exemption", "municipality", employer_field()),
    ]
