"""The step type of imported packages."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.enums import PackageStatus
from courses.steps.types import SearchText, StepBlock, register_step_type
from scorm.api import Manifest


@register_step_type
class PackageStep(StepBlock):
    """A step of an imported package."""

    kind = "package"
    outline_label = _("Exercises")
    outline_icon = "layers"
    not_done = _("You have not opened “%(step)s”.")
    weight = 4
    needs_runtime = True

    package = SnippetChooserBlock("courses.Package", label=_("Package"))

    def clean(self, value: StructValue) -> StructValue:
        """Refuse packages that are still being imported; not in drafts."""
        cleaned = super().clean(value)
        package = cleaned["package"]
        is_unfinished = package is not None and package.status != PackageStatus.READY
        if is_unfinished and not self.is_deferred_validation:
            error = ValidationError(
                _("This package is not ready to be used. Wait for its import to finish, or choose another.")
            )
            raise StructBlockValidationError(block_errors={"package": error})
        return cleaned

    def search_text(self, value: StructValue) -> str:
        """Return the titles of the package's launchable items; "" for a draft without a package."""
        manifest = value["package"] and value["package"].manifest
        return "\n".join(item.title for item in Manifest.from_json(manifest).launchable) if manifest else ""

    def search_texts(self, value: StructValue) -> Iterator[SearchText]:
        yield SearchText(self.search_text(value), is_plain=True)
        for passage in value["package"].passages.all() if value["package"] else ():
            yield SearchText(passage.text, is_plain=True)

    class Meta:
        label = _("Package")
        icon = "folder-open-inverse"
        template = "courses/steps/package.html"
