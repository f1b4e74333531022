"""Limits of archives, and what they count."""

from __future__ import annotations

from io import BytesIO

from content_import.archives.archive import Limits, PackageArchive
from content_import.archives.plan import plan_import
from content_import.enums import ProblemCode
from content_import.exceptions import PackageRefused
from tests.factories.packages import archive, package_members, write_zip


def codes(stream: BytesIO, **limits: int) -> list[ProblemCode]:
    """Return the problem codes of a plan under these limits."""
    values = {"max_bytes": 10**9, "max_members": 100, "max_ratio": 200, **limits}
    try:
        with PackageArchive(stream, Limits(**values)) as package:
            return [problem.code for problem in plan_import(package).problems]
    except PackageRefused as refusal:
        return [problem.code for problem in refusal.problems]


def test_plan_when_members_reach_the_limit_is_sound() -> None:
    assert codes(archive(files={"a.txt": b"a", "b.txt": b"b"}), max_members=4) == []


def test_plan_when_members_exceed_the_limit_is_refused() -> None:
    assert codes(archive(files={"a.txt": b"a", "b.txt": b"b"}), max_members=3) == [ProblemCode.TOO_MANY_FILES]


def test_plan_when_directory_is_too_large_to_read_is_refused_unread() -> None:
    files = {f"{'x' * 200}/{n}.txt": b"" for n in range(2000)}
    stream = archive(files=files)
    reads: list[int] = []

    class Watched(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            reads.append(len(data))
            return data

    assert codes(Watched(stream.getvalue()), max_members=10) == [ProblemCode.TOO_MANY_FILES]
    assert max(reads) <= 256 * 1024


def test_plan_when_contents_exceed_the_limit_is_refused() -> None:
    assert codes(archive(), max_bytes=1000) == [ProblemCode.TOO_LARGE]


def test_plan_when_unpacking_a_bomb_stops_at_the_limit() -> None:
    stream = archive(files={f"{n}.bin": bytes(2 * 1024**2) for n in range(20)})
    with PackageArchive(stream, Limits(10 * 1024**2, 100, 10**6)) as package:
        problems = plan_import(package).problems

        assert [problem.code for problem in problems] == [ProblemCode.TOO_LARGE]
        assert package.unpacked < 12 * 1024**2


def test_plan_when_archive_holds_an_archive_counts_it_unopened() -> None:
    inner = archive(files={"zeros.bin": bytes(4 * 1024**2)}).getvalue()

    assert codes(archive(files={"inner.zip": inner})) == []


def test_plan_when_nested_archive_inflates_is_refused() -> None:
    inner = archive(files={f"{n}.bin": bytes(4 * 1024**2) for n in range(300)}).getvalue()
    nested = archive(files={"inner.zip": inner})

    assert codes(nested, max_ratio=5) == [ProblemCode.ARCHIVE_INFLATES]


def test_plan_when_several_things_are_wrong_names_them_all() -> None:
    stream = BytesIO()
    write_zip(stream, {**package_members(), "../a": b"", "b\\c": b"", "DEL-1.html": b"", "/d": b""})

    assert sorted(codes(stream)) == sorted(
        [ProblemCode.OUTSIDE, ProblemCode.BACKSLASH, ProblemCode.SAME_BUT_CASE, ProblemCode.OUTSIDE]
    )


def test_plan_when_archive_has_what_systems_add_leaves_it_out() -> None:
    stream = archive(files={"__MACOSX/._del-1.html": b"x", ".DS_Store": b"x", "bilder/Thumbs.db": b"x"})

    with PackageArchive(stream) as package:
        assert sorted(plan_import(package).files) == ["del-1.html", "imsmanifest.xml"]
