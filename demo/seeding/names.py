"""Invented names: random combinations of first names and surnames that are common among staff."""

from random import Random

from demo.catalogues.toml_files import REGION, read_toml

GROUPS = read_toml(REGION / "names.toml")["groups"]
WOMEN_IN_HUNDRED = 84


def invent_name(random: Random) -> tuple[str, str]:
    """Return a first name and a surname."""
    group = random.choices(GROUPS, weights=[group["share"] for group in GROUPS])[0]
    first_names = group["women" if random.randrange(100) < WOMEN_IN_HUNDRED else "men"]
    return random.choice(first_names), random.choice(group["surnames"])
