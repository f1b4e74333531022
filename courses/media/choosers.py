"""The block and the panel that choose a film or a sound file."""

from typing import Any

from wagtail.admin.compare import ForeignObjectComparison
from wagtailmedia.blocks import AbstractMediaChooserBlock
from wagtailmedia.edit_handlers import MediaChooserPanel


class RecordingChooserBlock(AbstractMediaChooserBlock):
    """A block of a recording; comparisons of revisions show its title."""

    def render_basic(self, value: Any, context: Any = None) -> str:
        return str(value or "")


class RecordingPanel(MediaChooserPanel):
    """The panel of a recording; comparisons of revisions show its title.

    wagtailmedia's own shows nothing when a recording is added or removed.
    """

    def get_comparison_class(self) -> type[ForeignObjectComparison]:
        return ForeignObjectComparison
