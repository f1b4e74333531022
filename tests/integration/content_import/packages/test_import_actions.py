"""Imports, new versions and deletions, and what they store."""

from __future__ import annotations

import hashlib
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import transaction

from content_import.enums import ProblemCode
from content_import.exceptions import PackageInUse, PackageRefused
from content_import.packages.actions import (
    DeletePackage,
    ImportPackage,
    plan_package,
    sweep_unfinished_imports,
)
from content_import.packages.locks import file_lock, lock_file_labels
from courses.enums import PackageStatus
from courses.models import Package
from courses.modules.actions import PublishModulePage
from tests.factories.courses import make_site
from tests.factories.files.hostile_archives import moved_to
from tests.factories.packages import (
    SCORM_2004,
    archive,
    make_package,
    package_members,
    write_archive,
    write_zip,
)
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.held_locks import locked_by_another


def files_of(package: Package) -> set[str]:
    folder = Path(storages["packages"].path(package.label))
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def refusal_codes(**options: Any) -> list[ProblemCode]:
    with pytest.raises(PackageRefused) as refusal:
        ImportPackage(title="Igen", by=None, **options).run()
    return [problem.code for problem in refusal.value.problems]


@pytest.mark.django_db
def test_import_when_sound_stores_all_and_says_who_and_what(tmp_path: Path) -> None:
    by, owner = PersonFactory(is_superuser=True), MunicipalityFactory()
    path = write_archive(tmp_path / "kurs.zip", standard=SCORM_2004, files={"bilder/å ä.svg": b"<svg/>"})

    package = ImportPackage(archive=path, title="Kurs", by=by, owner=owner).run()

    package.refresh_from_db()
    assert (package.status, package.version, package.standard) == (PackageStatus.READY, 1, SCORM_2004)
    assert (package.owner, package.created_by, package.file_count) == (owner, by, 3)
    assert package.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert files_of(package) == {"imsmanifest.xml", "del-1.html", "bilder/å ä.svg"}
    assert package.total_bytes == sum(
        Path(storages["packages"].path(f"{package.label}/{name}")).stat().st_size
        for name in files_of(package)
    )


@pytest.mark.django_db
def test_import_when_stream_is_given_leaves_it_open() -> None:
    stream = archive()

    ImportPackage(archive=stream, title="Kurs", by=None).run()

    assert not stream.closed


@pytest.mark.django_db
def test_import_when_lineage_is_given_takes_the_next_number() -> None:
    first = make_package(title="Ett")

    second = ImportPackage(archive=archive(title="Två"), title="Två", by=None, lineage=first.lineage).run()
    third = ImportPackage(archive=archive(title="Tre"), title="Tre", by=None, lineage=first.lineage).run()

    assert [first.version, second.version, third.version] == [1, 2, 3]
    assert len({first.label, second.label, third.label}) == 3


@pytest.mark.django_db
def test_import_when_lineage_has_the_file_is_refused() -> None:
    first = make_package()

    assert refusal_codes(archive=archive(), lineage=first.lineage) == [ProblemCode.ALREADY_IMPORTED]
    assert Package.objects.get() == first


@pytest.mark.django_db
def test_import_when_another_material_has_the_file_is_taken() -> None:
    assert make_package().digest == make_package().digest
    assert Package.objects.count() == 2


@pytest.mark.django_db
def test_import_when_the_same_is_being_imported_says_so() -> None:
    running = make_package()
    Package.objects.update(status=PackageStatus.IMPORTING)

    with locked_by_another(running.label):
        codes = refusal_codes(archive=archive(), lineage=running.lineage)

    assert codes == [ProblemCode.BEING_IMPORTED]


