"""Uses of documents, recordings and images by pages, module versions, banks and local layers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from wagtail.images.models import AbstractImage
from wagtail.models import Page, ReferenceIndex

from courses.banks.models import QuestionBank
from courses.banks.permissions import banks_viewable_by
from courses.files.in_layers import LayerWithFile, files_of_drafts, layers_with
from courses.layers.models import ModuleLayer
from courses.layers.permissions import municipalities_edited_by
from courses.models import LayerVersionFile, ModulePage, ModuleVersionFile, Recording, SeminarPage
from courses.models.media import StoredFile
from courses.modules.frozen_content import file_field_name, referenced_files, resolve_steps
from courses.modules.queries import modules_of_others
from people.api import Person


@dataclass
class FileUse:
    """A page that uses a file: as published, in its newest draft, or in its module's versions."""

    page: Page
    is_published: bool = False
    is_draft: bool = False
    versions: list[int] = field(default_factory=list)

    @property
    def is_current(self) -> bool:
        """Whether the page itself has the file, so that it can be replaced there."""
        return self.is_published or self.is_draft


@dataclass(frozen=True)
class LayerUse:
    """A local layer that uses a file, with the page of its module."""

    layer: ModuleLayer
    page: ModulePage
    #: whether its draft or its newest version has the file, so that it can be removed there
    is_current: bool


@dataclass(frozen=True)
class FileUses:
    """The uses of a file that a person may see, and the number of those on pages closed to them."""

    visible: tuple[FileUse, ...]
    hidden: int
    #: the question banks with a question about the picture
    banks: tuple[QuestionBank, ...] = ()
    #: the local layers of municipalities whose content the person edits
    layers: tuple[LayerUse, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.visible or self.hidden or self.banks or self.layers)

    @property
    def current(self) -> list[FileUse]:
        return [use for use in self.visible if use.is_current]

    @property
    def current_layers(self) -> list[LayerUse]:
        return [use for use in self.layers if use.is_current]


def uses_of(file: StoredFile) -> list[FileUse]:
    """Return the pages that use the file, by title."""
    uses: dict[int, FileUse] = {}
    for page, number, is_current in _versions_with(file):
        use = uses.setdefault(page.pk, FileUse(page))
        use.versions.append(number)
        use.is_published |= is_current
    for page in _published_candidates(file):
        if _refers_to(page, file):
            uses.setdefault(page.pk, FileUse(page)).is_published = True
    drafts = Page.objects.filter(Q(has_unpublished_changes=True) | Q(live=False))
    for page in drafts.specific():
        # The row of an unpublished page may refer to other files than its newest draft.
        states = [page.get_latest_revision_as_object(), *([] if page.live else [page])]
        if any(_refers_to(state, file) or _would_freeze(state, file) for state in states):
            uses.setdefault(page.pk, FileUse(page)).is_draft = True
    return sorted(uses.values(), key=lambda use: (use.page.title, use.page.pk))


def referenced_objects() -> set[tuple[type[Model], int]]:
    """Return the model and key of each object that a published page or a draft refers to.

    The files in drafts of local layers are among them.
    """
    models = {content_type.pk: content_type.model_class() for content_type in ContentType.objects.all()}
    return files_of_drafts() | {
        (model, int(key))
        for page in _current_states()
        for type_id, key, *_path in ReferenceIndex._extract_references_from_object(page)
        if (model := models.get(type_id)) is not None and str(key).isdecimal()
    }


def _current_states() -> Iterator[Page]:
    """Yield each published page, and the newest draft of each page that has one."""
    yield from Page.objects.live().exclude(depth=1).specific()
    for page in Page.objects.filter(Q(has_unpublished_changes=True) | Q(live=False)).specific():
        yield page.get_latest_revision_as_object()


