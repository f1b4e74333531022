"""The import of a backup: packages as uploads are, then files, modules and pages in one transaction."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale

from content_import.api import (
    DeletePackage,
    ImportPackage,
    PackageAlreadyImported,
    PackageArchive,
    PackageRefused,
)
from courses.api import (
    Module,
    ModulePage,
    ModulePageMissing,
    Package,
    Recording,
    Theme,
    UnreadableMaterial,
    catalogue_in,
    file_readers,
    folder_of,
    free_module_slug,
    measure_recording,
)
from lms.export.backup.keys import with_new_keys
from lms.export.backup.layer_plan import import_layers, import_variables
from lms.export.backup.plan import (
    ImportPlan,
    PageState,
    PlannedFile,
    PlannedModule,
    PlannedPage,
    plan_import,
)
from lms.export.exceptions import ImportRefused
from lms.export.models import ModuleImport
from people.api import Action, Change, LogEntry, Municipality, Person

#: the action in Wagtail's log
IMPORT_MODULE = "narlara.import"
DOCUMENT_EXTENSIONS = frozenset(settings.WAGTAILDOCS_EXTENSIONS)
PICTURE_EXTENSIONS = frozenset({"avif", "gif", "jpg", "jpeg", "png", "webp"})


@dataclass
class Created:
    """What an import has created so far."""

    keys: dict[tuple[type, int], int] = field(default_factory=dict)
    packages: list[Package] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)

    @contextmanager
    def removed_on_failure(self) -> Iterator[None]:
        """Remove packages and stored files when the import fails; rows are rolled back."""
        try:
            yield
        except BaseException:
            for made in self.files:
                made.file.storage.delete(made.file.name)
            for package in self.packages:
                DeletePackage(package=package, by=None).run()
            raise


@dataclass(frozen=True, kw_only=True)
class ImportModules(Action[ModuleImport]):
    """Import the modules of a backup as drafts, and return the import; the earlier one of the same file.

    Raises ImportRefused with all problems; nothing is stored then.
    """

    audit = IMPORT_MODULE
    is_of_system = True

    archive: Path
    owner: Municipality | None = None
    as_copies: bool = False
    #: the objects that are created, for removal if something fails
    created: Created = field(default_factory=Created, init=False)

    def check(self, by: Person) -> None:
        if not (by.is_active and by.is_superuser):
            raise PermissionDenied

    def run(self) -> ModuleImport:
        """Run; packages are imported before the transaction, as their files are no part of one."""
        self.check_actor()
        with self.archive.open("rb") as stream, _opened(stream) as archive:
            plan = plan_import(archive, as_copies=self.as_copies)
            if plan.known is not None:
                return plan.known
            if plan.problems:
                raise ImportRefused(plan.problems)
            with self.created.removed_on_failure():
                self._import_packages(archive, plan)
                try:
                    with transaction.atomic():
                        change = self._import(archive, plan)
                        self.complete(change)
                except ValidationError as invalid:
                    raise ImportRefused(invalid.messages) from None
        return change.result

    def execute(self) -> Change[ModuleImport]:
        raise NotImplementedError("run does it, with the archive open")

    def _import_packages(self, archive: PackageArchive, plan: ImportPlan) -> None:
        for planned in plan.files["packages"]:
            with _unpacked(archive, planned) as stream:
                try:
                    package = ImportPackage(
                        archive=cast("Any", stream),
                        title=planned.title,
                        owner=self.owner,
                        existing=Package.objects.filter(owner=self.owner),
                        by=self.by,
                    ).run()
                    self.created.packages.append(package)
                except PackageAlreadyImported as known:
                    package = known.package
                except PackageRefused as refused:
                    raise ImportRefused([problem.message for problem in refused.problems]) from None
            self.created.keys[Package, planned.key] = package.pk

    def _import(self, archive: PackageArchive, plan: ImportPlan) -> Change[ModuleImport]:
        self._import_files(archive, plan)
        for theme in plan.themes:
            Theme.objects.get_or_create(slug=theme["slug"], defaults=theme)
        import_variables(plan.variables)
        pages = [page for module in plan.modules for page in self._import_module(module)]
        result = ModuleImport.objects.create(digest=plan.digest, modules=len(plan.modules))
        return Change(result, [LogEntry(page, {"digest": plan.digest}) for page in pages])

    def _import_files(self, archive: PackageArchive, plan: ImportPlan) -> None:
        makers: dict[str, tuple[type, Callable[[PlannedFile, File[bytes], Collection], Any]]] = {
            "images": (get_image_model(), _image),
            "documents": (get_document_model(), _document),
            "recordings": (Recording, _recording),
        }
        root = Collection.get_first_root_node()
        folder = folder_of(self.owner, root) if self.owner else root
        for kind, (model, make) in makers.items():
            for planned in plan.files[kind]:
                with _unpacked(archive, planned) as stream:
                    content: File[bytes] = File(stream, name=PurePosixPath(planned.path).name)
                    try:
                        made = make(planned, content, folder)
                    except UnreadableMaterial as unreadable:
                        raise ImportRefused(
                            [f"{planned.title}: {each}" for each in unreadable.problems]
                        ) from None
                self.created.files.append(made)
                self.created.keys[model, planned.key] = made.pk

    def _import_module(self, planned: PlannedModule) -> Iterator[ModulePage]:
        slug = free_module_slug(planned.slug)
        module = Module(slug=slug, owner=self.owner, valid_months=planned.valid_months)
        module.full_clean()
        module.save()
        key = None
        for each in planned.pages:
            page = self._import_page(each, module, key)
            key = page.translation_key
            yield page
        if self.owner is None:
            import_layers(module, planned.layers, self.created.keys)

    def _import_page(self, planned: PlannedPage, module: Module, key: Any) -> ModulePage:
        """Create a draft with the revisions of the page, of which the last is the one that is edited."""
        try:
            catalogue = catalogue_in(planned.language)
        except ModulePageMissing:
            sentence = _("This site has no catalogue in “%(language)s”.") % {"language": planned.language}
            raise ImportRefused([sentence]) from None
        page = ModulePage(live=False, module=module, locale=Locale.objects.get(pk=catalogue.locale_id))
        if key is not None:
            page.translation_key = key
        for number, state in enumerate(planned.revisions):
            self._apply(page, state, module)
            if number == 0:
                catalogue.add_child(instance=page)
            revision = page.save_revision(user=self.by, clean=False)
            if state.created_at is not None:
                type(revision).objects.filter(pk=revision.pk).update(created_at=state.created_at)
        page.save()
        return page

    def _apply(self, page: ModulePage, state: PageState, module: Module) -> None:
        for name, value in state.fields.items():
            setattr(page, name, value)
        page.slug = module.slug  # that of the backup may be taken
        block: Any = ModulePage._meta.get_field("steps").stream_block  # type: ignore[union-attr]  # a StreamField
        page.steps = block.to_python(with_new_keys(block, state.steps, self.created.keys))
        page.themes = list(Theme.objects.filter(slug__in=state.themes))


@contextmanager
def _opened(stream: IO[bytes]) -> Iterator[PackageArchive]:
    try:
        archive = PackageArchive(cast("Any", stream))
    except PackageRefused as refused:
        raise ImportRefused([problem.message for problem in refused.problems]) from None
    with archive:
        yield archive


@contextmanager
def _unpacked(archive: PackageArchive, planned: PlannedFile) -> Iterator[IO[bytes]]:
    """Yield a member as a seekable file."""
    with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as stream:
        with archive.open(planned.path) as reader:
            while chunk := reader.read(256 * 1024):
                stream.write(chunk)
        stream.seek(0)
        yield stream


def _extension(content: File[bytes], allowed: frozenset[str]) -> str:
    extension = PurePosixPath(content.name or "").suffix.lower().removeprefix(".")
    if extension not in allowed:
        raise ImportRefused([_("Files of the type “%(type)s” can't be imported.") % {"type": extension[:20]}])
    return extension


def _image(planned: PlannedFile, content: File[bytes], folder: Collection) -> Any:
    """Store a picture, which is encoded again (courses.media.pictures)."""
    _extension(content, PICTURE_EXTENSIONS)
    image = get_image_model()(
        title=planned.title, description=planned.description, file=content, collection=folder
    )
    image.save()
    return image


def _document(planned: PlannedFile, content: File[bytes], folder: Collection) -> Any:
    if _extension(content, DOCUMENT_EXTENSIONS) in {"vtt", "srt"}:
        file_readers.transcript(content)
        content.seek(0)
    document = get_document_model()(title=planned.title, file=content, collection=folder)
    document.file_size = content.size
    document.save()
    return document


def _recording(planned: PlannedFile, content: File[bytes], folder: Collection) -> Recording:
    """Store a film or sound and measure it, which refuses what is none."""
    recording = Recording.objects.create(title=planned.title, file=content, collection=folder, duration=0)
    try:
        return measure_recording(recording=recording)
    except UnreadableMaterial:
        recording.file.storage.delete(recording.file.name)
        raise
