"""The block that chooses a film or a sound file."""

from typing import Any

from wagtailmedia.blocks import AbstractMediaChooserBlock


class RecordingChooserBlock(AbstractMediaChooserBlock):
    """A block of a recording; comparisons of revisions show its title."""

    def render_basic(self, value: Any, context: Any = None) -> str:
        return str(value or "")
