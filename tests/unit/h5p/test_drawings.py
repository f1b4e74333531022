"""Drawings (SVG) that may be part of H5P content, and those that may not."""

import pytest

from content_import.h5p.file_types import is_inert_svg

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize(
    "inner",
    [
        '<path d="M0 0"/><text>onload=alert(1)</text><style>.a { fill: red }</style>',
        '<image xlink:href="data:image/png;base64,AAAA"/><a href="https://example.se/">Å</a><use href="#a"/>',
    ],
)
def test_drawing_without_scripts_is_inert(inner: str) -> None:
    assert is_inert_svg(SVG.format(inner).encode())


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<SCRIPT href="a.js"/>',
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
        '<path onclick="alert(1)"/>',
        '<path ONLOAD="alert(1)"/>',
        '<a xlink:href="javascript:alert(1)">Å</a>',
        '<a href=" JaVa&#x0A;Script:alert(1)">Å</a>',
        '<a><set attributeName="href" to="javascript:alert(1)"/></a>',
        '<a><animate attributeName="href" values="#;javascript:alert(1)"/></a>',
        '<use href="data:image/svg+xml;base64,AAAA"/>',
        "<foreignObject><p/></foreignObject>",
        '<iframe src="https://example.se/"/>',
    ],
)
def test_drawing_with_a_script_is_not_inert(inner: str) -> None:
    assert not is_inert_svg(SVG.format(inner).encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<svg",
        "GIF89a",
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
        '<?xml version="1.0" encoding="finns-inte"?><svg/>',
        f"<svg>{'x' * (4 * 1024**2)}</svg>",
    ],
)
def test_drawing_that_cannot_be_read_is_not_inert(text: str) -> None:
    assert not is_inert_svg(text.encode())
