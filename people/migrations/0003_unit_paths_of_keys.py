"""Build the paths of units from their keys instead of their positions among all municipalities' units."""

from django.db import migrations

OLD_STEP = 4
NEW_STEP = 8
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def to_keys(apps, schema_editor):
    unit = apps.get_model("people", "Unit")
    rows = list(unit.objects.values_list("pk", "path"))
    keys = {path: f"U{pk:07}" for pk, path in rows}
    for pk, path in rows:
        steps = [keys[path[:end]] for end in range(OLD_STEP, len(path) + 1, OLD_STEP)]
        unit.objects.filter(pk=pk).update(path="".join(steps))


def to_positions(apps, schema_editor):
    unit = apps.get_model("people", "Unit")
    rows = sorted(unit.objects.values_list("depth", "name", "pk", "path"))
    paths, children = {"": ""}, {}
    for _, _, pk, path in rows:
        above = path[:-NEW_STEP]
        children[above] = children.get(above, 0) + 1
        paths[path] = paths[above] + _position(children[above])
        unit.objects.filter(pk=pk).update(path=paths[path])


def _position(number):
    digits = ""
    while number:
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits.rjust(OLD_STEP, "0")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_the_members_of_gr")]

    operations = [migrations.RunPython(to_keys, to_positions)]
