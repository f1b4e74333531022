"""`manage.py import_package` and `manage.py sweep`."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from content_import.health.enums import FindingCode, HealthState
from content_import.health.models import HealthReport
from content_import.health.queries import faults_of
from courses.enums import PackageStatus
from courses.models import ModulePage, Package
from tests.factories.courses import make_site
from tests.factories.files.hostile_archives import moved_to
from tests.factories.packages import make_package, write_archive
from tests.factories.people import MunicipalityFactory
from tests.integration.content_import.health.test_health_admin import report_of

pytestmark = pytest.mark.django_db
OVERRIDE = ("--override", "Prövat för hand på två telefoner")


def run(*arguments: object, **options: object) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("import_package", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "kurs.zip", title="Kurs")


@pytest.mark.both_engines
def test_command_when_sound_imports_for_the_owner(file: Path) -> None:
    owner = MunicipalityFactory(code="1481", name="Mölndal")

    said = run(file, "--title", "Basal hygien", "--owner", "1481")

    package = Package.objects.get()
    assert (package.title, package.owner, package.status) == ("Basal hygien", owner, PackageStatus.READY)
    assert said == f"Imported “Basal hygien (v1)” as package {package.pk}.\n"


@pytest.mark.both_engines
def test_command_with_publish_makes_a_live_module(file: Path) -> None:
    make_site()

    said = run(file, "--title", "Basal hygien", "--publish", *OVERRIDE)

    page = ModulePage.objects.get()
    assert (page.live, page.module.slug) == (True, "basal-hygien")
    assert page.module.versions.get().packages.get() == Package.objects.get()
    assert said.splitlines()[1].startswith("Published: ")


@pytest.mark.parametrize("override", [(), ("--override", " ")], ids=["none", "empty"])
@pytest.mark.both_engines
def test_command_without_check_or_override_publishes_nothing(file: Path, override: tuple[str, ...]) -> None:
    make_site()

    with pytest.raises(CommandError, match=r"has not come to its end|Say why"):
        run(file, "--title", "Basal hygien", "--publish", *override)

    assert not ModulePage.objects.live().exists()


@pytest.mark.both_engines
def test_command_for_package_without_calls_publishes_after_override(tmp_path: Path) -> None:
    make_site()
    page = "<!doctype html><title>Å</title><h1>Förflyttningsteknik på äldreboendet</h1>".encode()
    without_calls = write_archive(tmp_path / "tyst.zip", title="Tyst", files={"del-1.html": page})

    with pytest.raises(CommandError) as error:
        run(without_calls, "--title", "Tyst", "--publish")

    lines = str(error.value).splitlines()
    assert lines[0] == "Imported, but not published:"
    assert lines[1].startswith("- The content never called Närlära")
    assert lines[2] == "To publish it all the same: --override REASON"
    assert not ModulePage.objects.exists()
    run(without_calls, "--title", "Tyst", "--publish", *OVERRIDE)
    assert ModulePage.objects.live().count() == 1


@pytest.mark.parametrize(
    ("codes", "faults"),
    [
        ([FindingCode.SCRIPT_ERRORS], [FindingCode.SCRIPT_ERRORS]),
        ([FindingCode.NO_CALLS, FindingCode.OTHER_HOSTS], [FindingCode.NO_CALLS]),
        ([FindingCode.SAVES, FindingCode.TOO_WIDE], []),
    ],
)
@pytest.mark.both_engines
def test_faults_of_a_package_are_those_of_its_newest_check(
    codes: list[FindingCode], faults: list[FindingCode]
) -> None:
    package = make_package()
    report_of(package, *codes)
    HealthReport.objects.create(package=package, state=HealthState.RUNNING)

    assert [fault.code for fault in faults_of(package)] == faults


def test_command_when_a_renewal_is_published_renews_the_module(file: Path, tmp_path: Path) -> None:
    make_site()
    run(file, "--title", "Basal hygien", "--publish", *OVERRIDE)
    newer = write_archive(tmp_path / "ny.zip", title="Ny")

    run(
        newer,
        "--title",
        "Basal hygien för alla",
        "--renews",
        Package.objects.get().pk,
        "--publish",
        *OVERRIDE,
    )

    page = ModulePage.objects.get()
    assert (page.title, page.module.versions.count()) == ("Basal hygien för alla", 2)
    assert page.steps[0].value["package"].version == 2


def test_command_when_dry_says_what_it_would_do_and_does_nothing(file: Path) -> None:
    said = run(file, "--title", "Kurs", "--dry-run")

    assert said.startswith("SCORM 1.2, “Kurs”: 1 parts, 2 files, ")
    assert Package.objects.count() == 0


@pytest.mark.parametrize("dry", [["--dry-run"], []])
def test_command_when_faulty_prints_every_problem(tmp_path: Path, dry: list[str]) -> None:
    file = write_archive(tmp_path / "fel.zip", files={"../a": b"", "b\\c": b""})

    with pytest.raises(CommandError) as error:
        run(file, "--title", "Fel", *dry)

    lines = str(error.value).splitlines()
    assert lines[0] == "The package can't be imported:"
    assert [line.partition(" has a ")[0] for line in lines[1:]] == ["- “../a”", "- “b\\c”"]
    assert Package.objects.count() == 0


def test_command_when_root_is_given_takes_that_folder(tmp_path: Path) -> None:
    file = tmp_path / "kurs.zip"
    file.write_bytes(moved_to("kurs"))

    run(file, "--title", "Kurs", "--root", "kurs")

    assert Package.objects.get().file_count == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--owner", "9999"], "No municipality has the code 9999."),
        (["--renews", "9999"], "There is no package 9999."),
    ],
)
@pytest.mark.both_engines
def test_command_when_arguments_name_nothing_says_so(file: Path, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(file, "--title", "Kurs", *arguments)


def test_command_when_file_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no file .*borta\.zip"):
        run(tmp_path / "borta.zip", "--title", "Kurs")


def test_sweep_when_something_was_killed_says_how_much() -> None:
    make_package()
    Package.objects.update(status=PackageStatus.IMPORTING)
    out = StringIO()

    with translation.override("en"):
        call_command("sweep", stdout=out)
        call_command("sweep", stdout=out)

    assert out.getvalue() == "Removed 1 unfinished import.\n"
