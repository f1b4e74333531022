"""The list of modules in the Wagtail admin: owner, age, use and needs of attention."""

from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.forms import RadioSelect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django_filters.filters import CharFilter, ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from content_import.module_list.attention import Attention, attention_by_page
from courses.api import ModulePage, ModulePageQuerySet, ModuleVersion, modules_of_others
from lms.attempts.api import Attempt
from lms.records.api import Completion
from people.api import Municipality, Person


def modules_listed_for(person: Person) -> ModulePageQuerySet:
    """Return the module pages that the person may see in the admin, published or not."""
    others = modules_of_others(person).values("pk")
    pages: ModulePageQuerySet = ModulePage.objects.exclude(pk__in=others)
    return pages


def with_use(pages: QuerySet[ModulePage]) -> QuerySet[ModulePage]:
    """Add each page's newest `version` and how many `learners` have begun or completed its module."""
    versions = ModuleVersion.objects.filter(
        module=OuterRef("module"), language=OuterRef("locale__language_code")
    )
    completions = Completion.objects.filter(module=OuterRef("module"))
    has_completed = Completion.objects.filter(module=OuterRef("module"), person=OuterRef("person"))
    unfinished = Attempt.objects.filter(~Exists(has_completed), module=OuterRef("module"))
    return pages.annotate(
        version=Subquery(versions.order_by("-number").values("number")[:1]),
        learners=_people(completions) + _people(unfinished),
    )


def _people(records: QuerySet[Any]) -> Coalesce:
    count = (
        records.order_by().values("module").annotate(people=Count("person", distinct=True)).values("people")
    )
    return Coalesce(Subquery(count), Value(0), output_field=IntegerField())


def municipalities_of(request: Any) -> QuerySet[Municipality]:
    """Return the owners of the listed modules."""
    owners = modules_listed_for(request.user).values("module__owner")
    return Municipality.objects.filter(pk__in=owners)


class ModuleFilterSet(WagtailFilterSet):
    """Narrows the list by title, need and owner."""

    title = CharFilter(method="filter_title", label=_("Title"))
    attention = ChoiceFilter(
        method="filter_attention",
        label=_("Needs attention"),
        choices=Attention.choices,
        empty_label=_("All modules"),
        widget=RadioSelect,
    )
    owner = ModelChoiceFilter(
        field_name="module__owner",
        label=_("Whose it is"),
        queryset=municipalities_of,
        empty_label=_("All"),
    )

    class Meta:
        model = ModulePage
        fields: list[str] = []

    def filter_title(self, pages: QuerySet[ModulePage], name: str, value: str) -> QuerySet[ModulePage]:
        """Keep pages with every word in their title; SQLite ignores case of a to z only."""
        words = value.casefold().split()
        titles = modules_listed_for(self.request.user).values_list("pk", "title")
        return pages.filter(pk__in=[pk for pk, title in titles if all(w in title.casefold() for w in words)])

    def filter_attention(self, pages: QuerySet[ModulePage], name: str, value: str) -> QuerySet[ModulePage]:
        needs = attention_by_page(modules_listed_for(self.request.user), timezone.localdate())
        return pages.filter(pk__in=[pk for pk, of_page in needs.items() if value in of_page])


class ModuleListView(IndexView):
    """The list of modules."""

    base_filterset_class = ModuleFilterSet
    page_title = _("Modules")
    is_searchable = False  # a search could not be sorted by version or learners; the filter has titles
    default_ordering = "title"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
            Column("owner", label=_("Whose"), accessor=_owner_name, sort_key="module__owner__name"),
            Column(
                "responsible",
                label=_("Responsible"),
                accessor=_responsible,
                sort_key="responsible__last_name",
            ),
            Column("reviewed_on", label=_("Last reviewed"), accessor=_reviewed_on, sort_key="reviewed_on"),
            Column("version", label=_("Version"), accessor=_version, sort_key="version"),
            Column("learners", label=_("Learners"), sort_key="learners"),
            Column("attention", label=_("Needs attention"), accessor=self._needs_of),
            PageStatusColumn("status", label=_("Status"), sort_key="live"),
        ]

    def annotate_queryset(self, pages: Any) -> Any:
        """Add the data of the columns. The pages are of one type, so no second query per page is needed."""
        pages = pages.select_related("module__owner", "responsible", "locale", "content_type")
        pages = pages.defer_streamfields().prefetch_related("sites_rooted_here").prefetch_workflow_states()
        pages = pages.annotate_has_untranslated_locale().annotate_site_root_state()
        return with_use(pages.annotate_approved_schedule())

    @cached_property
    def needs(self) -> dict[int, list[Attention]]:
        return attention_by_page(modules_listed_for(self.request.user), timezone.localdate())

    def _needs_of(self, page: ModulePage) -> str:
        return " · ".join(str(need.label) for need in self.needs.get(page.pk, ()))


def _responsible(page: ModulePage) -> str:
    return str(page.responsible or "")


def _version(page: ModulePage) -> str:
    return str(getattr(page, "version", None) or "")


def _reviewed_on(page: ModulePage) -> str:
    return date_format(page.reviewed_on, "DATE_FORMAT") if page.reviewed_on else ""


def _owner_name(page: ModulePage) -> str:
    return str(page.module.owner or _("Shared by all"))


class ModuleListViewSet(PageListingViewSet):
    """The viewset of the list, with its item in the admin's menu."""

    model = ModulePage
    index_view_class = ModuleListView
    columns = PageListingViewSet.UNDEFINED  # the view's own
    icon = "list-ul"
    menu_label = _("Modules")
    menu_order = 210
    add_to_admin_menu = True
    filterset_class = ModuleFilterSet


module_list_viewset = ModuleListViewSet("modules")
