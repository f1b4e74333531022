"""Markup rendered without templates equals that of Django, and is escaped."""

from __future__ import annotations

import pytest
from django import forms
from django.test.html import parse_html

from lms.reports.templatetags.reports_tags import bar
from lms.reports.views.widgets import PlainSelect

CHOICES = [("", "Alla <b>"), (3, "Hygien & smitta"), ("2026-03", "mars")]


@pytest.mark.parametrize("value", [None, "", 3, "3", "2026-03", "nothing of it"])
def test_plain_select_says_what_djangos_own_says(value: object) -> None:
    attrs = {"id": "id_module", "class": "ds-input", "required": True, "hidden": False}
    plain = PlainSelect(choices=CHOICES).render("module", value, attrs)
    own = forms.Select(choices=CHOICES).render("module", value, attrs)
    assert parse_html(plain) == parse_html(own)


def test_bar_escapes_what_it_is_given() -> None:
    written = bar(3, 0, '<i>"Hygien"</i>', words="<b>")
    assert "<i>" not in written
    assert "<b>" not in written
    assert '<progress class="bar__progress" value="3" max="1"' in written
