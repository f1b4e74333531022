"""Local layers on shared modules, their published versions, and values that municipalities fill in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string
from wagtail.snippets.models import register_snippet

from courses.layers.operations import Operation, is_script, read_operations
from courses.models.media import Recording
from courses.models.module import Module, ModuleVersion
from courses.steps.stored import StoredStep, read_outline
from infrastructure.db.api import UnindexedModel
from people.api import Municipality


class ModuleLayer(UnindexedModel):
    """What a municipality changes in a shared module, in one language: the draft of its operations."""

    module = models.ForeignKey(Module, models.PROTECT, related_name="layers")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="layers")
    language = models.CharField(max_length=12)
    operations = models.JSONField(default=list)
    #: whether the draft differs from the newest layer version
    has_changes = models.BooleanField(default=False)
    #: since when operations in force have to be decided on, because the core has changed; None for none
    pending_since = models.DateTimeField(null=True, blank=True)
    #: when its trainers were reminded of that
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["module", "municipality", "language"], name="module_layer_once")
        ]
        ordering = ["module", "municipality", "language"]
        verbose_name = _("local layer")
        verbose_name_plural = _("local layers")

    def __str__(self) -> str:
        return f"{self.module} ({self.municipality}, {self.language})"

    @property
    def stored_operations(self) -> tuple[Operation, ...]:
        return read_operations(self.operations)


class ImportedBase(UnindexedModel):
    """The steps of another installation's module version that operations of an imported layer are based on.

    Operations refer to it by its negative key. Of steps that no operation is about it has the ids alone.
    """

    layer = models.ForeignKey(ModuleLayer, models.CASCADE, related_name="imported_bases")
    steps = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.pk)


class LayerVersion(UnindexedModel):
    """A layer merged with one module version, frozen: what attempts are pinned to beside that version.

    `steps` is as in `ModuleVersion`, of all steps that learners see. Local ones have ids of their own or, in
    the place of a step of the core, its id.
    """

    layer = models.ForeignKey(ModuleLayer, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    base = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="layer_versions")
    steps = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["layer", "number"], name="layer_version_number_once")]
        ordering = ["layer", "number"]

    def __str__(self) -> str:
        return f"{self.layer_id} ({self.number})"

    @property
    def stored_steps(self) -> tuple[StoredStep, ...]:
        """The steps without their content."""
        return read_outline(self.steps)


class LayerVersionContent(UnindexedModel):
    """The operations of a layer version, and the resolved steps that differ from the core's, by id.

    It is a table of its own, since only the page of a step reads it.
    """

    layer_version = models.OneToOneField(
        LayerVersion, models.CASCADE, primary_key=True, related_name="content"
    )
    operations = models.JSONField(default=list)
    steps = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.layer_version_id)

    @property
    def stored_operations(self) -> tuple[Operation, ...]:
        return read_operations(self.operations)


class LayerVersionFile(UnindexedModel):
    """A document, recording or image of a layer version, which protects it from deletion."""

    layer_version = models.ForeignKey(LayerVersion, models.CASCADE, related_name="files")
    document = models.ForeignKey(
        get_document_model_string(), models.PROTECT, null=True, blank=True, related_name="+"
    )
    recording = models.ForeignKey(Recording, models.PROTECT, null=True, blank=True, related_name="+")
    image = models.ForeignKey(
        get_image_model_string(), models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, recording__isnull=True, image__isnull=True)
                | Q(document__isnull=True, recording__isnull=False, image__isnull=True)
                | Q(document__isnull=True, recording__isnull=True, image__isnull=False),
                name="layer_version_file_is_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


def refuse_script(text: str) -> None:
    """Raise ValidationError for a value that would run as a script where it is the address of a link."""
    if is_script(text):
        raise ValidationError(_("Write a number, a name or a web address that begins with https://."))


@register_snippet
class LocalVariable(models.Model):
    """A word or number that differs by municipality, written `{{ kommun.<key> }}` in texts of modules."""

    key = models.CharField(
        _("name in texts"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", _("Use a–z, 0–9 and _, beginning with a letter."))],
        help_text=_("For example journummer, which is written {{ kommun.journummer }} in a text."),
    )
    label = models.CharField(_("what it is"), max_length=120, help_text=_("For those who fill it in."))
    text_sv = models.CharField(
        _("text in Swedish where no value is filled in"),
        max_length=200,
        help_text=_("For example: numret på anslaget hos er."),
    )
    text_en = models.CharField(_("text in English where no value is filled in"), max_length=200)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["label"]
        verbose_name = _("local value")
        verbose_name_plural = _("local values")

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Check the texts like the values of municipalities. Raises ValidationError at their fields."""
        errors = {}
        for name in ("text_sv", "text_en"):
            try:
                refuse_script(getattr(self, name) or "")
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)

    def text_in(self, language: str | None) -> str:
        """Return the text where no value is filled in."""
        return self.text_en if (language or get_language()) == "en" else self.text_sv


class LocalValue(UnindexedModel):
    """A municipality's value of a variable, as plain text."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="local_values")
    variable = models.ForeignKey(LocalVariable, models.CASCADE, related_name="values")
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "variable"], name="local_value_once")]

    def __str__(self) -> str:
        return self.text
