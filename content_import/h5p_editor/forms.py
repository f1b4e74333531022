"""The form of H5P content: its title and owner, and the fields of its type."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from content_import.exceptions import PackageRefused, Problem
from content_import.h5p.reading import CONTENT, DEFINITION
from content_import.h5p_editor import containers, files, simple_kinds  # noqa: F401 - registers the kinds
from content_import.h5p_editor.archive import new_definition, read_json, stored_value, write_content
from content_import.h5p_editor.base import ORIGIN, Drawing, FormTypes, Node, Place
from content_import.h5p_editor.checking import faults_in
from content_import.h5p_editor.posted import Posted
from content_import.packages.actions import ImportPackage
from content_import.packages.permissions import may_own_shared, municipalities_importable_for
from courses.api import Package
from lms.h5p.api import LibraryRef
from people.api import Municipality, Person


class PackageFieldsForm(forms.Form):
    """A form for what is the package's own: the title and, of a new one, whose it is."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=Package.TITLE_LENGTH)
    owner = forms.ModelChoiceField(
        Municipality.objects.none(),
        label=gettext_lazy("Whose it is"),
        required=False,
        empty_label=gettext_lazy("Shared by all municipalities"),
    )

    def __init__(self, *args: Any, person: Person, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["owner"]
            return
        owner = self.fields["owner"]
        owner.queryset = municipalities_importable_for(person)  # type: ignore[attr-defined]
        if not may_own_shared(person):
            owner.required = True
            owner.empty_label = None  # type: ignore[attr-defined]


@dataclass
class EditedContent:
    """Content of one type while it is written: read from a package, or new."""

    types: FormTypes
    ref: LibraryRef
    by: Person
    base: Package | None = None
    definition: Mapping[str, Any] = field(default_factory=dict)
    #: what the package has, which posted forms are put over
    stored: Any = None
    value: Any = None
    faults: dict[str, list[str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    focus: str = ""

    @classmethod
    def new(cls, types: FormTypes, ref: LibraryRef, by: Person) -> EditedContent:
        value = containers.default_of(types.root(ref), types)
        return cls(types, ref, by, stored={}, value=value)

    @classmethod
    def of(cls, types: FormTypes, ref: LibraryRef, by: Person, package: Package) -> EditedContent:
        """Return the content of a package. Raises FilesLost."""
        stored = read_json(package, CONTENT)
        definition = read_json(package, DEFINITION)
        return cls(types, ref, by, package, definition, stored, with_origins(stored))

    @property
    def _root(self) -> Place:
        return Place(self.types.root(self.ref))

    def read(self, data: QueryDict) -> bool:
        """Read a posted form, and return whether it is to be saved: no button of a list was used."""
        posted = Posted(data, self.types, self.by)
        stored = {} if self.stored is None else self.stored
        self.value = self.types.kind_at(self._root).read(self._root, stored, posted)
        self.focus = posted.focus
        is_saved = not posted.command[0]
        self.faults = dict(posted.refused)
        if is_saved:
            self.faults = {**faults_in(self.ref, self.value, self.types), **posted.refused}
        return is_saved

    def draw(self, *, is_plain: bool = False) -> Node:
        """Return the fields of the form."""
        drawing = Drawing(self.types, self.faults, self.focus, is_plain)
        node = self.types.kind_at(self._root).draw(self._root, self.value, drawing)
        return node or drawing.node("group", self._root)

    def save(self, *, title: str, owner: Municipality | None) -> Package | None:
        """Import the content as a package, the next version of its base. None with `problems` if refused.

        Raises FilesLost where a file of the base is missing.
        """
        definition = new_definition(
            self.definition,
            title=title,
            main=self.ref,
            content=stored_value(self.value),
            store=self.types.store,
            language=self.types.language,
        )
        with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as archive:
            write_content(
                archive, definition=definition, content=self.value, base=self.base, before=self.stored
            )
            try:
                return ImportPackage(
                    archive=archive,
                    title=title,
                    owner=self.base.owner if self.base else owner,
                    lineage=self.base.lineage if self.base else None,
                    by=self.by,
                ).run()
            except PackageRefused as refusal:
                self.problems = refusal.problems
                return None


def with_origins(value: Any) -> Any:
    """Return stored content with the number of each item of a list, by which a posted form finds it again."""
    if isinstance(value, Mapping):
        return {key: with_origins(part) for key, part in value.items()}
    if not isinstance(value, list):
        return value
    items = [with_origins(part) for part in value]
    return [{**item, ORIGIN: number} if isinstance(item, dict) else item for number, item in enumerate(items)]
