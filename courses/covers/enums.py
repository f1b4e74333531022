"""The drawings and the tints of covers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Drawing(TextChoices):
    """The line drawings in `static/covers.svg`, by the ids of their symbols."""

    TALK = "talk", _("Two who talk")
    CUP = "cup", _("Cup")
    HAND = "hand", _("Hand with soap bubbles")
    HEART = "heart", _("Heart in a hand")
    FAMILY = "family", _("Family")
    HOUSE = "house", _("House")
    WINDOW = "window", _("Window")
    ARMCHAIR = "armchair", _("Armchair")
    BED = "bed", _("Bed at night")
    MEDICINE = "medicine", _("Medicine")
    MEAL = "meal", _("Meal")
    BICYCLE = "bicycle", _("Bicycle")
    STAIRS = "stairs", _("Stairs with a flag")
    MAP = "map", _("Map")
    TREE = "tree", _("Tree and bench")
    BOOK = "book", _("Book")
    PHONE = "phone", _("Phone")
    SCREEN = "screen", _("Screen with an audience")
    MICROPHONE = "microphone", _("Microphone")
    CERTIFICATE = "certificate", _("Certificate")
    MAGNIFIER = "magnifier", _("Magnifying glass")
    LETTER = "letter", _("Letter")


class Tint(TextChoices):
    """The colours behind drawings. A colour never carries meaning alone."""

    MINT = "mint", _("Mint")
    LILAC = "lilac", _("Lilac")
    STRAW = "straw", _("Straw yellow")
    SKY = "sky", _("Sky blue")
    APRICOT = "apricot", _("Apricot")
    ROSE = "rose", _("Rose")
    SAGE = "sage", _("Sage green")
