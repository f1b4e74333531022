"""Page models: start page, catalogue, modules and information pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageManager, Revision, Workflow
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import TranslatableField

from courses.advice.panel import AdvicePanel
from courses.covers.enums import Drawing
from courses.covers.widgets import DrawingSelect
from courses.editing.preview_answers import answered_questions
from courses.editing.tools_panel import ToolsPanel
from courses.models.module import Module, ModuleRules
from courses.models.page_mixins import (
    AsciiSlugMixin,
    OwnRulesMixin,
    ReaderLanguageMixin,
    RegisteredContextMixin,
    paths_in_all_languages,
)
from courses.models.querysets import ModulePageQuerySet
from courses.models.seminar import SeminarPage
from courses.models.theme import Theme
from courses.modules.draft_forms import DraftPageForm
from courses.modules.forms import ModulePageForm
from courses.modules.publish_checks import run_publish_checks
from courses.permissions import ModuleIndexPermissionTester, ModulePagePermissionTester, has_approvers
from courses.review.dates import ReviewDatesMixin
from courses.signals import module_page_saving, publishing_refused
from courses.steps.stored import StoredStep, read_stream
from courses.steps.stream import StepsField
from people.api import Person

#: the name of the preview of all steps
STEPS_PREVIEW = "steps"


class HomePage(OwnRulesMixin, AsciiSlugMixin, Page):
    """The start page of one language. Higher packages add to it by slots."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    base_form_class = DraftPageForm
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.ModuleIndexPage", "courses.SeminarIndexPage", "courses.InformationPage"]
    max_count_per_parent = 2

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Return the page at the path; that of the catalogue or a module by one query.

        Wagtail would run two queries for each level. A module or a seminar is found in the tree of any
        language, and shown in the language of the interface: that of this start page.
        """
        suffix = "".join(f"{component}/" for component in path_components)
        page: Page | None = None
        if len(path_components) == 1:
            page = ModuleIndexPage.objects.live().filter(url_path=f"{self.url_path}{suffix}").first()
        elif len(path_components) == 2:
            page = ModulePage.objects.live().first_at(paths_in_all_languages(self.url_path, suffix))
        if page:
            return RouteResult(page)
        try:
            return super().route(request, path_components)
        except Http404:
            if seminar := _first_seminar_at(paths_in_all_languages(self.url_path, suffix)):
                return RouteResult(seminar)
            raise


def _first_seminar_at(url_paths: Sequence[str]) -> SeminarPage | None:
    """Return the published seminar at the first of the paths that has one. One query."""
    pages = SeminarPage.objects.live().filter(url_path__in=url_paths)
    return min(pages, key=lambda page: url_paths.index(page.url_path), default=None)


class ModuleIndexPage(RegisteredContextMixin, OwnRulesMixin, AsciiSlugMixin, Page):
    """The catalogue of modules in one language."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    base_form_class = DraftPageForm
    parent_page_types = ["courses.HomePage"]
    subpage_types = ["courses.ModulePage"]

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def permissions_for_user(self, user: Person) -> ModuleIndexPermissionTester:
        return ModuleIndexPermissionTester(user, self)


