"""Installation of H5P libraries by the command: new, known, older, altered, broken and interrupted ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from content_import.enums import ProblemCode
from content_import.h5p import installing
from content_import.h5p.installing import INSTALL_LOCK, install_libraries, plan_libraries
from lms.h5p.enums import DependencyKind
from lms.h5p.models import H5PDependency, H5PLibrary
from tests.factories.h5p.archives import BASE, PAGE, QUIZ, SVG, Library, install, write_h5p
from tests.held_locks import locked_by_another

pytestmark = pytest.mark.django_db(transaction=True)


def files_of(library: H5PLibrary) -> set[str]:
    folder = Path(storages["packages"].path(library.label))
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def stored_folders() -> set[str]:
    root = Path(storages["packages"].path(""))
    return {path.name for path in root.iterdir()} if root.exists() else set()


def problems(path: Path) -> set[tuple[ProblemCode, str]]:
    before = set(H5PLibrary.objects.values_list("pk", flat=True)), stored_folders()
    plan = plan_libraries(archive=path)
    with pytest.raises(CommandError):
        call_command("install_h5p_libraries", path)
    assert (set(H5PLibrary.objects.values_list("pk", flat=True)), stored_folders()) == before
    return {(problem.code, problem.where) for problem in plan.problems}


def test_command_installs_libraries_and_what_they_need(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_h5p(tmp_path / "a.h5p")

    call_command("install_h5p_libraries", path, "--dry-run")
    assert not H5PLibrary.objects.exists()
    call_command("install_h5p_libraries", path)

    base, quiz = H5PLibrary.objects.ready()
    assert (str(base), str(quiz)) == ("Narlara.Base 1.0.2", "Narlara.Quiz 1.2.3")
    assert (base.is_runnable, quiz.is_runnable) == (False, True)
    assert files_of(quiz) == {"library.json", "scripts/type.js", "styles/type.css", "semantics.json"}
    dependency = H5PDependency.objects.get()
    assert (dependency.library, str(dependency)) == (quiz, "Narlara.Base 1.0")
    assert dependency.kind == DependencyKind.PRELOADED
    assert "Narlara.Quiz 1.2.3" in capsys.readouterr().out


def test_libraries_that_are_installed_are_left_as_they_are(tmp_path: Path) -> None:
    install(tmp_path)
    before = list(H5PLibrary.objects.values())

    plan = install(tmp_path)

    assert (len(plan.new), len(plan.known)) == (0, 3)
    assert list(H5PLibrary.objects.values()) == before


def test_newer_patch_version_is_added_beside_the_old(tmp_path: Path) -> None:
    install(tmp_path)

    install(tmp_path, Library(QUIZ.name, (1, 2, 4), QUIZ.needs, QUIZ.script))
    install(tmp_path, Library(QUIZ.name, (1, 2, 1), QUIZ.needs, QUIZ.script))

    quizzes = H5PLibrary.objects.filter(machine_name=QUIZ.name)
    assert [library.patch for library in quizzes] == [3, 4]


def test_altered_library_is_named_and_the_installed_one_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(tmp_path)
    before = list(H5PLibrary.objects.values())
    altered = Library(QUIZ.name, QUIZ.version, QUIZ.needs, "alert(1);")

    call_command("install_h5p_libraries", write_h5p(tmp_path / "a.h5p", libraries=[altered]))

    assert list(H5PLibrary.objects.values()) == before
    assert capsys.readouterr().out.splitlines() == [
        "Narlara.Quiz 1.2.3 är redan installerat, med andra filer: det installerade behålls",
        "0 bibliotek installerades, 1 var redan installerade.",
    ]


BROKEN = {
    "no library": ([], {}, [], {(ProblemCode.H5P_NO_LIBRARY, "")}),
    "need missing": ([QUIZ], {}, [], {(ProblemCode.H5P_LIBRARY_NEEDS, "Narlara.Base 1.0")}),
    "JSON broken": (
        [BASE],
        {"Narlara.Base-1.0/library.json": b"{"},
        [],
        {(ProblemCode.H5P_JSON, "Narlara.Base-1.0/library.json")},
    ),
    "no library.json": (
        [BASE],
        {"mapp/a.js": b""},
        [],
        {(ProblemCode.H5P_FILE_MISSING, "mapp/library.json")},
    ),
    "versions missing": (
        [Library("Narlara.Base", values={"majorVersion": "en", "patchVersion": None})],
        {},
        [],
        {(ProblemCode.H5P_VALUE, "Narlara.Base-1.0/library.json")},
    ),
    "runnable a list": (
        [Library("Narlara.Base", values={"runnable": [], "coreApi": 7, "preloadedJs": [7]})],
        {},
        [],
        {(ProblemCode.H5P_VALUE, "Narlara.Base-1.0/library.json")},
    ),
    "script missing": (
        [BASE, QUIZ],
        {},
        ["Narlara.Quiz-1.2/scripts/type.js"],
        {(ProblemCode.H5P_LIBRARY_FILE, "Narlara.Quiz-1.2")},
    ),
    "script outside": (
        [Library("Narlara.Base", values={"preloadedJs": [{"path": "../../h5p.json"}]})],
        {},
        [],
        {(ProblemCode.H5P_LIBRARY_FILE, "Narlara.Base-1.0")},
    ),
    "other folder": (
        [Library("Narlara.Base", values={"machineName": "H5P.MultiChoice"})],
        {},
        [],
        {(ProblemCode.H5P_LIBRARY_FOLDER, "Narlara.Base-1.0")},
    ),
    "newer core": (
        [Library("Narlara.Base", values={"coreApi": {"majorVersion": 1, "minorVersion": 99}})],
        {},
        [],
        {(ProblemCode.H5P_CORE_TOO_OLD, "Narlara.Base-1.0")},
    ),
    "program": (
        [BASE],
        {"Narlara.Base-1.0/a.php": b"<?php"},
        [],
        {(ProblemCode.H5P_FILE_TYPE, "Narlara.Base-1.0/a.php")},
    ),
    "SVG with a handler": (
        [BASE],
        {"Narlara.Base-1.0/a.svg": SVG.replace(b"<path", b'<path onload="alert(1)"')},
        [],
        {(ProblemCode.H5P_SVG, "Narlara.Base-1.0/a.svg")},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_libraries_are_refused_and_nothing_installed(tmp_path: Path, name: str) -> None:
    libraries, files, without, expected = BROKEN[name]

    assert (
        problems(write_h5p(tmp_path / "a.h5p", libraries=libraries, files=files, without=without)) == expected
    )


def test_failed_installation_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, BASE)
    before = stored_folders()

    def fail(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(installing, "_dependencies", fail)
    with pytest.raises(OSError, match="disk full"):
        install_libraries(archive=write_h5p(tmp_path / "a.h5p"))

    assert [str(library) for library in H5PLibrary.objects.all()] == ["Narlara.Base 1.0.2"]
    assert stored_folders() == before


def test_remains_of_a_killed_installation_are_swept(tmp_path: Path) -> None:
    install(tmp_path, BASE)
    before = stored_folders()
    killed = install(tmp_path, PAGE).new[0].definition
    H5PLibrary.objects.filter(machine_name=killed.ref.machine_name).update(is_ready=False)

    call_command("sweep")

    assert [str(library) for library in H5PLibrary.objects.all()] == ["Narlara.Base 1.0.2"]
    assert stored_folders() == before
    install(tmp_path, PAGE)


def test_two_installations_at_once_are_refused(tmp_path: Path) -> None:
    path = write_h5p(tmp_path / "a.h5p")

    with locked_by_another(INSTALL_LOCK), pytest.raises(Exception, match="installer") as refused:
        install_libraries(archive=path)

    assert [problem.code for problem in refused.value.problems] == [ProblemCode.H5P_BEING_INSTALLED]
