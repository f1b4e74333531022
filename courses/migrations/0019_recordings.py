"""Give films and sound files a model of their own, with the rows, keys and permissions of the documents they were.

Keys stay, since streams, revisions and module versions have them. New recordings get keys far above those of
documents: links in rich text to a document that is a recording now remain unambiguous, and the way back finds
every key free. The files stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import django.core.validators
import django.db.models.deletion
import modelsearch.index
import taggit.managers
import wagtail.models.media
from django.conf import settings
from django.core.management.color import no_style
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery

SOUND = frozenset({"mp3", "m4a"})
EXTENSIONS = SOUND | {"mp4", "webm"}
KEYS_BETWEEN = 1_000_000
BATCH = 500
COPIED = ("pk", "title", "file", "collection_id", "uploaded_by_user_id")
ACTIONS = ("add", "change", "delete", "choose")
#: rows that name an object by its content type and key: (app, model, fields of the type, field of the key)
NAMING = [
    ("taggit", "TaggedItem", ("content_type",), "object_id"),
    ("wagtailcore", "ModelLogEntry", ("content_type",), "object_id"),
    ("wagtailcore", "ReferenceIndex", ("to_content_type",), "to_object_id"),
    ("wagtailcore", "ReferenceIndex", ("base_content_type", "content_type"), "object_id"),
    ("wagtailsearch", "IndexEntry", ("content_type",), "object_id"),
]


def copy_to_recordings(apps: Any, editor: Any) -> None:
    """Create a recording with the key of each document that is one; the documents are removed later.

    Seminars whose recording is none, which are drafts, have no recording then.
    """
    Document, Recording = apps.get_model("wagtaildocs", "Document"), apps.get_model("courses", "Recording")
    keys, probes = _keys(apps), apps.get_model("courses", "MediaProbe").objects.in_bulk()
    documents = (document for document in Document.objects.order_by("pk").iterator(BATCH) if document.pk in keys)
    for batch in _batches(documents):
        Recording.objects.bulk_create([_recording(Recording, row, probes.get(row.pk)) for row in batch])
    _keep_times(Recording, Document)
    _remove_other_keys(apps, set(Recording.objects.values_list("pk", flat=True)))
    _check_foreign_keys_now(editor)


def _remove_other_keys(apps: Any, recordings: set[int]) -> None:
    """Empty what names no recording in seminars and their revisions, which can't be loaded with it."""
    seminars = apps.get_model("courses", "SeminarPage").objects
    for name in ("recording", "sound"):
        others = set(seminars.values_list(name, flat=True)) - recordings - {None}
        seminars.filter(**{f"{name}__in": others}).update(**{name: None})
    of_seminars = {"content_type__app_label": "courses", "content_type__model": "seminarpage"}
    for revision in apps.get_model("wagtailcore", "Revision").objects.filter(**of_seminars).iterator(BATCH):
        names = {name: revision.content.get(name) for name in ("recording", "sound")}
        if others := [name for name, key in names.items() if key and key not in recordings]:
            revision.content |= dict.fromkeys(others)
            revision.save(update_fields=["content"])


def _keys(apps: Any) -> set[int]:
    """Return the documents that are recordings, by their names or their measured streams.

    A draft may have chosen a document of any other kind; what is a seminar's material remains a document.
    """
    get = apps.get_model
    names = get("wagtaildocs", "Document").objects.values_list("pk", "file").iterator(BATCH)
    keys = {key for key, name in names if _extension(name) in EXTENSIONS}
    keys |= set(get("courses", "MediaProbe").objects.values_list("pk", flat=True))
    return keys - set(get("courses", "SeminarMaterial").objects.values_list("document", flat=True))


def _extension(name: str) -> str:
    return PurePosixPath(name).suffix[1:].lower()


def _recording(Recording: Any, document: Any, probe: Any) -> Any:
    values = {name: getattr(document, name) for name in COPIED}
    file_hash = document.file_hash or (probe.file_hash if probe else "")
    is_measured = probe is not None and probe.file_hash == file_hash
    is_sound = not probe.video_codec if is_measured else _extension(document.file.name) in SOUND
    if is_measured:
        names = ("container", "video_codec", "audio_codec", "poster_id")
        values |= {name: getattr(probe, name) for name in names} | {"duration": probe.seconds}
    return Recording(**values, file_hash=file_hash, type="audio" if is_sound else "video")


