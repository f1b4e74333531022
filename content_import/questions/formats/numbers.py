"""Numbers with a tolerance, in the notations of other systems."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from content_import.questions.formats.values import Unconvertible

_LONGEST = 30


def decimal_of(text: str) -> Decimal:
    """Return a number; a comma is a decimal sign. Raises Unconvertible."""
    plain = "".join(text.split()).replace(",", ".")
    try:
        number = Decimal(plain) if len(plain) <= _LONGEST else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    # An exponent would be written out with as many digits.
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
        raise Unconvertible(_("“%(text)s” is not a number.") % {"text": text[:_LONGEST]})
    return number


def written(number: Decimal) -> str:
    """Return a number without exponent and superfluous zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def centre(low: str, high: str) -> tuple[str, str]:
    """Return the number between two others, and its distance from them."""
    first, last = sorted((decimal_of(low), decimal_of(high)))
    return written((first + last) / 2), written((last - first) / 2)
