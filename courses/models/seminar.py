"""Page models of seminars and podcast episodes, with recording, transcript, speakers and material."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import Orderable, Page
from wagtailmedia.models import MediaType

from courses.covers.enums import Drawing
from courses.covers.widgets import DrawingSelect
from courses.enums import CaptionOrigin, SeminarKind
from courses.media.choosers import RecordingPanel
from courses.media.readers import UnreadableMaterial, file_readers
from courses.models.media import Recording
from courses.models.page_mixins import AsciiSlugMixin, ReaderLanguageMixin, SiteOriginMixin
from courses.models.theme import Theme
from courses.modules.draft_forms import DraftPageForm
from courses.seminars.fields import SecondsField
from courses.seminars.forms import SeminarPageForm
from courses.seminars.media_player import media_player_for
from courses.seminars.transcript import Transcript, clock


class SeminarIndexPage(SiteOriginMixin, AsciiSlugMixin, Page):
    """The list of seminars and podcast episodes in one language."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    base_form_class = DraftPageForm
    parent_page_types = ["courses.HomePage"]
    subpage_types = ["courses.SeminarPage"]

    class Meta:
        verbose_name = _("list of seminars")
        verbose_name_plural = _("lists of seminars")

    def episodes(self) -> models.QuerySet[SeminarPage]:
        """Return the published seminars and episodes, newest first, in this language or else in another."""
        lists = SeminarIndexPage.objects.live().filter(translation_key=self.translation_key)
        translations = SeminarPage.objects.live().filter(
            translation_key=OuterRef("translation_key"), locale=self.locale_id
        )
        below = Q()
        for path in lists.values_list("path", flat=True):
            below |= Q(path__startswith=path)
        published = (
            SeminarPage.objects.filter(below)
            .live()
            .public()
            .filter(Q(locale=self.locale_id) | ~Exists(translations))
            .select_related("recording", "sound", "poster", "locale")
        )
        return published.prefetch_related("speakers", "themes", "poster__renditions").order_by(
            "-held_on", "title"
        )

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add the seminars, filtered by `?kind=`."""
        context: dict[str, object] = super().get_context(request, *args, **kwargs)
        kind = request.GET.get("kind")
        episodes = self.episodes()
        if kind in SeminarKind.values:
            episodes = episodes.filter(kind=kind)
        return context | {"episodes": episodes, "kinds": SeminarKind.choices, "chosen_kind": kind}


class SeminarPage(ReaderLanguageMixin, SiteOriginMixin, AsciiSlugMixin, Page):
    """A seminar or a podcast episode, which has sound only.

    `transcript` holds the cues (`Transcript.to_json`); it is part of the page's revisions, so that a draft
    can correct it. `seconds` is the length of the recording.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=SeminarKind, default=SeminarKind.SEMINAR)
    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    held_on = models.DateField(_("held or published on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    themes = ParentalManyToManyField(
        Theme, related_name="seminar_pages", blank=True, verbose_name=_("themes")
    )
    recording = models.ForeignKey(
        Recording,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recording"),
        help_text=_("MP4 or WebM for a film, M4A or MP3 for sound alone."),
    )
    sound = models.ForeignKey(
        Recording,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sound alone"),
        help_text=_("For those who want to listen: a smaller file than the film."),
    )
    poster = models.ForeignKey(
        get_image_model_string(),
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    drawing = models.CharField(_("drawing"), max_length=20, choices=Drawing, blank=True)
    seconds = SecondsField(
        _("length"), null=True, blank=True, help_text=_("Measured when a recording is chosen.")
    )
    transcript = models.JSONField(default=list, blank=True)
    caption_origin = models.CharField(
        _("how the captions were made"), max_length=20, choices=CaptionOrigin, default=CaptionOrigin.AUTOMATIC
    )
    has_synthetic_voice = models.BooleanField(_("the voices are synthetic"), default=False)

    #: the themes, if they were read together with other pages
    loaded_themes: list[Theme] | None = None
    #: the problems of a transcript that was uploaded with a draft and not saved
    unsaved_transcript_problems: Sequence[str] = ()

    base_form_class = SeminarPageForm
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("introduction"),
                FieldPanel("held_on"),
                FieldPanel("place"),
                FieldPanel("themes"),
            ],
            heading=_("About the occasion"),
        ),
        MultiFieldPanel(
            [
                RecordingPanel("recording"),
                RecordingPanel("sound", media_type=MediaType.AUDIO),
                FieldPanel("poster"),
                FieldPanel("seconds"),
                FieldPanel("has_synthetic_voice"),
            ],
            heading=_("Recording"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "drawing",
                    widget=DrawingSelect,
                    help_text=_("Shown in lists. Without a choice it is the picture of the recording."),
                )
            ],
            heading=_("Cover"),
        ),
        MultiFieldPanel(
            [FieldPanel("transcript_file"), FieldPanel("caption_origin")],
            heading=_("Captions and transcript"),
        ),
        InlinePanel("programme", label=_("Programme item"), heading=_("Programme")),
        InlinePanel("speakers", label=_("Speaker"), heading=_("Speakers and their material")),
    ]
    parent_page_types = ["courses.SeminarIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("seminar")
        verbose_name_plural = _("seminars")

    @cached_property
    def parsed_transcript(self) -> Transcript:
        """The transcript as a `Transcript`."""
        return Transcript.from_json(self.transcript)

    @property
    def cover_picture(self) -> AbstractImage | None:
        """The picture of the recording, unless a drawing was chosen."""
        return None if self.drawing else self.poster

    @property
    def length_seconds(self) -> int:
        """The recording's length in seconds; the end of the transcript if it has not been measured."""
        return self.seconds or int(self.parsed_transcript.seconds)

    @property
    def length_minutes(self) -> int:
        """The recording's length in whole minutes, at least 1; 0 if unknown."""
        return max(1, round(self.length_seconds / 60)) if self.length_seconds else 0

    @property
    def is_sound_alone(self) -> bool:
        """Whether there is no film: a podcast episode, or a seminar recorded as sound."""
        media = self.recording or self.sound
        return media is not None and media.is_sound

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add the media player: `?t=724` is the start in seconds, `?ljud` selects the sound."""
        context: dict[str, object] = super().get_context(request, *args, **kwargs)
        return context | {"player": media_player_for(self, request.GET)}


class SeminarProgrammeItem(Orderable):
    """A programme item, and its start in the recording."""

    page = ParentalKey(SeminarPage, on_delete=models.CASCADE, related_name="programme")
    title = models.CharField(_("title"), max_length=160)
    starts_at = models.TimeField(_("time of day"), null=True, blank=True)
    at_seconds = SecondsField(
        _("time in the recording"),
        null=True,
        blank=True,
        help_text=_("Where this begins, in minutes and seconds: 12:04."),
    )

    panels = [FieldPanel("title"), FieldPanel("starts_at"), FieldPanel("at_seconds")]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return self.title

    @property
    def clock(self) -> str:
        """The start in the recording, as 12:04."""
        return "" if self.at_seconds is None else clock(self.at_seconds)


class SeminarSpeaker(Orderable, ClusterableModel):
    """A speaker and their material."""

    page = ParentalKey(SeminarPage, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("title and workplace"), max_length=160, blank=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("role"),
        InlinePanel("material", label=_("PDF"), heading=_("Material")),
    ]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class SeminarMaterial(Orderable):
    """A PDF of a speaker. Its text is read when it is saved, for search: one string a page."""

    speaker = ParentalKey(SeminarSpeaker, on_delete=models.CASCADE, related_name="material")
    title = models.CharField(_("title"), max_length=160)
    document = models.ForeignKey(
        get_document_model_string(), models.PROTECT, related_name="+", verbose_name=_("PDF")
    )
    page_texts = models.JSONField(default=list, editable=False)
    read_from = models.CharField(max_length=40, blank=True, editable=False)

    panels = [FieldPanel("title"), FieldPanel("document")]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return self.title

    @property
    def page_count(self) -> int:
        return len(self.page_texts)

    def clean(self) -> None:
        """Raise ValidationError for a document whose text can't be read."""
        super().clean()
        if self.document_id:
            try:
                self.read()
            except UnreadableMaterial as unreadable:
                raise ValidationError({"document": unreadable.problems}) from unreadable

    def read(self) -> None:
        """Read the document's text, unless it is unchanged. Raises UnreadableMaterial."""
        digest = self.document.get_file_hash()
        if digest == self.read_from:
            return
        with self.document.open_file() as file:
            self.page_texts = list(file_readers.document(file).pages)
        self.read_from = digest

    def save(self, *args: object, **kwargs: object) -> None:
        """Save with the current text of the document. Raises UnreadableMaterial."""
        self.read()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