def _batches(rows: Any) -> Iterator[list[Any]]:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _keep_times(model: Any, source: Any) -> None:
    """Copy the times of creation, which saving a row sets anew."""
    times = source.objects.filter(pk=OuterRef("pk")).values("created_at")
    model.objects.filter(pk__in=source.objects.values("pk")).update(created_at=Subquery(times))


def _check_foreign_keys_now(editor: Any) -> None:
    if editor.connection.vendor == "postgresql":  # which alters no table that has checks outstanding
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def remove_recordings(apps: Any, editor: Any) -> None:
    apps.get_model("courses", "Recording").objects.all()._raw_delete(editor.connection.alias)


def remove_documents(apps: Any, editor: Any) -> None:
    """Let what names the documents name the recordings; remove the documents, but not their files."""
    Document, Recording = apps.get_model("wagtaildocs", "Document"), apps.get_model("courses", "Recording")
    links = apps.get_model("courses", "ModuleVersionFile").objects
    for keys in _batches(Recording.objects.order_by("pk").values_list("pk", flat=True).iterator(BATCH)):
        links.filter(document__in=keys).update(recording=F("document"), document=None)
        _rename(apps, keys, ("wagtaildocs", "document"), ("courses", "recording"))
        apps.get_model("courses", "MediaProbe").objects.filter(pk__in=keys)._raw_delete(editor.connection.alias)
        Document.objects.filter(pk__in=keys)._raw_delete(editor.connection.alias)
    last = max(_last_key(Document), _last_key(Recording))
    _start_keys_after(editor, Recording, last + KEYS_BETWEEN)
    _check_foreign_keys_now(editor)


def _last_key(model: Any) -> int:
    return int(model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)


def _start_keys_after(editor: Any, model: Any, key: int) -> None:
    table = model._meta.db_table
    if editor.connection.vendor == "postgresql":
        editor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {key})")
    else:
        editor.execute(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")
        editor.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', {key})")


def restore_documents(apps: Any, editor: Any) -> None:
    """Make each recording a document again, with its key and its measured streams."""
    Document, Recording = apps.get_model("wagtaildocs", "Document"), apps.get_model("courses", "Recording")
    MediaProbe = apps.get_model("courses", "MediaProbe")
    taken = Document.objects.filter(pk__in=Recording.objects.values("pk")).values_list("pk", flat=True)
    if taken:
        raise ValueError(f"A document has the key of a recording: {sorted(taken)}. Delete one of the two first.")
    links = apps.get_model("courses", "ModuleVersionFile").objects
    for batch in _batches(Recording.objects.order_by("pk").iterator(BATCH)):
        documents = [{name: getattr(row, name) for name in COPIED} | {"file_hash": row.file_hash} for row in batch]
        Document.objects.bulk_create([Document(**values) for values in documents])
        MediaProbe.objects.bulk_create([_probe(MediaProbe, row) for row in batch if row.container])
        keys = [row.pk for row in batch]
        links.filter(recording__in=keys).update(document=F("recording"), recording=None)
        _rename(apps, keys, ("courses", "recording"), ("wagtaildocs", "document"))
    _keep_times(Document, Recording)
    for statement in editor.connection.ops.sequence_reset_sql(no_style(), [Document]):
        editor.execute(statement)
    _check_foreign_keys_now(editor)


def _probe(MediaProbe: Any, recording: Any) -> Any:
    names = ("file_hash", "container", "video_codec", "audio_codec", "poster_id")
    values = {name: getattr(recording, name) for name in names}
    return MediaProbe(document_id=recording.pk, seconds=round(recording.duration), **values)


def _rename(apps: Any, keys: list[int], old: tuple[str, str], new: tuple[str, str]) -> None:
    """Let tags, log, references, search entries and queued tasks of the objects name the other model."""
    types = apps.get_model("contenttypes", "ContentType").objects
    before, after = (types.get_or_create(app_label=app, model=model)[0] for app, model in (old, new))
    for app, model, type_fields, key_field in NAMING:
        field = apps.get_model(app, model)._meta.get_field(key_field)
        rows = apps.get_model(app, model).objects.filter(
            **{f"{key_field}__in": [field.to_python(key) for key in keys]},
            **dict.fromkeys(type_fields, before),
        )
        rows.update(**dict.fromkeys(type_fields, after))
    queued = apps.get_model("django_tasks_database", "DBTaskResult").objects.filter(status="READY")
    for task in queued.filter(args_kwargs__args__0=old[0], args_kwargs__args__1=old[1]):
        if task.args_kwargs["args"][2] in {str(key) for key in keys}:
            task.args_kwargs["args"][:2] = new
            task.save(update_fields=["args_kwargs"])


def copy_permissions(apps: Any, editor: Any) -> None:
    """Give each group on recordings the permissions that it has on documents, by collection."""
    granted = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for action in ACTIONS:
        media = _media_permission(apps, action)
        rows = granted.filter(
            permission__codename=f"{action}_document", permission__content_type__app_label="wagtaildocs"
        )
        for group, collection in rows.values_list("group", "collection"):
            granted.get_or_create(group_id=group, collection_id=collection, permission=media)
    _check_foreign_keys_now(editor)


def _media_permission(apps: Any, action: str) -> Any:
    content_type = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtailmedia", model="media"
    )[0]
    permissions = apps.get_model("auth", "Permission").objects
    defaults = {"name": f"Can {action} media"}
    codename = f"{action}_media"
    return permissions.get_or_create(content_type=content_type, codename=codename, defaults=defaults)[0]


