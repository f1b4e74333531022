"""Values of municipalities that would run as a script in a link."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from courses.layers.admin.forms import refuse_script


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", " JavaScript : x", "java\tscript:x", "\x01javascript:x", "data:text/html,x"],
    ids=["plain", "spaces", "tab", "control", "data"],
)
def test_value_that_a_link_would_run_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        refuse_script(text)


@pytest.mark.parametrize("text", ["0123-456 78", "https://exempel.se/jour", "Åsa: jour", ""])
def test_number_name_or_address_is_taken(text: str) -> None:
    refuse_script(text)
