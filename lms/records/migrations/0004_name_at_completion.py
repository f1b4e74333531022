"""Store the person's name in the completion, and mark the names that are added afterwards."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from infrastructure.db.guards import create_guards, drop_guards


def backfill_names(apps, editor):
    """Give earlier completions the person's present name, marked as recorded later."""
    full_name = NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value(""))
    people = apps.get_model("people", "Person").objects.filter(pk=OuterRef("person"))
    name = people.annotate(full=Coalesce(full_name, "username")).values("full")[:1]
    completions = apps.get_model("records", "Completion").objects.using(editor.connection.alias)
    completions.update(person_name=Subquery(name), name_recorded_later=True)


def create(apps, editor):
    create_guards(editor.connection)


def drop(apps, editor):
    drop_guards(editor.connection)


class Migration(migrations.Migration):
    """The guards are dropped first: they refuse the update, and SQLite loses them with the remade table."""

    dependencies = [("people", "0002_the_members_of_gr"), ("records", "0003_renewals")]

    operations = [
        migrations.RunPython(drop, create),
        migrations.AddField("completion", "person_name", models.CharField(max_length=301, default=""), False),
        migrations.AddField("completion", "name_recorded_later", models.BooleanField(default=False)),
        migrations.RunPython(backfill_names, migrations.RunPython.noop),
        migrations.RunPython(create, drop),
    ]
