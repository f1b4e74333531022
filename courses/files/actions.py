"""Actions that delete unused documents, recordings and images, and replace used ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import ForeignKey, ProtectedError
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.actions import DeleteAction, action_registry
from wagtail.blocks import StreamBlock, StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from courses.exceptions import FileInUse, FileKindDiffers
from courses.files.in_layers import layers_with
from courses.files.uses import FileUse, banks_with, uses_of
from courses.media.rich_text_files import replace_in_rich_text
from courses.models import Recording, SeminarPage
from courses.models.media import StoredFile, kind_of
from people.api import Action, Change, LogEntry, Person


@dataclass(frozen=True, kw_only=True)
class DeleteFile(Action[None]):
    """Delete a file. Raise FileInUse if it is used."""

    audit = "wagtail.delete"

    by: Person
    file: StoredFile

    def check(self, by: Person) -> None:
        deletion_of(self.file, by).check()

    def execute(self) -> Change[None]:
        for file in type(self.file)._default_manager.select_for_update().filter(pk=self.file.pk):
            if uses_of(file) or banks_with(file) or layers_with(file):
                raise FileInUse(file.title)
            try:
                deletion_of(file, self.by).execute(skip_permission_checks=True)
            except ProtectedError as error:
                raise FileInUse(file.title) from error
        return Change(None)


@dataclass(frozen=True, kw_only=True)
class ReplaceFile(Action[list[Page]]):
    """Replace `old` by `new` on each page that has it and that `by` may publish; return those pages.

    Published pages are published again, which gives a module a new version; drafts remain drafts. Earlier
    module versions keep `old`. Pages scheduled for publishing are not changed. Raise PermissionDenied if `by`
    may not delete `old`, FileKindDiffers if `new` could not be used where `old` is.
    """

    audit = "wagtail.edit"

    by: Person
    old: StoredFile
    new: StoredFile

    def check(self, by: Person) -> None:
        deletion_of(self.old, by).check()

    def execute(self) -> Change[list[Page]]:
        old, new = self.old, self.new
        if old.pk == new.pk or kind_of(old) != kind_of(new):
            raise FileKindDiffers(new.title)
        uses = [use for use in uses_of(old) if may_replace_on(use.page, self.by) and use.is_current]
        posters = Recording.objects.filter(poster=old) if isinstance(old, AbstractImage) else ()
        entries = [LogEntry(recording) for recording in posters]
        Recording.objects.filter(pk__in=[entry.instance.pk for entry in entries]).update(poster=new)
        return Change([use.page for use in uses if _replace_on_page(use, old, new, self.by)], entries)


def deletion_of(file: StoredFile, by: Person) -> DeleteAction:
    """Return Wagtail's own action, which checks the permission and logs the deletion."""
    return action_registry.get_action_class(type(file), "delete")(file, user=by)


def may_replace_on(page: Page, by: Person) -> bool:
    """Return whether the person may publish the page and no revision of it is scheduled."""
    return page.permissions_for_user(by).can_publish() and page.scheduled_revision is None


def _replace_on_page(use: FileUse, old: StoredFile, new: StoredFile, by: Person) -> bool:
    page = use.page.specific
    draft = page.get_latest_revision() if page.has_unpublished_changes or not page.live else None
    is_changed = use.is_published and _republish(page, old, new, by)
    if not page.live and _replace(page, old, new):
        page.save()
        is_changed = True
    if draft is not None and (is_changed or use.is_draft):
        content = draft.as_object()
        _replace(content, old, new)
        content.save_revision(user=by, log_action=True, clean=False)
        is_changed = True
    return is_changed


def _republish(page: Page, old: StoredFile, new: StoredFile, by: Person) -> bool:
    content = page.live_revision.as_object() if page.live_revision else page
    _replace(content, old, new)
    revision = content.save_revision(user=by, log_action=True)
    revision.publish(user=by)
    return Page.objects.filter(pk=page.pk, live_revision=revision).exists()


def _replace(instance: Any, old: StoredFile, new: StoredFile) -> bool:
    """Replace the file in each field, block and rich text of the object and its children without saving."""
    is_changed = False
    for field in instance._meta.concrete_fields:
        before = getattr(instance, field.attname)
        after = _replaced_value(field, before, old, new)
        if after is not before:
            setattr(instance, field.attname, after)
            is_changed = True
    if isinstance(instance, ClusterableModel):
        for relation in get_all_child_relations(instance):
            for child in getattr(instance, relation.get_accessor_name()).all():
                is_changed |= _replace(child, old, new)
    if is_changed and isinstance(instance, SeminarPage):
        _set_length(instance)
    return is_changed


def _replaced_value(field: Any, value: Any, old: StoredFile, new: StoredFile) -> Any:
    """Return the value of a field with `old` replaced by `new`; the same object if nothing changes."""
    if isinstance(field, ForeignKey):
        return new.pk if value == old.pk and isinstance(old, cast("type", field.related_model)) else value
    if isinstance(field, RichTextField):
        return replace_in_rich_text(value, old, new)
    if isinstance(field, StreamField):
        return _replaced_stream(value, old, new)
    return value


def _replaced_stream(stream: StreamValue, old: StoredFile, new: StoredFile) -> StreamValue:
    raw = list(stream.raw_data)
    replaced = _replaced_in_block(stream.stream_block, raw, old, new)
    return stream.stream_block.to_python(replaced) if replaced != raw else stream


def _replaced_in_block(block: Any, stored: Any, old: StoredFile, new: StoredFile) -> Any:
    """Return what a stream stores as the value of a block with `old` replaced by `new`."""
    if isinstance(stored, str):
        return replace_in_rich_text(stored, old, new)
    if isinstance(stored, dict):
        blocks = block.child_blocks
        return {name: _replaced_in_block(blocks.get(name), value, old, new) for name, value in stored.items()}
    if isinstance(stored, list):
        return [_replaced_item(block, item, old, new) for item in stored]
    return new.pk if stored == old.pk and getattr(block, "model_class", None) is type(old) else stored


def _replaced_item(block: Any, item: Any, old: StoredFile, new: StoredFile) -> Any:
    """Return an item of a stream or a list; a list that code has set may store the values alone."""
    is_in_stream = isinstance(block, StreamBlock)
    child = block.child_blocks[item["type"]] if is_in_stream else block.child_block
    if is_in_stream or (isinstance(item, dict) and item.keys() >= {"type", "value"}):
        return {**item, "value": _replaced_in_block(child, item["value"], old, new)}
    return _replaced_in_block(child, item, old, new)


def _set_length(page: SeminarPage) -> None:
    """Set the length to that of the recording, as the editor's form does."""
    media: Recording | None = page.recording or page.sound
    if media is not None and media.is_measured:
        page.seconds = round(media.duration)
