"""Actions that store the files of an import, and delete those that nothing uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.permissions import policy_registry

from courses.files.actions import deletion_of
from courses.files.uses import referenced_objects
from courses.media.actions import set_media_facts
from courses.media.readers import MediaFacts
from courses.models import Recording
from courses.models.media import StoredFile
from people.api import Action, Change, LogEntry, Person


@dataclass(frozen=True, kw_only=True)
class StoreFile(Action[StoredFile]):
    """Store a new picture, document or recording, with the measured facts of a recording."""

    audit = "wagtail.create"

    file: StoredFile
    facts: MediaFacts | None = None

    def check(self, by: Person) -> None:
        folders = policy_registry.get(self.file).collections_user_has_permission_for(by, "add")
        if not folders.filter(pk=self.file.collection_id).exists():
            raise PermissionDenied

    def execute(self) -> Change[StoredFile]:
        if isinstance(self.file, Recording) and self.facts is not None:
            set_media_facts(recording=self.file, facts=self.facts)
        self.file.save()
        return Change(self.file, [LogEntry(self.file)])


@dataclass(frozen=True, kw_only=True)
class DeleteUnusedFiles(Action[list[StoredFile]]):
    """Delete those of the files that no page, layer and module version uses; return the others.

    A recording is deleted with its own picture. Each deletion is in Wagtail's log.
    """

    audit = "wagtail.delete"

    by: Person
    files: Sequence[StoredFile]

    def check(self, by: Person) -> None:
        for file in self.files:
            deletion_of(file, by).check()

    def execute(self) -> Change[list[StoredFile]]:
        used = referenced_objects()
        kept = [file for file in self.files if (type(file), file.pk) in used or not self._delete(file)]
        return Change(kept)

    def _delete(self, file: StoredFile) -> bool:
        """Delete the file; return False if a module version protects it."""
        poster = _own_poster(file)
        try:
            deletion_of(file, self.by).execute(skip_permission_checks=True)
        except ProtectedError:
            return False
        return poster is None or self._delete(poster)


def _own_poster(file: StoredFile) -> AbstractImage | None:
    """Return the picture of a recording, if no other recording and no page has it."""
    if not isinstance(file, Recording) or file.poster_id is None:
        return None
    is_shared = Recording.objects.filter(poster=file.poster_id).exclude(pk=file.pk).exists()
    is_used = (get_image_model(), file.poster_id) in referenced_objects()
    return None if is_shared or is_used else file.poster
