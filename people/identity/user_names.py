"""User names made from a person's name, never from a personal identity number."""

import re
import unicodedata

from people.models import Person


def plain_letters(text: str) -> str:
    """Return `text` in lower case a-z: å and ä become a, ö and ø o, é e; other characters are removed."""
    text = text.lower().replace("ø", "o").replace("æ", "a").replace("ß", "ss").replace("đ", "d")
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", text))


def suggest_user_name(first_name: str, last_name: str) -> str:
    """Return a free user name such as `amina.exempel`, with a number if others have the name."""
    parts = [plain_letters(name.split()[0]) for name in (first_name, last_name) if name.split()]
    stem = ".".join(part for part in parts if part)[:60] or "person"
    taken = set(
        Person.objects.filter(username__istartswith=stem).values_list("username", flat=True).iterator()
    )
    taken = {name.lower() for name in taken}
    number = 2
    name = stem
    while name in taken:
        name, number = f"{stem}{number}", number + 1
    return name
