"""The cover of a page or a theme: a drawing on the tint of a theme, or a picture."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.images.models import AbstractImage

from courses.models import ModulePage, SeminarPage, Theme


@dataclass(frozen=True)
class Cover:
    """What a cover shows. `picture` replaces the drawing."""

    drawing: str
    tint: str
    picture: AbstractImage | None = None
    #: whether the picture is shown whole, since it is not one of a landscape format
    is_whole: bool = False


def cover_of(subject: ModulePage | SeminarPage | Theme) -> Cover:
    """Return the cover of a page or a theme.

    A page without a choice of its own has the drawing of its most specific theme: the last in their order.
    """
    if isinstance(subject, Theme):
        return Cover(subject.drawing, subject.tint)
    themes = subject.loaded_themes if subject.loaded_themes is not None else list(subject.themes.all())
    theme = themes[-1] if themes else Theme()
    picture = subject.cover_picture
    return Cover(
        drawing=subject.drawing or theme.drawing,
        tint=theme.tint,
        picture=picture,
        is_whole=picture is not None and picture.width < picture.height * 4 / 3,
    )
