"""Store the steps of existing module versions, and protect the files that they use with their digests."""

import hashlib
import json
import re

from django.db import migrations

LINK = re.compile(r'<a\b[^>]*\blinktype="document"[^>]*>')
KEY = re.compile(r'\bid="(\d+)"')


def freeze_versions(apps, schema_editor):
    ModuleVersion = apps.get_model("courses", "ModuleVersion")
    Content = apps.get_model("courses", "ModuleVersionContent")
    VersionFile = apps.get_model("courses", "ModuleVersionFile")
    posters = dict(apps.get_model("courses", "MediaProbe").objects.values_list("document", "poster"))
    models = {
        "document": apps.get_model("wagtaildocs", "Document"),
        "image": apps.get_model("wagtailimages", "Image"),
    }
    digests = {}
    versions = ModuleVersion.objects.filter(content=None).select_related("revision").order_by("pk")
    for version in versions.iterator(chunk_size=100):
        steps = json.loads(version.revision.content.get("steps") or "[]")
        keys = {"document": set(), "image": set()}
        for step in steps:
            add_poster(step, posters)
            for kind, key in references_of(step):
                keys[kind].add(key)
        Content.objects.create(module_version=version, steps=steps)
        for kind, model in models.items():
            for file in model.objects.filter(pk__in=keys[kind]).order_by("pk"):
                name = file.file.name
                if name not in digests:
                    digests[name] = sha256_of(file.file)
                VersionFile.objects.create(
                    module_version=version, **{kind: file}, file_name=name, sha256=digests[name]
                )


def add_poster(step, posters):
    if step["type"] == "film":
        step["value"]["poster"] = posters.get(step["value"].get("film"))


def references_of(step):
    for name, value in step["value"].items():
        if name in ("film", "captions") and value:
            yield "document", value
        elif name == "poster" and value:
            yield "image", value
        elif isinstance(value, str):
            for link in LINK.findall(value):
                for key in KEY.findall(link):
                    yield "document", int(key)


def sha256_of(file):
    try:
        with file.storage.open(file.name) as stored:
            return hashlib.file_digest(stored.file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def forget(apps, schema_editor):
    apps.get_model("courses", "ModuleVersionFile").objects.all().delete()
    apps.get_model("courses", "ModuleVersionContent").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0009_version_content'),
    ]

    operations = [
        migrations.RunPython(freeze_versions, forget),
    ]
