"""The kinds of content on a screen that learners read, look at or listen to."""

from wagtail import blocks

from courses.content.files import DocumentBlock, PictureBlock, SoundBlock
from courses.content.places import PlaceBlock
from courses.content.texts import (
    AccordionBlock,
    BoxBlock,
    ChecklistBlock,
    FlashCardsBlock,
    QuoteBlock,
    ReflectionBlock,
    TableBlock,
    TextBlock,
)

#: by their names in streams, which never change
_CLASSES: dict[str, type[blocks.Block]] = {
    "text": TextBlock,
    "picture": PictureBlock,
    "box": BoxBlock,
    "accordion": AccordionBlock,
    "checklist": ChecklistBlock,
    "table": TableBlock,
    "quote": QuoteBlock,
    "flash_cards": FlashCardsBlock,
    "reflection": ReflectionBlock,
    "sound": SoundBlock,
    "document": DocumentBlock,
    "place": PlaceBlock,
}


def content_blocks() -> list[tuple[str, blocks.Block]]:
    """Return a new block of each kind of content, by its name in a stream."""
    return [(name, block()) for name, block in _CLASSES.items()]