def uses_seen_by(person: Person, file: StoredFile) -> FileUses:
    """Return the uses of the file that the person may read the titles of, and count the others."""
    uses = uses_of(file)
    closed = set(modules_of_others(person).values_list("pk", flat=True))
    visible = tuple(use for use in uses if use.page.pk not in closed)
    banks = banks_with(file)
    open_banks = tuple(bank for bank in banks_viewable_by(person) if bank in banks)
    layers = layers_with(file)
    open_layers = tuple(_layers_seen_by(person, layers))
    hidden = len(uses) - len(visible) + len(banks) - len(open_banks) + len(layers) - len(open_layers)
    return FileUses(visible, hidden, open_banks, open_layers)


def _layers_seen_by(person: Person, layers: Sequence[LayerWithFile]) -> Iterator[LayerUse]:
    own = municipalities_edited_by(person) if layers else []
    for one in layers:
        layer = one.layer
        pages = ModulePage.objects.filter(module=layer.module_id, locale__language_code=layer.language)
        if layer.municipality in own and (page := pages.first()) is not None:
            yield LayerUse(layer, page, one.is_current)


def banks_with(file: StoredFile) -> list[QuestionBank]:
    """Return the question banks with a question about the picture; no question has another file."""
    if not isinstance(file, AbstractImage):
        return []
    return [bank for bank in QuestionBank.objects.all() if _refers_to(bank, file)]


def is_published(file: StoredFile) -> bool:
    """Return whether a module version or a published page uses the file, so that it must not change."""
    used = {file_field_name(file): file}
    if ModuleVersionFile.objects.filter(**used).exists() or LayerVersionFile.objects.filter(**used).exists():
        return True
    return any(_refers_to(page, file) for page in _published_candidates(file))


def _versions_with(file: StoredFile) -> Iterator[tuple[Page, int, bool]]:
    """Yield the page and the number of each version, and whether it is the page's newest."""
    links = ModuleVersionFile.objects.filter(**{file_field_name(file): file}).select_related("module_version")
    versions = sorted((link.module_version for link in links), key=lambda version: version.number)
    pages: dict[tuple[int, str], list[ModulePage]] = defaultdict(list)
    candidates = ModulePage.objects.filter(module__in=[version.module_id for version in versions])
    for page in candidates.select_related("locale", "module"):
        pages[page.module_id, page.locale.language_code].append(page)
    for version in versions:
        newer = version.module.versions.filter(language=version.language, number__gt=version.number)
        for page in pages[version.module_id, version.language]:
            yield page, version.number, page.live and not newer.exists()


def _published_candidates(file: StoredFile) -> Iterator[Page]:
    """Yield published pages that may use the file; of modules those with it on their cover."""
    if isinstance(file, AbstractImage):
        yield from ModulePage.objects.live().filter(cover_picture=file.pk)
    yield from SeminarPage.objects.live().filter(_in_seminar(file)).distinct()
    others = Page.objects.live().not_type(ModulePage, SeminarPage).exclude(depth=1)
    yield from others.specific()


def _in_seminar(file: StoredFile) -> Q:
    if isinstance(file, AbstractImage):
        return Q(poster=file.pk)
    if isinstance(file, Recording):
        return Q(recording=file.pk) | Q(sound=file.pk)
    return Q(speakers__material__document=file.pk)


def _refers_to(page: Page | QuestionBank, file: StoredFile) -> bool:
    """Return whether a field, block, rich text or child object of the page refers to the file."""
    content_type = ContentType.objects.get_for_model(file).pk
    # The stored index has no drafts, and is updated by a task.
    references = ReferenceIndex._extract_references_from_object(page)
    return any((target[0], target[1]) == (content_type, str(file.pk)) for target in references)


def _would_freeze(page: Page, file: StoredFile) -> bool:
    """Return whether publishing the page would protect the image, as it does the picture of a film.

    What step types resolve is an image; `_refers_to` finds all other files.
    """
    if not isinstance(file, AbstractImage) or not isinstance(page, ModulePage):
        return False
    return (type(file), file.pk) in set(referenced_files(resolve_steps(page.steps.raw_data)))
