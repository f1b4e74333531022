"""Encryption of reflections: bound to their row, and read by former secret keys."""

from __future__ import annotations

from typing import Any

import pytest

from lms.reflections.encryption import Unreadable, decrypt, encrypt

PLACE = ("7", "3", "b")
TEXT = {"prompt": "Vad tar du med dig?", "text": "Jag blev rädd på natten, å ä ö."}


def test_text_is_read_in_its_place_alone() -> None:
    sealed = encrypt(TEXT, PLACE)

    assert decrypt(sealed, PLACE) == TEXT
    for place in (("8", "3", "b"), ("7", "4", "b"), ("7", "3", "c"), ("73", "", "b")):
        with pytest.raises(Unreadable):
            decrypt(sealed, place)


def test_same_text_is_encrypted_differently_each_time_and_shows_no_word() -> None:
    first, second = (encrypt(TEXT, PLACE) for _time in range(2))

    assert first != second
    assert not any(word.encode() in first for word in ("rädd", "natten", "prompt", "text"))


def test_former_key_reads_until_it_is_forgotten(settings: Any) -> None:
    sealed = encrypt(TEXT, PLACE)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    settings.SECRET_KEY_FALLBACKS = [former]

    assert decrypt(sealed, PLACE) == TEXT
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        decrypt(sealed, PLACE)


@pytest.mark.parametrize("damage", [b"", b"x", b"0" * 12, b"0" * 60])
def test_damaged_text_is_unreadable(damage: bytes) -> None:
    with pytest.raises(Unreadable):
        decrypt(damage, PLACE)