@pytest.mark.django_db
def test_import_when_the_same_was_killed_is_taken() -> None:
    killed = make_package()
    Package.objects.update(status=PackageStatus.IMPORTING)

    package = ImportPackage(archive=archive(), title="Igen", by=None, lineage=killed.lineage).run()

    assert (Package.objects.get(), package.version) == (package, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("root", ["kurs", "/kurs/"])
def test_import_when_root_is_given_takes_that_folder_alone(root: str) -> None:
    stream = BytesIO()
    members = {f"kurs/{name}": content for name, content in package_members().items()}
    write_zip(stream, {**members, "läs mig.txt": b"x"})

    package = ImportPackage(archive=stream, title="Kurs", by=None, root=root).run()

    assert files_of(package) == {"imsmanifest.xml", "del-1.html"}


@pytest.mark.django_db
def test_import_when_root_has_no_manifest_is_refused() -> None:
    stream = BytesIO(moved_to("kurs"))

    assert refusal_codes(archive=stream, root="annan") == [ProblemCode.ROOT_WITHOUT_MANIFEST]


@pytest.mark.django_db
def test_import_when_names_are_undeclared_utf8_are_read_and_composed() -> None:
    marked = archive(files={"ä.svg": b"<svg/>"}).getvalue()
    decomposed = "a\u0308.svg".encode()
    unmarked = archive(files={"xxx.svg": b"<svg/>"}).getvalue().replace(b"xxx.svg", decomposed)

    for data in (marked, unmarked):
        assert "ä.svg" in files_of(ImportPackage(archive=BytesIO(data), title="Kurs", by=None).run())


@pytest.mark.django_db
def test_import_when_the_disk_fails_half_way_leaves_nothing(monkeypatch: Any) -> None:
    storage = storages["packages"]
    saved: list[str] = []
    save = storage.save

    def failing(name: str, content: Any) -> str:
        if saved:
            raise OSError(28, "No space left on device")
        saved.append(name)
        return save(name, content)

    monkeypatch.setattr(storage, "save", failing)

    assert refusal_codes(archive=archive()) == [ProblemCode.NOT_STORED]
    assert (len(saved), Package.objects.count()) == (1, 0)
    assert not Path(storage.path(saved[0])).parent.exists()


@pytest.mark.django_db
def test_import_when_within_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        make_package()


@pytest.mark.django_db
def test_plan_stores_nothing() -> None:
    plan = plan_package(archive=archive(title="Kurs"))

    assert (plan.is_sound, plan.manifest.title, sorted(plan.files)) == (
        True,
        "Kurs",
        ["del-1.html", "imsmanifest.xml"],
    )
    assert Package.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.both_engines
def test_delete_when_nothing_uses_it_removes_row_and_files() -> None:
    package, other = make_package(), make_package()

    DeletePackage(package=package, by=None).run()

    assert Package.objects.get() == other
    assert not Path(storages["packages"].path(package.label)).exists()
    assert files_of(other) == {"imsmanifest.xml", "del-1.html"}


@pytest.mark.django_db
def test_delete_when_a_module_version_has_it_is_refused() -> None:
    make_site()
    package = make_package()
    PublishModulePage(
        by=None,
        module_slug="kurs",
        language="sv",
        title="Kurs",
        introduction="En kurs.",
        minutes=5,
        aims="<p>Kunna.</p>",
        audience="Alla",
        themes=[],
        steps=[("package", {"title": "Kurs", "package": package})],
    ).run()

    with pytest.raises(PackageInUse):
        DeletePackage(package=package, by=None).run()

    package.refresh_from_db()
    assert package.status == PackageStatus.READY
    assert files_of(package) == {"imsmanifest.xml", "del-1.html"}


@pytest.mark.django_db
@pytest.mark.both_engines
def test_sweep_when_an_import_runs_leaves_it_alone() -> None:
    running = make_package()
    Package.objects.update(status=PackageStatus.IMPORTING)

    with locked_by_another(running.label):
        assert sweep_unfinished_imports() == 0

    assert files_of(running) == {"imsmanifest.xml", "del-1.html"}
    assert sweep_unfinished_imports() == 1
    assert not Path(storages["packages"].path(running.label)).exists()


@pytest.mark.django_db
def test_sweep_when_all_is_finished_touches_nothing() -> None:
    package = make_package()

    assert sweep_unfinished_imports() == 0
    assert files_of(package) == {"imsmanifest.xml", "del-1.html"}


def test_locks_when_folder_is_elsewhere_are_not_in_the_way(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path

    with file_lock("a" * 32) as first, file_lock("a" * 32) as second:
        assert (first, second, lock_file_labels()) == (True, False, ["a" * 32])

    assert list((tmp_path / "tmp" / "imports").iterdir()) == []


def test_lock_file_that_was_removed_after_it_was_opened_locks_nothing(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    opened = os.open

    def open_before_the_release(path: Any, *arguments: Any) -> int:
        handle = opened(path, *arguments)
        Path(path).unlink()
        return handle

    monkeypatch.setattr(os, "open", open_before_the_release)

    with file_lock("a") as is_held:
        assert not is_held
