"""Local values never run as a script: by themselves, or as a part of an address."""

from __future__ import annotations

from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from courses.layers.models import LocalVariable, refuse_script
from courses.layers.operations import fill_variables

SCRIPTS = {
    "plain": "javascript:alert(1)",
    "spaces": " JavaScript : x",
    "tab": "java\tscript:x",
    "control": "\x01javascript:x",
    "data": "data:text/html,x",
    "vbscript": "VBscript:x",
    "no-break space": "\xa0java\xadscript:x".replace("\xad", "\u200b"),
}


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_value_that_a_link_would_run_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        refuse_script(text)


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_text_of_a_variable_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        LocalVariable(key="jour", label="Jour", text_sv="numret", text_en=text).clean()

    assert list(refused.value.message_dict) == ["text_en"]


@pytest.mark.parametrize("text", ["0123-456 78", "https://exempel.se/jour", "Åsa: jour", "jour: 5", ""])
def test_number_name_or_address_is_taken(text: str) -> None:
    refuse_script(text)
    LocalVariable(key="jour", label="Jour", text_sv=text, text_en=text).clean()


#: an address in a text, and what its variables are
UNSAFE = {
    "whole": ("{{ kommun.x }}", "javascript:alert(1)"),
    "in a scheme": ("javas{{ kommun.x }}cript:alert(1)", ""),
    "unknown": ("javas{{ kommun.y }}cript:alert(1)", "x"),
    "before the colon": ("{{ kommun.x }}:alert(1)", "javascript"),
    "two halves": ("{{ kommun.x }}{{ kommun.z }}", "java"),
    "after a colon": ("javascript{{ kommun.x }}", ":alert(1)"),
    "entity": ("{{ kommun.x }}", "javascript&colon;alert(1)".replace("&colon;", "\u003a")),
    "entity in the text": ("{{ kommun.x }}&#58;alert(1)", "javascript"),
    "new lines": ("java{{ kommun.x }}script:alert(1)", "\r\n\t"),
    "data": ("{{ kommun.x }}text/html,x", "data:"),
    "another scheme": ("{{ kommun.x }}", "file:///etc/passwd"),
    "unusual scheme": ("{{ kommun.x }}", "ms-msdt:/id"),
    "nested": ("{{ kommun.x }}", "{{ kommun.z }}"),
}
VALUES = {"z": "script:alert(1)"}


@pytest.mark.parametrize(("address", "value"), UNSAFE.values(), ids=UNSAFE)
@pytest.mark.parametrize(
    "html",
    [
        '<a href="%s">Ring</a>',
        "<a class='b=\"' HREF = '%s'>Ring</a>",
        'a="b <p title="<a href=">Å</p><a href="%s" rel="x">Ring</a>',
        '<img alt="x>y" src="%s"><form action="%s"></form>',
        '<svg><a xlink:href="%s">Ring</a></svg>',
    ],
    ids=["double", "single", "quotes around", "other elements", "drawing"],
)
def test_address_with_a_scheme_of_a_value_is_left_out(html: str, address: str, value: str) -> None:
    filled = fill_variables(html.replace("%s", address), {**VALUES, "x": value})

    found = [
        unescape(str(text))
        for element in BeautifulSoup(filled, "html.parser").find_all(True)
        for name, text in element.attrs.items()
        if name in {"href", "src", "action", "xlink:href"} and text != ">Å</p><a href="
    ]
    assert found in ([], ["{{ kommun.z }}"] * len(found))


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("{{ kommun.x }}", "https://exempel.se/jour?a=1&b=2"),
        ("https://{{ kommun.x }}/jour", "exempel.se"),
        ("tel:{{ kommun.x }}", "0123-45"),
        ("mailto:{{ kommun.x }}", "jour@exempel.se"),
        ("{{ kommun.x }}", "/rutiner/natt"),
        ("/sok/?q={{ kommun.x }}", "javascript:x"),
    ],
)
def test_address_of_a_page_or_number_stays_with_its_value(address: str, value: str) -> None:
    filled = fill_variables(
        f'<p>Ring <a href="{address}" title="1 > 0">{{{{ kommun.x }}}}</a></p>', {"x": value}
    )

    link = BeautifulSoup(filled, "html.parser").a
    assert link is not None
    assert (link["href"], link.text) == (address.replace("{{ kommun.x }}", value), value)


def test_value_is_no_markup_and_no_handler() -> None:
    html = '<p onclick="{{ kommun.x }}" style="{{ kommun.x }}" title="{{ kommun.x }}">{{ kommun.x }}</p>'

    filled = fill_variables(html, {"x": '"><script>alert(1)</script>'})

    [element] = BeautifulSoup(filled, "html.parser").find_all(True)
    assert (element.name, element.text) == ("p", '"><script>alert(1)</script>')
    assert element.attrs == {"title": '"><script>alert(1)</script>'}
