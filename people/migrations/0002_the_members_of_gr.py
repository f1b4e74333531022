"""Göteborgsregionen's members by code. Membership is this table, never derived from the code."""

from django.db import migrations

MEMBERS = {
    "1440": "Ale",
    "1489": "Alingsås",
    "1480": "Göteborg",
    "1401": "Härryda",
    "1384": "Kungsbacka",
    "1482": "Kungälv",
    "1441": "Lerum",
    "1462": "Lilla Edet",
    "1481": "Mölndal",
    "1402": "Partille",
    "1415": "Stenungsund",
    "1419": "Tjörn",
    "1407": "Öckerö",
}


def add_members(apps, schema_editor):
    municipality = apps.get_model("people", "Municipality")
    for code, name in MEMBERS.items():
        municipality.objects.get_or_create(code=code, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    # Reversing leaves the rows: 0001's reversal drops the table, and nothing else needs them gone.
    operations = [migrations.RunPython(add_members, migrations.RunPython.noop)]
