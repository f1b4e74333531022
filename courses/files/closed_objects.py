"""What steps must not use in a module or a layer of a municipality: files and packages of another one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection

from courses.media.folders import is_closed_to, owner_of_folder
from courses.modules.frozen_content import RawSteps, files_in, resolve_steps
from courses.steps.types import step_type
from people.api import Municipality, Person


def closed_objects(
    steps: RawSteps, owner: Municipality | None, *, reader: Person | None = None
) -> Iterator[str]:
    """Yield why steps can't be in a module or layer of `owner`: objects and files of another municipality.

    A file that is closed to `reader` is named by its key, since its title is not theirs to read.
    """
    for chosen in _chosen_objects(steps):
        holder = getattr(chosen, "owner", None)
        if holder is not None and holder != owner:
            message = _("“%(package)s” belongs to %(owner)s and can be used in its own modules only.")
            yield message % {"package": chosen, "owner": holder}
    for file in files_in(resolve_steps(steps)):
        folder = Collection.objects.get(pk=file.collection_id)
        holder = owner_of_folder(folder)
        if holder is not None and holder != owner:
            message = _(
                "“%(file)s” is in the folder of %(owner)s, and others cannot open it. "
                "Upload it for this module, or leave that step out."
            )
            is_closed = reader is not None and is_closed_to(reader, folder, timezone.localdate())
            title = f"{file._meta.verbose_name} {file.pk}" if is_closed else file.title
            yield message % {"file": title, "owner": holder}


def _chosen_objects(steps: RawSteps) -> Iterator[Any]:
    """Yield the packages, banks and files that were chosen as values of steps and exist."""
    for step in steps:
        for _name, model, key in step_type(step["type"]).chosen_objects(step["value"]):
            yield from model._default_manager.filter(pk=key)