def remove_permissions(apps: Any, editor: Any) -> None:
    media = [_media_permission(apps, action) for action in ACTIONS]
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(permission__in=media).delete()
    media[-1].delete()  # to choose, which wagtailmedia does not have
    _check_foreign_keys_now(editor)


def recording_field(**kwargs: Any) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="courses.recording",
        **kwargs,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("courses", "0018_package_kind"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailmedia", "0005_alter_media_options"),
        ("wagtailsearch", "0010_add_text_fields"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("file", models.FileField(upload_to="media", verbose_name="file")),
                (
                    "type",
                    models.CharField(choices=[("audio", "Audio file"), ("video", "Video file")], max_length=255),
                ),
                (
                    "duration",
                    models.FloatField(
                        blank=True,
                        default=0,
                        help_text="Duration in seconds",
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="duration",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("file_hash", models.CharField(blank=True, editable=False, max_length=40)),
                ("container", models.CharField(blank=True, editable=False, max_length=60)),
                ("video_codec", models.CharField(blank=True, editable=False, max_length=40)),
                ("audio_codec", models.CharField(blank=True, editable=False, max_length=40)),
                (
                    "collection",
                    models.ForeignKey(
                        default=wagtail.models.media.get_root_collection_id,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.collection",
                        verbose_name="collection",
                    ),
                ),
                (
                    "poster",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                    ),
                ),
                (
                    "tags",
                    taggit.managers.TaggableManager(
                        blank=True,
                        help_text=None,
                        through="taggit.TaggedItem",
                        to="taggit.Tag",
                        verbose_name="tags",
                    ),
                ),
                (
                    "uploaded_by_user",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by user",
                    ),
                ),
            ],
            options={
                "verbose_name": "film or sound",
                "verbose_name_plural": "films and sound",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("container", ""),
                            models.Q(("audio_codec", ""), ("video_codec", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="measured_recording_has_a_stream",
                    )
                ],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.RunPython(copy_permissions, remove_permissions),
        migrations.AddField("moduleversionfile", "recording", recording_field()),
        migrations.RemoveConstraint("moduleversionfile", "module_version_file_is_one"),
        migrations.RunPython(copy_to_recordings, remove_recordings),
        migrations.AlterField(
            "seminarpage",
            "recording",
            recording_field(
                help_text="MP4 or WebM for a film, M4A or MP3 for sound alone.", verbose_name="recording"
            ),
        ),
        migrations.AlterField(
            "seminarpage",
            "sound",
            recording_field(
                help_text="For those who want to listen: a smaller file than the film.",
                verbose_name="sound alone",
            ),
        ),
        migrations.RunPython(remove_documents, restore_documents),
        migrations.AddConstraint(
            "moduleversionfile",
            models.UniqueConstraint(
                fields=("module_version", "recording"), name="module_version_recording_once"
            ),
        ),
        migrations.AddConstraint(
            "moduleversionfile",
            models.CheckConstraint(
                condition=models.Q(document__isnull=False, recording__isnull=True, image__isnull=True)
                | models.Q(document__isnull=True, recording__isnull=False, image__isnull=True)
                | models.Q(document__isnull=True, recording__isnull=True, image__isnull=False),
                name="module_version_file_is_one",
            ),
        ),
        migrations.DeleteModel("MediaProbe"),
    ]
