"""The blocks and the panel that choose a picture, a film or a sound file."""

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.compare import ForeignObjectComparison
from wagtail.images.blocks import ImageBlock
from wagtailmedia.blocks import AbstractMediaChooserBlock
from wagtailmedia.edit_handlers import MediaChooserPanel


class RecordingChooserBlock(AbstractMediaChooserBlock):
    """A block of a recording; comparisons of revisions show its title."""

    def render_basic(self, value: Any, context: Any = None) -> str:
        return str(value or "")


class PictureChooserBlock(ImageBlock):
    """A block of a picture with its text alternative; Wagtail's label of the picture has no translation."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.child_blocks["image"].label = gettext_lazy("Picture")


class RecordingPanel(MediaChooserPanel):
    """The panel of a recording; comparisons of revisions show its title.

    wagtailmedia's own shows nothing when a recording is added or removed.
    """

    def get_comparison_class(self) -> type[ForeignObjectComparison]:
        return ForeignObjectComparison
