"""Bind each leave to an employer.

Who registered an earlier leave is not stored, so it is given to every municipality that employed the person
during it: no figure changes. Without such an employment it goes to the latest employer; a leave of a person
who was never employed counts nowhere and is removed.
"""

import datetime as dt

import django.db.models.deletion
from django.db import migrations, models


def bind_to_employers(apps, editor):
    alias = editor.connection.alias
    leave_model = apps.get_model("people", "Leave")
    for leave in leave_model.objects.using(alias).filter(municipality=None).order_by("pk"):
        employers = employers_during(apps, alias, leave)
        if not employers:
            leave.delete(using=alias)
            continue
        leave.municipality_id = employers[0]
        leave.save(using=alias, update_fields=["municipality"])
        leave_model.objects.using(alias).bulk_create(
            leave_model(
                person_id=leave.person_id,
                municipality_id=employer,
                valid_from=leave.valid_from,
                valid_to=leave.valid_to,
            )
            for employer in employers[1:]
        )
    check_foreign_keys_now(editor)


def merge_employers(apps, editor):
    """Keep one of the leaves of a person that differ by the employer alone."""
    alias = editor.connection.alias
    seen = set()
    for leave in apps.get_model("people", "Leave").objects.using(alias).order_by("pk"):
        key = (leave.person_id, leave.valid_from, leave.valid_to)
        if key in seen:
            leave.delete(using=alias)
        seen.add(key)
    check_foreign_keys_now(editor)


def employers_during(apps, alias, period):
    """Return the municipalities that employed the person during the period, else the latest one."""
    employments = apps.get_model("people", "Employment").objects.using(alias)
    rows = list(
        employments.filter(person=period.person_id)
        .order_by("valid_from", "pk")
        .values_list("unit__municipality", "valid_from", "valid_to")
    )
    last = period.valid_to or dt.date.max
    during = [
        employer
        for employer, valid_from, valid_to in rows
        if valid_from <= last and (valid_to is None or valid_to >= period.valid_from)
    ]
    return list(dict.fromkeys(during)) or [employer for employer, *_ in rows[-1:]]


def check_foreign_keys_now(editor):
    """Let PostgreSQL check the written rows: it alters no table that has checks outstanding."""
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def employer_field(**kwargs):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="leaves",
        to="people.municipality",
        verbose_name="employer",
        **kwargs,
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0003_unit_paths_of_keys")]

    operations = [
        migrations.AddField("leave", "municipality", employer_field(null=True)),
        migrations.RunPython(bind_to_employers, merge_employers),
        migrations.AlterField("leave", "municipality", employer_field()),
    ]
