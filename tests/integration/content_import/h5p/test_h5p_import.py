"""Import of H5P content: what is stored, and what is refused with which problem."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.utils.translation import override

from content_import.enums import ProblemCode
from content_import.packages.actions import ImportPackage, plan_package
from courses.enums import PackageKind, PackageStatus
from courses.models import Package
from scorm.enums import ItemKind, PackageStandard
from tests.factories.h5p.archives import BASE, PAGE, QUESTION, QUIZ, SVG, Library, install, write_h5p
from tests.factories.packages import SCORM_2004, write_archive

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT, DEFINITION = "content/content.json", "h5p.json"


def problems(path: Path) -> set[tuple[ProblemCode, str]]:
    """Return the problems of the plan; an import must be refused for them and store nothing."""
    plan = plan_package(archive=path)
    if plan.problems:
        with pytest.raises(CommandError):
            call_command("import_package", path)
        assert not Package.objects.exists()
    return {(problem.code, problem.where) for problem in plan.problems}


def test_content_is_stored_without_its_libraries(tmp_path: Path) -> None:
    install(tmp_path)

    package = ImportPackage(archive=write_h5p(tmp_path / "a.h5p"), title="", by=None).run()

    package = Package.objects.get(pk=package.pk)
    folder = Path(storages["packages"].path(package.label))
    stored = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert stored == {"h5p.json", "content/content.json"}
    assert (package.kind, package.standard) == (PackageKind.H5P, PackageStandard.SCORM_2004)
    assert (package.status, package.format_label) == (PackageStatus.READY, "H5P")
    assert package.title == "Fallolyckor på Björkgården"
    assert [item.kind for item in package.structure.launchable] == [ItemKind.SCO]


def test_command_imports_h5p_under_its_own_title(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install(tmp_path)

    call_command("import_package", write_h5p(tmp_path / "a.h5p"), "--dry-run")
    assert not Package.objects.exists()
    call_command("import_package", write_h5p(tmp_path / "a.h5p"))

    assert Package.objects.get().title == "Fallolyckor på Björkgården"
    assert "H5P" in capsys.readouterr().out


def test_scorm_package_with_h5p_inside_stays_scorm(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "a.zip", standard=SCORM_2004, files={"h5p.json": b"{}"})

    package = ImportPackage(archive=archive, title="", by=None).run()

    assert package.kind == PackageKind.SCORM


def test_missing_libraries_are_all_named(tmp_path: Path) -> None:
    expected = {
        (ProblemCode.H5P_LIBRARY_MISSING, "Narlara.Base 1.0"),
        (ProblemCode.H5P_LIBRARY_MISSING, "Narlara.Quiz 1.2"),
    }
    with_libraries, alone = write_h5p(tmp_path / "a.h5p"), write_h5p(tmp_path / "b.h5p", libraries=[])

    assert (problems(with_libraries), problems(alone)) == (expected, expected)


def test_library_named_in_the_content_alone_is_missing(tmp_path: Path) -> None:
    install(tmp_path)
    part = {"library": "Narlara.Bild 3.1", "params": {}}

    found = problems(write_h5p(tmp_path / "a.h5p", content={"parts": [{"inner": part}]}))

    assert found == {(ProblemCode.H5P_LIBRARY_MISSING, "Narlara.Bild 3.1")}


def test_library_that_is_not_runnable_is_no_type(tmp_path: Path) -> None:
    install(tmp_path)

    found = problems(write_h5p(tmp_path / "a.h5p", BASE))

    assert found == {(ProblemCode.H5P_NOT_RUNNABLE, "Narlara.Base 1.0")}


BROKEN: dict[str, tuple[dict[str, Any], set[tuple[ProblemCode, str]]]] = {
    "h5p.json cut off": ({"files": {DEFINITION: b"{"}}, {(ProblemCode.H5P_JSON, DEFINITION)}),
    "h5p.json a list": ({"files": {DEFINITION: b"[]"}}, {(ProblemCode.H5P_JSON, DEFINITION)}),
    "h5p.json too deep": ({"files": {DEFINITION: b"[" * 99_999}}, {(ProblemCode.H5P_JSON, DEFINITION)}),
    "content not UTF-8": ({"files": {CONTENT: b'"\xe5"'}}, {(ProblemCode.H5P_JSON, CONTENT)}),
    "content missing": ({"without": [CONTENT]}, {(ProblemCode.H5P_FILE_MISSING, CONTENT)}),
    "no main library": ({"definition": {"mainLibrary": "X"}}, {(ProblemCode.H5P_VALUE, DEFINITION)}),
    "dependencies a text": (
        {"definition": {"preloadedDependencies": "alla"}},
        {(ProblemCode.H5P_VALUE, DEFINITION)},
    ),
    "both JSON files broken": (
        {"files": {DEFINITION: b"{,}", CONTENT: b"{,}"}},
        {(ProblemCode.H5P_JSON, DEFINITION), (ProblemCode.H5P_JSON, CONTENT)},
    ),
    "page": ({"files": {"content/sida.html": b"<p>"}}, {(ProblemCode.H5P_FILE_TYPE, "content/sida.html")}),
    "script": ({"files": {"content/a.JS": b"1"}}, {(ProblemCode.H5P_FILE_TYPE, "content/a.JS")}),
    "no extension": ({"files": {"content/a": b"1"}}, {(ProblemCode.H5P_FILE_TYPE, "content/a")}),
    "SVG with script": (
        {"files": {"content/å.svg": SVG.replace(b"</svg>", b"<script>alert(1)</script></svg>")}},
        {(ProblemCode.H5P_SVG, "content/å.svg")},
    ),
    "library.json broken": (
        {"files": {"Narlara.Quiz-1.2/library.json": b"{"}},
        {(ProblemCode.H5P_JSON, "Narlara.Quiz-1.2/library.json")},
    ),
    "script of a library missing": (
        {"without": ["Narlara.Quiz-1.2/scripts/type.js"]},
        {(ProblemCode.H5P_LIBRARY_FILE, "Narlara.Quiz-1.2")},
    ),
    "path leads out": (
        {"files": {"content/../../a.json": b"{}"}},
        {(ProblemCode.OUTSIDE, "content/../../a.json")},
    ),
    "same name but case": (
        {"files": {"content/A.png": b"a", "content/a.png": b"a"}},
        {(ProblemCode.SAME_BUT_CASE, "content/a.png")},
    ),
    "bomb": ({"files": {"content/a.txt": b"0" * 40_000_000}}, {(ProblemCode.INFLATES, "content/a.txt")}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_content_is_refused_and_nothing_stored(tmp_path: Path, name: str) -> None:
    install(tmp_path)
    options, expected = BROKEN[name]

    assert problems(write_h5p(tmp_path / "a.h5p", **options)) == expected


def test_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.h5p"
    path.write_bytes(b"H5P?")

    assert problems(path) == {(ProblemCode.NOT_A_ZIP, "")}


@pytest.mark.parametrize(
    ("version", "notice"),
    [
        ((1, 2, 3), ""),
        ((1, 2, 9), "Innehållet har med sig Narlara.Quiz 1.2.9, som är nyare"),
        ((1, 2, 1), ""),
    ],
)
def test_other_patch_version_is_played_with_the_installed_one(
    tmp_path: Path, version: tuple[int, int, int], notice: str
) -> None:
    install(tmp_path)
    brought = Library(QUIZ.name, version, QUIZ.needs, QUIZ.script)

    with override("sv"):
        plan = plan_package(archive=write_h5p(tmp_path / "a.h5p", libraries=[BASE, brought]))

    assert plan.is_sound
    assert [sentence.split(":")[0] for sentence in plan.notices] == ([notice] if notice else [])


def test_changed_library_in_content_is_named_and_ignored(tmp_path: Path) -> None:
    install(tmp_path)
    changed = Library(QUIZ.name, QUIZ.version, QUIZ.needs, "alert(document.cookie);")

    with override("sv"):
        package = ImportPackage(
            archive=write_h5p(tmp_path / "a.h5p", libraries=[BASE, changed]), title="", by=None
        ).run()

    assert package.import_notices == (
        "Narlara.Quiz 1.2.3 i filen är ändrat: det som är installerat här spelar upp innehållet.",
    )


def test_title_with_unstorable_characters_is_stored_without_them(tmp_path: Path) -> None:
    install(tmp_path)
    text = json.dumps({"title": "A\0\ud800\nB", "mainLibrary": PAGE.name}).encode()
    definition = json.loads(text)

    archive = write_h5p(tmp_path / "a.h5p", PAGE, content=QUESTION, definition=definition)
    package = ImportPackage(archive=archive, title="", by=None).run()

    assert Package.objects.get(pk=package.pk).title == "AB"
