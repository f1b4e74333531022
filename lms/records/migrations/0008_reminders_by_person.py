"""Make a reminder one of a person, with the modules that it named.

Reminders of a day by the same manager become one. Others that are closer than the interval stay, as they were
sent. Back again, each module has a reminder of its own.
"""

import datetime as dt
from itertools import groupby

import django.db.models.deletion
from django.db import migrations, models

INTERVAL = dt.timedelta(days=7)


def merge_modules(apps, editor):
    alias = editor.connection.alias
    reminders = apps.get_model("records", "Reminder").objects.using(alias)
    module_model = apps.get_model("records", "RemindedModule")
    rows = list(reminders.order_by("person", "sent_at", "pk"))
    reminders.update(follows=None, not_before=None)
    for _person, own in groupby(rows, key=lambda row: row.person_id):
        sent = {}
        for row in own:
            sent.setdefault((row.municipality_id, row.sent_by_id, row.sent_on), []).append(row)
        last = None
        for same in sent.values():
            kept, *others = same
            module_model.objects.using(alias).bulk_create(
                module_model(reminder_id=kept.pk, module_id=module)
                for module in dict.fromkeys(row.module_id for row in same)
            )
            reminders.filter(pk__in=[row.pk for row in others]).delete()
            last = _chain(reminders, kept, last)
    _check_foreign_keys_now(editor)


def split_modules(apps, editor):
    alias = editor.connection.alias
    model = apps.get_model("records", "Reminder")
    reminders = model.objects.using(alias)
    rows = list(reminders.order_by("sent_at", "pk").prefetch_related("reminded_modules"))
    reminders.update(follows=None, not_before=None)
    last = {}
    for row in rows:
        modules = [reminded.module_id for reminded in row.reminded_modules.all()]
        if not modules:
            row.delete(using=alias)
        for number, module in enumerate(modules):
            own = model(
                pk=None if number else row.pk,
                person_id=row.person_id,
                module_id=module,
                municipality_id=row.municipality_id,
                sent_by_id=row.sent_by_id,
                sent_at=row.sent_at,
                sent_on=row.sent_on,
                notice_id=None if number else row.notice_id,
            )
            own.save(using=alias)
            key = row.person_id, module
            last[key] = _chain(reminders, own, last.get(key))
    _check_foreign_keys_now(editor)


def _chain(reminders, row, last):
    """Let `row` follow `last`, and return it; what was sent sooner than the interval could follow at once."""
    if last is not None:
        not_before = min(last.sent_on + INTERVAL, row.sent_on)
        reminders.filter(pk=row.pk).update(follows=last.pk, not_before=not_before)
    return row


def _check_foreign_keys_now(editor):
    if editor.connection.vendor == "postgresql":  # which alters no table that has checks outstanding
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def module_field(**kwargs):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="reminders",
        to="courses.module",
        **kwargs,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0014_plural_page_names"),
        ("people", "0007_notices_by_mail"),
        ("records", "0007_reminders"),
    ]

    operations = [
        migrations.CreateModel(
            name="RemindedModule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.module",
                    ),
                ),
                (
                    "reminder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminded_modules",
                        to="records.reminder",
                    ),
                ),
            ],
            options={
                "verbose_name": "module of a reminder",
                "verbose_name_plural": "modules of reminders",
                "constraints": [
                    models.UniqueConstraint(fields=("reminder", "module"), name="reminded_module_once")
                ],
            },
        ),
        migrations.RemoveConstraint("reminder", "reminder_first_once"),
        migrations.RemoveIndex("reminder", "reminder_person_module"),
        migrations.AlterField("reminder", "module", module_field(null=True)),
        migrations.AddField(
            "reminder",
            "notice",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="reminder",
                to="people.notice",
                verbose_name="notice",
            ),
        ),
        migrations.RunPython(merge_modules, split_modules),
        migrations.RemoveField("reminder", "module"),
        migrations.AddIndex(
            "reminder", models.Index(fields=["person", "sent_on"], name="reminder_person_day")
        ),
        migrations.AddConstraint(
            "reminder",
            models.UniqueConstraint(
                condition=models.Q(("follows__isnull", True)),
                fields=("person",),
                name="reminder_first_of_person_once",
            ),
        ),
    ]