class ModulePage(
    RegisteredContextMixin, ReviewDatesMixin, ReaderLanguageMixin, OwnRulesMixin, AsciiSlugMixin, Page
):
    """A module in one language. Its identity, shared by the languages, is `module`."""

    module = models.ForeignKey(Module, models.PROTECT, related_name="pages", verbose_name=_("module"))
    introduction = models.TextField(_("introduction"), max_length=600)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True)  # null: a draft
    aims = RichTextField(_("what you learn"), features=["ul", "bold", "italic"])
    audience = models.CharField(_("for whom"), max_length=200)
    themes = ParentalManyToManyField(Theme, related_name="module_pages", verbose_name=_("themes"))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    review_by = models.DateField(_("to be reviewed by"), null=True, blank=True)
    drawing = models.CharField(_("drawing"), max_length=20, choices=Drawing, blank=True)
    cover_picture = models.ForeignKey(
        get_image_model_string(),
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture instead of a drawing"),
    )
    steps = StepsField(verbose_name=_("steps"))

    objects = PageManager.from_queryset(ModulePageQuerySet)()
    #: owner and validity from the editor's form, written to the module when the page is saved
    unsaved_rules: ModuleRules | None = None
    #: the themes, if they were read in the same query as the page
    loaded_themes: list[Theme] | None = None

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction", help_text=_("Two or three sentences: what it is about and why it helps.")),
        ToolsPanel(heading=_("Tools")),
        FieldPanel("steps", help_text=_("What the learner goes through, in this order. One is enough.")),
        MultiFieldPanel(
            [
                FieldPanel("minutes", help_text=_("As long as it takes someone who reads slowly.")),
                FieldPanel("aims", help_text=_("Write what one can do afterwards, as a short list.")),
                FieldPanel("audience", help_text=_("For example: assistant nurses in home care.")),
                FieldPanel("themes", widget=CheckboxSelectMultiple, required_on_save=False),
            ],
            heading=_("About the module"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("module_owner"),
                FieldPanel("valid_months"),
                FieldPanel("responsible", help_text=_("Who answers for the facts and gets the questions.")),
                FieldPanel("reviewed_on", help_text=_("Look it through once a year and change this date.")),
                FieldPanel("review_by", help_text=_("Leave empty for a year after the last review.")),
            ],
            heading=_("Responsibility"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("drawing", widget=DrawingSelect),
                FieldPanel(
                    "cover_picture",
                    help_text=_(
                        "Mark what is important in the picture, and it is kept in view when cropped."
                    ),
                ),
            ],
            heading=_("Cover"),
        ),
        AdvicePanel(heading=_("Advice")),
    ]
    base_form_class = ModulePageForm
    #: what wagtail-localize translates; courses.languages decides about the other fields
    translatable_fields = [
        TranslatableField(name)
        for name in ("title", "introduction", "steps", "aims", "audience", "seo_title", "search_description")
    ]
    parent_page_types = ["courses.ModuleIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("module page")
        verbose_name_plural = _("module pages")

    def permissions_for_user(self, user: Person) -> ModulePagePermissionTester:
        return ModulePagePermissionTester(user, self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the page with its module: a copy gets a module of its own, a published page keeps its own.

        Raise ModuleIsFixed if the module of a page that has been published would change.
        """
        module_page_saving.send(sender=ModulePage, page=self)
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> ModulePage:
        """Return the page with the content of a revision, but with its present module and a later review.

        A copied page's revisions come from the original and contain the original's module.
        """
        page: ModulePage = super().with_content_json(content)
        page.module_id = self.module_id
        page.keep_later_review(self)
        return page

    def publish(self, revision: Revision, user: Person | None = None, *args: Any, **kwargs: Any) -> None:
        """Publish the revision or schedule it, unless a registered check refuses it: it stays a draft then.

        Views run the checks first and show the reasons; scheduled publishing has no user to show them to.
        """
        if reasons := run_publish_checks(revision.as_object()):
            publishing_refused.send(sender=ModulePage, page=self, revision=revision, reasons=reasons, by=user)
        else:
            super().publish(revision, user, *args, **kwargs)

    def get_workflow(self) -> Workflow | None:
        """Return the workflow of modules if the owner has somebody to approve them, else None."""
        if not self.module_id or not has_approvers(self.module.owner_id):
            return None
        of_modules = Workflow.objects.active().filter(workflow_tasks__task__roleapprovaltask__isnull=False)
        return of_modules.order_by("pk").first()

    @property
    def has_workflow(self) -> bool:
        return self.get_workflow() is not None

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """All steps one below the other, by default, and the page from which a learner starts."""
        return [(STEPS_PREVIEW, _("The steps, as the learner sees them")), ("", _("The module's page"))]

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Answer with a preview; answers to its questions are in the address and recorded nowhere."""
        answers = original_request.GET if original_request else QueryDict()
        attrs = {**(extra_request_attrs or {}), "preview_answers": answers}
        response: HttpResponse = super().make_preview_request(original_request, preview_mode, attrs)
        return response

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        if mode_name == STEPS_PREVIEW:
            return "courses/module_steps_preview.html"
        template: str = super().get_preview_template(request, mode_name)
        return template

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        themes = self.loaded_themes if self.loaded_themes is not None else list(self.themes.all())
        answers = getattr(request, "preview_answers", None)
        questions = answered_questions(self.steps, answers) if answers else {}
        # The preview of a municipality's layer shows the municipality's values.
        layer = getattr(request, "layer_preview", None)
        return {**context, "themes": themes, "questions": questions, "layer": layer}

    @property
    def stored_steps(self) -> tuple[StoredStep, ...]:
        """The steps, read without loading their objects."""
        return read_stream(self.steps.raw_data)

    @property
    def has_been_published(self) -> bool:
        return self.live or self.first_published_at is not None


class InformationPage(OwnRulesMixin, AsciiSlugMixin, Page):
    """A page of text, such as accessibility statement, privacy and help. Public.

    One with declarations (models/declarations.py) is an accessibility statement.
    """

    body = RichTextField(_("text"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("body"),
        InlinePanel(
            "declarations",
            heading=_("Accessibility statement"),
            label=_("responsible body"),
            help_text=_("Only on the page about accessibility: one for each body that answers for content."),
        ),
    ]
    base_form_class = DraftPageForm
    parent_page_types = ["courses.HomePage"]
    subpage_types: list[str] = []
    is_public = True

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")
