"""Blocks of text on a screen."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructValue
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

#: what a text may have; a box or a cell has no headings
INLINE_FEATURES = ["bold", "italic", "link", "document-link"]
FEATURES = ["h3", *INLINE_FEATURES, "ol", "ul"]


class BoxKind(TextChoices):
    """The kinds of box, each with a sign and a heading of its own."""

    FACT = "fact", _("Good to know")
    TIP = "tip", _("Tip")
    WARNING = "warning", _("Think of")


class TextBlock(blocks.RichTextBlock):
    """A text."""

    #: a text in plain language stands for it
    is_prose = True

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"features": FEATURES, **kwargs})

    class Meta:
        label = _("Text")
        icon = "doc-full"
        template = "courses/content/text.html"


class PlainTextBlock(blocks.RichTextBlock):
    """The texts of a step in plain language, which learners may choose to read instead."""

    def __init__(self, **kwargs: object) -> None:
        defaults = {
            "label": _("The same in plain language"),
            "help_text": _(
                "Optional. Short words and sentences, for whoever chooses plain language. "
                "It stands for all texts, boxes, quotes and tables of the step."
            ),
            "features": FEATURES,
            "required": False,
        }
        super().__init__(**{**defaults, **kwargs})


class BoxValue(StructValue):
    """The value of a box."""

    @property
    def title(self) -> str:
        return self["heading"] or str(BoxKind(self["kind"]).label)


class BoxBlock(blocks.StructBlock):
    """A short text that stands out from the rest."""

    #: a text in plain language stands for it
    is_prose = True

    kind = blocks.ChoiceBlock(label=_("Kind"), choices=BoxKind.choices, default=BoxKind.FACT)
    heading = blocks.CharBlock(
        label=_("Heading"),
        help_text=_("Empty: that of the kind."),
        max_length=120,
        required=False,
        default="",
    )
    text = blocks.RichTextBlock(label=_("Text"), features=[*INLINE_FEATURES, "ol", "ul"])

    class Meta:
        label = _("Fact box")
        icon = "info-circle"
        template = "courses/content/box.html"
        value_class = BoxValue


class QuoteBlock(blocks.StructBlock):
    """Words of somebody."""

    #: a text in plain language stands for it
    is_prose = True

    text = blocks.TextBlock(label=_("Quote"), rows=3, max_length=1_000)
    source = blocks.CharBlock(label=_("Who said it"), max_length=120, required=False, default="")

    class Meta:
        label = _("Quote")
        icon = "openquote"
        template = "courses/content/quote.html"


class ReflectionBlock(blocks.StructBlock):
    """A box in which learners write for themselves; what they write is stored by lms.reflections."""

    prompt = blocks.TextBlock(
        label=_("What to think about"),
        rows=2,
        max_length=500,
        help_text=_("Only the learner can read the answer. It is never graded or shown to anybody else."),
    )

    class Meta:
        label = _("Private reflection")
        icon = "edit"
        template = "courses/content/reflection.html"


class AccordionItemBlock(blocks.StructBlock):
    """A heading and the text that it opens."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=[*INLINE_FEATURES, "ol", "ul"])


class AccordionBlock(blocks.StructBlock):
    """Headings that open their texts."""

    #: a text in plain language stands for it
    is_prose = True

    items = blocks.ListBlock(AccordionItemBlock(), label=_("Headings to open"), min_num=1)

    class Meta:
        label = _("Headings to open")
        icon = "collapse-down"
        template = "courses/content/accordion.html"


class ChecklistBlock(blocks.StructBlock):
    """Points to tick at work. Ticks are not stored."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False, default="")
    points = blocks.ListBlock(blocks.CharBlock(max_length=250), label=_("Points"), min_num=1)

    class Meta:
        label = _("Checklist")
        icon = "tasks"
        template = "courses/content/checklist.html"


class TableBlock(TypedTableBlock):
    """A table of short texts."""

    #: a text in plain language stands for it
    is_prose = True

    def __init__(self, **kwargs: object) -> None:
        cells = [("text", blocks.RichTextBlock(label=_("Text"), features=INLINE_FEATURES, required=False))]
        super().__init__(cells, **kwargs)

    class Meta:
        label = _("Table")
        icon = "table"
        template = "courses/content/table.html"


class CardBlock(blocks.StructBlock):
    """A card with two sides."""

    front = blocks.CharBlock(label=_("Front"), max_length=250)
    back = blocks.TextBlock(label=_("Back"), rows=2, max_length=500)


class FlashCardsBlock(blocks.StructBlock):
    """Cards that learners turn to test themselves. Nothing is recorded."""

    cards = blocks.ListBlock(CardBlock(), label=_("Cards"), min_num=1)

    class Meta:
        label = _("Cards to turn")
        icon = "copy"
        template = "courses/content/flash_cards.html"
