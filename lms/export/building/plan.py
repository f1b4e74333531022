"""The plan of an export: its parts, what is left out, and why it can't be made. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content_import.api import libraries_of
from courses.api import (
    LayerVersion,
    ModuleVersion,
    NativeStep,
    Package,
    PackageKind,
    Recording,
    StoredStep,
    find_shown_step,
    format_label,
    read_stream,
)
from lms.h5p.api import LibraryRef, library_store
from people.api import Municipality
from scorm.api import PackageStandard


@dataclass(frozen=True)
class ExportedStep:
    """A step of the version, with its bound block as it was frozen."""

    stored: StoredStep
    content: Any
    #: the imported package that it plays, None for others
    package: Package | None

    @property
    def title(self) -> str:
        return self.stored.title

    @cached_property
    def keys(self) -> Mapping[str, Mapping[str, Any]]:
        """What the answers to its questions are graded by, by question, without those that can't be."""
        if not isinstance(self.content.block, NativeStep):
            return {}
        questions = self.content.block.questions(self.content.value)
        keys = {question.id: question.block.offline_key(question.value) for question in questions}
        return {question: key for question, key in keys.items() if key["rule"] != "none"}

    @cached_property
    def rules(self) -> Mapping[str, Any]:
        """How it is played; one whose questions are all left out is read."""
        rules: dict[str, Any] = self.content.block.offline_rules(self.content.value)
        if "questions" not in rules:
            return rules
        rules["questions"] = [question for question in rules["questions"] if question in self.keys]
        return rules if rules["questions"] else {"play": "read"}

    @property
    def unanswerable(self) -> int:
        """How many of its questions can't be answered without the site."""
        block = self.content.block
        number = len(block.questions(self.content.value)) if isinstance(block, NativeStep) else 0
        return number - len(self.keys)

    @property
    def is_h5p(self) -> bool:
        return self.package is not None and self.package.kind == PackageKind.H5P

    @cached_property
    def missing_libraries(self) -> tuple[LibraryRef, ...]:
        """The H5P libraries that it needs and that are not installed."""
        if self.package is None or not self.is_h5p:
            return ()
        return tuple(library_store().missing(libraries_of(self.package)))

    def files(self) -> Iterator[tuple[type[Model], int]]:
        """Yield the model and the key of each file that it uses."""
        for model, key in self.content.block.referenced_files(self.content.value, self.stored.values):
            yield model, int(key)


@dataclass(frozen=True)
class Part:
    """A part of the package: consecutive steps that our own player shows, or one imported package."""

    number: int
    steps: tuple[ExportedStep, ...]

    @property
    def package(self) -> Package | None:
        return self.steps[0].package

    @property
    def is_h5p(self) -> bool:
        return self.steps[0].is_h5p


@dataclass(frozen=True)
class ExportPlan:
    """What an export has. It can be made if there are no `problems`."""

    version: ModuleVersion
    #: the municipality whose variant it is, None for the core
    municipality: Municipality | None
    #: None for print
    standard: PackageStandard | None
    parts: tuple[Part, ...]
    #: sentences about what the package does without
    left_out: tuple[str, ...]
    problems: tuple[str, ...]
    recordings: tuple[Recording, ...]

    @property
    def municipality_id(self) -> int | None:
        return self.municipality.pk if self.municipality else None

    @property
    def recordings_size(self) -> int:
        return sum(recording.file.size for recording in self.recordings)


def plan_export(
    version: ModuleVersion,
    standard: PackageStandard | None,
    municipality: Municipality | None = None,
    layer: LayerVersion | None = None,
) -> ExportPlan:
    """Return the plan of exporting a module version as a package of that standard, None for print.

    With a municipality it is its variant: the steps of `layer`, if it has one, and its local values.
    """
    steps = tuple(_steps_of(version, layer))
    packaged = [step for step in steps if not _is_left_out(step, standard)]
    problems = [sentence for step in packaged for sentence in _problems_of(step, standard)]
    if not packaged:
        problems.append(_("Nothing of the module would be left. Choose another format."))
    return ExportPlan(
        version,
        municipality,
        standard,
        tuple(_parts_of(packaged)),
        tuple(sentence for step in steps for sentence in _left_out(step, standard)),
        tuple(problems),
        _recordings_of(packaged),
    )


def _steps_of(version: ModuleVersion, layer: LayerVersion | None) -> Iterator[ExportedStep]:
    outline = (layer or version).stored_steps
    stored = {step.id: step for step in version.content.stored_steps}
    if layer is not None:
        stored |= {step.id: step for step in read_stream(layer.content.steps.values())}
    packages = Package.objects.imported().in_bulk([step.package for step in outline if step.package])
    for step in outline:
        content = find_shown_step(version, layer, step.id)
        yield ExportedStep(stored[step.id], content, packages.get(step.package or 0))


def _parts_of(steps: list[ExportedStep]) -> Iterator[Part]:
    """Yield a part for each run of steps without packages, and one for each package."""
    runs = groupby(enumerate(steps), key=lambda pair: pair[0] if pair[1].package else -1)
    for number, (_key, run) in enumerate(runs, start=1):
        yield Part(number, tuple(step for _index, step in run))


def _is_left_out(step: ExportedStep, standard: PackageStandard | None) -> bool:
    """Return whether the export does without the step."""
    return step.package is not None and (standard is None or bool(step.missing_libraries))


def _left_out(step: ExportedStep, standard: PackageStandard | None) -> Iterator[str]:
    if standard is None:
        if step.package is not None:
            yield _("“%(step)s” is left out: a package can't be printed.") % {"step": step.title}
    elif _is_left_out(step, standard):
        names = {"step": step.title, "libraries": ", ".join(map(str, step.missing_libraries))}
        yield _("“%(step)s” is left out: these H5P libraries are not installed: %(libraries)s.") % names
    if step.unanswerable and standard is not None:
        sentence = ngettext(
            "In “%(step)s” %(count)d question can be read but not answered.",
            "In “%(step)s” %(count)d questions can be read but not answered.",
            step.unanswerable,
        )
        yield sentence % {"step": step.title, "count": step.unanswerable}


def _problems_of(step: ExportedStep, standard: PackageStandard | None) -> Iterator[str]:
    package = step.package
    if package is None or step.is_h5p:
        return
    names = {"step": step.title, "format": format_label(package.kind, package.standard)}
    if package.standard != standard:
        yield _("“%(step)s” is a package of %(format)s, and one file can have one standard only.") % names
    elif _has_order(package):
        yield (
            _(
                "“%(step)s” has rules about the order of its parts, which can't be joined with other steps. "
                "Use its original file."
            )
            % names
        )


def _has_order(package: Package) -> bool:
    structure = package.structure
    return structure.is_sequenced or any(item.prerequisites for item in structure.launchable)


def _recordings_of(steps: list[ExportedStep]) -> tuple[Recording, ...]:
    keys = {key for step in steps for model, key in step.files() if model is Recording}
    recordings = Recording.objects.filter(pk__in=keys).order_by("pk")
    return tuple(each for each in recordings if each.file.storage.exists(each.file.name))
