"""Launch paths in the forms of real packages, and their results."""

from __future__ import annotations

import pytest

from content_import.enums import ProblemCode
from scorm.manifest.launches import LaunchError, PackageFiles

FILES = {
    "index.html",
    "a b.html",
    "å.html",
    "50%25.html",
    "kurs/start.html",
    "kurs/del/Sida.HTM",
    "c#.html",
    "förskola/bättre.html",
}


@pytest.mark.parametrize(
    ("bases", "href", "parameters", "expected"),
    [
        ([], "index.html", "", "index.html"),
        ([], "index.html?lang=sv#two", "", "index.html?lang=sv#two"),
        ([], "./kurs/../index.html", "", "index.html"),
        ([], "a%20b.html", "", "a%20b.html"),
        ([], "a b.html", "", "a%20b.html"),
        ([], "%C3%A5.html", "", "%C3%A5.html"),
        ([], "a\u030a.html", "", "%C3%A5.html"),
        ([], "%E5.html", "", "%C3%A5.html"),
        (["f%F6rskola/"], "b%E4ttre.html", "", "f%C3%B6rskola/b%C3%A4ttre.html"),
        ([], "50%25.html", "", "50%2525.html"),
        ([], "c%23.html", "", "c%23.html"),
        ([], "INDEX.HTML", "", "index.html"),
        ([], "kurs/del/sida.htm", "", "kurs/del/Sida.HTM"),
        ([], "kurs\\start.html", "", "kurs/start.html"),
        (["kurs/"], "start.html", "", "kurs/start.html"),
        (["kurs"], "start.html", "", "kurs/start.html"),
        (["kurs/", "del/"], "Sida.HTM", "", "kurs/del/Sida.HTM"),
        (["kurs/del/"], "../start.html", "", "kurs/start.html"),
        ([], "index.html", "?page=2", "index.html?page=2"),
        ([], "index.html", "&page=2", "index.html?page=2"),
        ([], "index.html?lang=sv", "?page=2", "index.html?lang=sv&page=2"),
        ([], "index.html#one", "page=2", "index.html?page=2#one"),
        ([], "index.html", "#two", "index.html#two"),
        ([], "index.html?lang=sv", "#two", "index.html?lang=sv"),
        ([], "index.html", "?a='b c\"", "index.html?a='b%20c%22"),
    ],
)
def test_launch_when_file_is_there_is_a_relative_url(
    bases: list[str], href: str, parameters: str, expected: str
) -> None:
    assert PackageFiles(FILES).launch(bases, href, parameters) == expected


@pytest.mark.parametrize(
    ("bases", "href", "code"),
    [
        ([], "borta.html", ProblemCode.LAUNCH_MISSING),
        ([], "kurs/", ProblemCode.LAUNCH_MISSING),
        (["kurs/"], "../../index.html", ProblemCode.LAUNCH_OUTSIDE),
        (["../"], "index.html", ProblemCode.LAUNCH_OUTSIDE),
        (["https://example.com/"], "index.html", ProblemCode.LAUNCH_OUTSIDE),
        (["/kurs/"], "start.html", ProblemCode.LAUNCH_OUTSIDE),
        ([], " javascript:alert(1)", ProblemCode.LAUNCH_OUTSIDE),
        ([], "JavaScript:alert(1)", ProblemCode.LAUNCH_OUTSIDE),
        ([], "\\\\server\\index.html", ProblemCode.LAUNCH_OUTSIDE),
        ([], "%2Fetc/passwd", ProblemCode.LAUNCH_OUTSIDE),
    ],
)
def test_launch_when_file_is_not_in_the_package_is_refused(
    bases: list[str], href: str, code: ProblemCode
) -> None:
    with pytest.raises(LaunchError) as error:
        PackageFiles(FILES).launch(bases, href)

    assert error.value.code == code
