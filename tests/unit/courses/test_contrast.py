"""Contrast of the palette: text 4.5:1, edges of fields and bars 3:1, in light and dark."""

from __future__ import annotations

import re

import pytest

from infrastructure.static_files.stylesheet import OWN_FOLDER

FAMILIES = ("accent", "neutral", "success", "warning", "danger")
TEXT, EDGE = 4.5, 3.0
#: what is written or drawn on what, within a family
ON_OWN = (
    ("text-subtle", "surface-default", TEXT),
    ("text-default", "surface-default", TEXT),
    ("text-subtle", "surface-tinted", TEXT),
    ("text-default", "surface-tinted", TEXT),
    ("base-contrast-default", "base-default", TEXT),
    ("base-contrast-default", "base-hover", TEXT),
    ("border-default", "surface-default", EDGE),
    ("border-strong", "surface-default", EDGE),
    ("base-default", "surface-tinted", EDGE),
)
#: what is written or drawn on the page's ground
ON_GROUND = (("text-subtle", TEXT), ("text-default", TEXT), ("border-default", EDGE), ("base-default", EDGE))


def schemes() -> dict[str, dict[str, str]]:
    """The colours of tokens.css by scheme."""
    text = (OWN_FOLDER / "tokens.css").read_text()
    light, dark = re.split(r"@media [^{]*\(prefers-color-scheme: dark\)", text)
    pattern = re.compile(r"--(?:ds-)?color-([\w-]+): (#[0-9a-f]{6});")
    return {"light": dict(pattern.findall(light)), "dark": dict(pattern.findall(dark))}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_palette_has_contrast(scheme: str) -> None:
    colours = schemes()[scheme]
    ground = colours["neutral-background-default"]
    pairs = [(f"{f}-{one}", colours[f"{f}-{on}"], least) for f in FAMILIES for one, on, least in ON_OWN]
    pairs += [(f"{family}-{one}", ground, least) for family in FAMILIES for one, least in ON_GROUND]
    pairs += [("highlight-text", colours["highlight"], TEXT), ("focus-outer", ground, EDGE)]

    too_little = [
        (name, on, round(contrast(colours[name], on), 2))
        for name, on, least in pairs
        if contrast(colours[name], on) < least
    ]
    assert too_little == []


def test_palette_in_the_dark_has_all_tokens_of_the_light_one() -> None:
    found = schemes()

    assert found["dark"].keys() == found["light"].keys()
