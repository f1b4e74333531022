"""Folders were known by the municipality's name: bind those that there are, once."""

from django.db import migrations


def bind_folders(apps, schema_editor):
    Municipality = apps.get_model("people", "Municipality")
    Collection = apps.get_model("wagtailcore", "Collection")
    MunicipalityFolder = apps.get_model("courses", "MunicipalityFolder")
    # The root of the tree has depth 1; municipalities' folders lie right below it.
    folders = {folder.name: folder for folder in Collection.objects.filter(depth=2).order_by("-path")}
    for municipality in Municipality.objects.filter(name__in=folders, folder=None):
        MunicipalityFolder.objects.create(municipality=municipality, collection=folders[municipality.name])


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0004_municipality_folders'),
    ]

    operations = [
        migrations.RunPython(bind_folders, migrations.RunPython.noop),
    ]
