"""Access of municipalities' trainers to the objects in URLs of the Wagtail admin.

An object is closed unless a rule opens it: arguments, models and keys without a rule are closed.
"""

from collections.abc import Callable, Iterable

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import ResolverMatch
from django.utils import timezone
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from courses.media.folders import folders_closed_to
from courses.models import GlossaryTerm, Package, QuestionBank, Recording
from courses.modules.queries import modules_of_others
from courses.permissions import owned_by_editor, owned_by_trainer
from infrastructure.db.api import key_in
from people.api import Person

PAGE, COLLECTION = "wagtailcore.page", "wagtailcore.collection"
DOCUMENT, IMAGE, RECORDING = "wagtaildocs.document", "wagtailimages.image", "courses.recording"
BULK_ACTION = "wagtail_bulk_action"
CHOSEN_PAGES = "wagtailadmin_choose_page_chosen_multiple"
ALL_IN_LISTING = "all"

#: the models of the keys in arguments, in all parts of the admin
ARGUMENT_MODELS = {
    "page_id": PAGE,
    "parent_page_id": PAGE,
    "page_to_move_id": PAGE,
    "destination_id": PAGE,
    "page": PAGE,
    "document_id": DOCUMENT,
    "doc_id": DOCUMENT,
    "image_id": IMAGE,
    "media_id": RECORDING,
    "collection_id": COLLECTION,
}
#: the models of the key in the argument `pk`, by the part of the admin
NAMESPACE_MODELS = {
    "wagtailadmin_pages": PAGE,
    "wagtailadmin_collections": COLLECTION,
    "wagtaildocs": DOCUMENT,
    "wagtaildocs_chooser": DOCUMENT,
    "wagtailimages": IMAGE,
    "wagtailimages_chooser": IMAGE,
}
SNIPPET_NAMESPACES = ("wagtailsnippets_", "wagtailsnippetchoosers_")
#: arguments without a key, or with the key of an object whose own view checks permissions
OTHER_ARGUMENTS = frozenset(
    {
        *("app_label", "app_name", "model_name", "content_type_app_name", "content_type_model_name"),
        *("action", "action_name", "filter_spec", "media_type", "rest", "uidb64", "token"),
        "module_template",
        *("revision_id", "revision_id_a", "revision_id_b", "report"),  # found among those of the object
        *("task_id", "task_state_id", "workflow_state_id", "session_id", "uploaded_file_id"),
        *("attempt", "entry"),  # lms.history has its own permission
        "h5p_type",  # the name of an installed type
        "question_import",  # the views of content_import.questions find those of the person alone
        *("municipality", "step_id", "place"),  # courses.layers has its own permission
        *("material", "material_file"),  # each sees their own imports only
        "export_id",  # found among those of the page's module
    }
)
#: models without an owner; Wagtail's permissions apply
SHARED_MODELS = frozenset({"courses.theme", "search.synonym"})


def is_closed(person: Person, match: ResolverMatch, request: HttpRequest) -> bool:
    """Return whether the URL has an object that is closed to the person, or that no rule covers."""
    keys_by_model: dict[str, list[str]] = {}
    for argument, value in match.kwargs.items():
        if argument in OTHER_ARGUMENTS:
            continue
        label = _model_of(argument, match)
        if label is None:
            return True
        keys_by_model.setdefault(label, []).append(str(value))
    selected = request.GET.getlist("id")
    if selected and (label := _selected_model(match)):
        if match.view_name == BULK_ACTION and ALL_IN_LISTING in selected:
            selected = _expand_all(person, label, match, request)
        keys_by_model.setdefault(label, []).extend(selected)
    return any(not _all_open(person, label, keys) for label, keys in keys_by_model.items())


def _model_of(argument: str, match: ResolverMatch) -> str | None:
    if argument in ARGUMENT_MODELS:
        return ARGUMENT_MODELS[argument]
    if "app_label" in match.kwargs and argument in {"pk", "object_id"}:
        return f"{match.kwargs['app_label']}.{match.kwargs['model_name']}".lower()
    return _namespace_model(match) if argument == "pk" else None


def _namespace_model(match: ResolverMatch) -> str | None:
    for prefix in SNIPPET_NAMESPACES:
        if match.namespace.startswith(prefix):
            return match.namespace.removeprefix(prefix).replace("_", ".", 1)
    return NAMESPACE_MODELS.get(match.namespace)


def _selected_model(match: ResolverMatch) -> str | None:
    if match.view_name == BULK_ACTION:
        return f"{match.kwargs['app_label']}.{match.kwargs['model_name']}".lower()
    if match.view_name == CHOSEN_PAGES:
        return PAGE
    return _namespace_model(match) if match.url_name == "chosen_multiple" else None


def _all_open(person: Person, label: str, keys: Iterable[str]) -> bool:
    numbers = {key_in(key) for key in keys} - {0}
    if len(numbers) != len(set(keys)):
        return False
    objects = open_objects(person, label)
    return objects is not None and objects.filter(pk__in=numbers).count() == len(numbers)


def open_objects(person: Person, label: str) -> QuerySet | None:
    """Return the objects of the model that the person may see, or None without a rule."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    if label in SHARED_MODELS:
        return model._default_manager.all()
    for base, rule in _RULES.items():
        if issubclass(model, base()):
            return rule(person, model)
    return None


def _open_pages(person: Person, model: type[Model]) -> QuerySet:
    return model._default_manager.exclude(pk__in=modules_of_others(person).values("pk"))


def _open_files(person: Person, model: type[Model]) -> QuerySet:
    return model._default_manager.exclude(collection__in=folders_closed_to(person, timezone.localdate()))


def _open_folders(person: Person, model: type[Model]) -> QuerySet:
    closed = folders_closed_to(person, timezone.localdate())
    return model._default_manager.exclude(pk__in=closed.values("pk"))


def _open_owned(person: Person, model: type[Model]) -> QuerySet:
    return model._default_manager.filter(Q(owner__isnull=True) | owned_by_editor(person))


def _open_words(person: Person, model: type[Model]) -> QuerySet:
    return model._default_manager.filter(owned_by_trainer(person))


_RULES: dict[Callable[[], type[Model]], Callable[[Person, type[Model]], QuerySet]] = {
    lambda: Page: _open_pages,
    get_document_model: _open_files,
    get_image_model: _open_files,
    lambda: Recording: _open_files,
    lambda: Collection: _open_folders,
    lambda: Package: _open_owned,
    lambda: QuestionBank: _open_owned,
    lambda: GlossaryTerm: _open_words,
}


def _expand_all(person: Person, label: str, match: ResolverMatch, request: HttpRequest) -> list[str]:
    """Replace "all" in the request by the keys of the listing's open objects, and return them.

    Wagtail takes "all" as every object of the listing, whoever owns it.
    """
    objects = open_objects(person, label)
    action = bulk_action_registry.get_bulk_action_class(*label.split("."), match.kwargs["action"])
    if objects is None or action is None:
        return [ALL_IN_LISTING]
    listed = action(request, objects.model).get_all_objects_in_listing_query(request.GET.get("childOf"))
    keys = [str(key) for key in objects.filter(pk__in=list(listed)).values_list("pk", flat=True)]
    query = request.GET.copy()
    query.setlist("id", keys)
    request.GET = query  # type: ignore[assignment]  # Django's views read what the request holds
    return keys
