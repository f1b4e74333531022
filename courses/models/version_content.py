"""The frozen content of module versions: steps, and the files that they use."""

from django.db import models
from django.db.models import Q
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string

from courses.models.media import Recording
from courses.models.module import ModuleVersion
from courses.steps.stored import StoredStep, read_stream
from infrastructure.db.api import UnindexedModel


class ModuleVersionContent(UnindexedModel):
    """The steps of a module version as its page's stream stores them, with what their step types add.

    It is a table of its own, since only the page of a step reads it.
    """

    module_version = models.OneToOneField(
        ModuleVersion, models.CASCADE, primary_key=True, related_name="content"
    )
    steps = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.module_version_id)

    @property
    def stored_steps(self) -> tuple[StoredStep, ...]:
        return read_stream(self.steps)


class ModuleVersionFile(UnindexedModel):
    """A document, recording or image of a module version, which protects it from deletion.

    `sha256` is the digest of the file when the version was frozen; empty if the file was missing.
    """

    module_version = models.ForeignKey(ModuleVersion, models.CASCADE, related_name="files")
    document = models.ForeignKey(
        get_document_model_string(), models.PROTECT, null=True, blank=True, related_name="+"
    )
    recording = models.ForeignKey(Recording, models.PROTECT, null=True, blank=True, related_name="+")
    image = models.ForeignKey(
        get_image_model_string(), models.PROTECT, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["module_version", "document"], name="module_version_document_once"
            ),
            models.UniqueConstraint(
                fields=["module_version", "recording"], name="module_version_recording_once"
            ),
            models.UniqueConstraint(fields=["module_version", "image"], name="module_version_image_once"),
            models.CheckConstraint(
                condition=Q(document__isnull=False, recording__isnull=True, image__isnull=True)
                | Q(document__isnull=True, recording__isnull=False, image__isnull=True)
                | Q(document__isnull=True, recording__isnull=True, image__isnull=False),
                name="module_version_file_is_one",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
