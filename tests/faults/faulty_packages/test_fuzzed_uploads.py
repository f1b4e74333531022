"""Archives and manifests that nobody has thought of, through the page where a trainer uploads."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Package
from people.enums import RoleKind
from scorm.enums import PackageStandard
from tests.factories.packages import NAMESPACES, package_members, write_zip
from tests.factories.people import make_role
from tests.faults.examples import examples
from tests.faults.faulty_packages.archive_faults import SMALL_LIMITS
from tests.faults.faulty_packages.drafts import Member, pack
from tests.faults.faulty_packages.packages import sound_package
from tests.faults.memory import MOST_ADDED, PeakMemory, needs_proc

pytestmark = [pytest.mark.django_db, needs_proc]
a_few = examples(25)
SOUND = sound_package(PackageStandard.SCORM_2004)


@pytest.fixture
def trainer(settings: Any) -> Client:
    for name, value in SMALL_LIMITS.items():
        setattr(settings, name, value)
    person = make_role(RoleKind.TRAINER)
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(person)
    return client


def upload(client: Client, data: bytes) -> None:
    """Upload it: it is taken, or refused with sentences on the page and no row; the memory is bounded.

    An archive that has been taken already is not stored again.
    """
    memory, before = PeakMemory(), Package.objects.count()
    is_known = Package.objects.filter(digest=hashlib.sha256(data).hexdigest()).exists()
    file = SimpleUploadedFile("kurs.zip", data)

    response = client.post(reverse("wagtailsnippets_courses_package:add"), {"file": file, "title": "Fuzz"})

    assert memory.added < MOST_ADDED
    if response.status_code == 302:
        assert Package.objects.count() == before + (not is_known)
        return
    assert response.status_code == 200
    form = response.context["form"]
    assert Package.objects.count() == before
    assert form.errors
    # A file of no bytes is Django's to refuse; all else has a sentence of ours.
    assert form.problems or not data
    assert all(problem.message.endswith(".") for problem in form.problems)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Draw a sound archive with bytes changed, cut out, doubled or put in."""
    data = bytearray(SOUND)
    for _ in range(draw(st.integers(1, 6))):
        # most of what is read as a promise stands at the end: the table of contents
        at = draw(st.integers(0, len(data)) | st.integers(max(len(data) - 400, 0), len(data)))
        length = draw(st.integers(0, 40))
        piece = draw(
            st.binary(max_size=8) | st.sampled_from([b"\xff" * 8, bytes(8), b"PK\x05\x06", b"PK\x01\x02"])
        )
        way = draw(st.sampled_from(["change", "cut", "double", "end"]))
        if way == "change":
            data[at : at + len(piece)] = piece
        elif way == "cut":
            del data[at : at + length]
        elif way == "double":
            data[at:at] = data[at : at + length]
        else:
            del data[at:]
    return bytes(data)


NAMES = ["manifest", "organizations", "organization", "item", "title", "resources", "resource", "file"]
NAMES += ["sequencing", "objectives", "primaryObjective", "objective", "mapInfo", "rollupRules", "rollupRule"]
NAMES += ["completionThreshold", "masteryscore", "presentation", "navigationInterface", "hideLMSUI", "data"]
NAMES += ["map", "metadata", "schema", "schemaversion", "sequencingCollection", "limitConditions"]
ATTRIBUTES = ["identifier", "identifierref", "href", "xml:base", "default", "isvisible", "parameters", "ID"]
ATTRIBUTES += ["IDRef", "attemptLimit", "minProgressMeasure", "objectiveID", "adlcp:scormType", "structure"]
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
VALUES = TEXT | st.sampled_from(
    [
        "",
        "org",
        "r",
        "i",
        "del-1.html",
        "../x",
        "//[",
        "http://[::",
        "nan",
        "1e999",
        "9" * 5_000,
        "%",
        "%ff",
        "#",
    ]
)


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> str:
    """Draw an XML tree of a manifest's own names, in any order and at any place."""
    name = draw(st.sampled_from(NAMES))
    written = draw(st.dictionaries(st.sampled_from(ATTRIBUTES), VALUES, max_size=4))
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in written.items())
    inner = escape(draw(VALUES))
    if depth < 5:
        inner += "".join(draw(st.lists(trees(depth=depth + 1), max_size=3)))
    return f"<{name}{attributes}>{inner}</{name}>"


@st.composite
def manifests(draw: st.DrawFn) -> bytes:
    """Draw a manifest with the bones of one, so that what comes after is read too."""
    standard = draw(st.sampled_from(list(PackageStandard)))
    items, resources, rest = (draw(st.lists(trees(), max_size=3)) for _ in range(3))
    text = (
        f'<manifest identifier="m" {NAMESPACES[standard]}>{"".join(rest)}<organizations default="org">'
        f'<organization identifier="org"><title>x</title><item identifier="i" identifierref="r">'
        f"{''.join(items)}</item></organization></organizations><resources>"
        f'<resource identifier="r" href="del-1.html"/>{"".join(resources)}</resources></manifest>'
    )
    return text.encode()


@given(mutated())
@a_few
def test_upload_when_bytes_of_the_archive_are_changed_is_answered(trainer: Client, data: bytes) -> None:
    upload(trainer, data)


@given(manifests())
@a_few
def test_upload_when_the_manifest_is_any_tree_is_answered(trainer: Client, manifest: bytes) -> None:
    stream = BytesIO()
    write_zip(stream, package_members(manifest=manifest))

    upload(trainer, stream.getvalue())


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda noise: b"<manifest>" + noise))
@a_few
@pytest.mark.both_engines
def test_upload_when_the_manifest_is_noise_is_answered(trainer: Client, manifest: bytes) -> None:
    upload(trainer, pack([Member("imsmanifest.xml", manifest)]))


# Python's zipfile ends a name at NUL, and can write none that is empty.
MEMBER_NAMES = st.text(min_size=1, max_size=30).filter(lambda name: not name.startswith("\x00"))


@given(st.lists(st.tuples(MEMBER_NAMES, st.integers(0, 0xFFFF)), max_size=6))
@a_few
def test_upload_when_names_and_modes_of_members_are_anything_is_answered(
    trainer: Client, drawn: list[tuple[str, int]]
) -> None:
    members = [Member(name, mode=mode) for name, mode in drawn]

    upload(trainer, pack([Member("imsmanifest.xml"), *members]))
