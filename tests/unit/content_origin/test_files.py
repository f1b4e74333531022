"""Names of a package's files."""

import pytest
from django.http import Http404

from lms.content_origin.files import safe_name


@pytest.mark.parametrize(
    "path", ["../secret", "a/../../b", "/etc/passwd", "a//b", "./a", "a\\..\\b", "a/", "", "a/\x00", ".."]
)
def test_name_when_it_leads_out_of_the_package_is_not_found(path: str) -> None:
    with pytest.raises(Http404):
        safe_name("0" * 32, path)
