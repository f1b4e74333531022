"""Manifests in the forms of real packages, and the problems of invalid ones."""

from __future__ import annotations

import pytest

from content_import.enums import ProblemCode
from scorm.enums import ItemKind
from scorm.manifest.parser import parse_manifest
from scorm.manifest.problems import ManifestRefused
from scorm.manifest.structure import Manifest
from tests.factories.packages import SCORM_12, SCORM_2004, Folder, ManifestText, Sco, package_members

BARE = (
    '<manifest identifier="m"><organizations default="b">'
    '<organization identifier="a"><title>A</title><item identifier="i" identifierref="r"/></organization>'
    '<organization identifier="b"><title>B</title><item identifier="j" identifierref="r"/></organization>'
    '</organizations><resources><resource identifier="r" href="x.html"/></resources></manifest>'
)


def parse(text: str, *files: str) -> Manifest:
    return parse_manifest(text.encode(), files or ("x.html",))


def built(*items: Sco | Folder, **options: object) -> Manifest:
    members = package_members(items or (Sco(),), **options)
    return parse_manifest(members["imsmanifest.xml"], members.keys())


def codes(text: str, *files: str) -> list[ProblemCode]:
    with pytest.raises(ManifestRefused) as refusal:
        parse(text, *files)
    return [problem.fault for problem in refusal.value.problems]


@pytest.mark.parametrize(
    ("version", "standard"),
    [
        ("1.2", SCORM_12),
        ("CAM 1.3", SCORM_2004),
        ("2004 3rd Edition", SCORM_2004),
        ("2004 4th Edition", SCORM_2004),
    ],
)
def test_standard_when_schema_version_says_it_is_that(version: str, standard: str) -> None:
    manifest = built(schema_version=version)

    assert (manifest.standard, manifest.schema_version) == (standard, version)


@pytest.mark.parametrize("standard", [SCORM_12, SCORM_2004])
def test_standard_without_schema_version_is_that_of_namespaces(standard: str) -> None:
    assert built(schema_version="", standard=standard).standard == standard


def test_standard_without_declaration_is_12() -> None:
    assert parse(BARE).standard == SCORM_12


def test_standard_when_schema_is_another_is_refused() -> None:
    metadata = (
        "<metadata><schema>IMS Common Cartridge</schema><schemaversion>1.1.0</schemaversion></metadata>"
    )

    assert codes(BARE.replace("<org", f"{metadata}<org", 1)) == [ProblemCode.UNKNOWN_STANDARD]


def test_organization_when_several_is_the_default() -> None:
    assert parse(BARE).title == "B"


@pytest.mark.parametrize("default", ["", "borta"])
def test_organization_when_default_names_none_is_the_first(default: str) -> None:
    assert parse(BARE.replace('default="b"', f'default="{default}"')).title == "A"


def test_items_when_nested_keep_order_and_depth() -> None:
    manifest = built(
        Folder("f1", children=[Sco("a"), Folder("f2", children=[Folder("f3", children=[Sco("b")])])]),
        Sco("c", kind="asset", visible=False),
    )

    assert [item.identifier for item in manifest.launchable] == ["a", "b", "c"]
    assert [item.kind for item in manifest.launchable] == [ItemKind.SCO, ItemKind.SCO, ItemKind.ASSET]
    assert [item.visible for item in manifest.launchable] == [True, True, False]
    assert manifest.items[0].children[1].children[0].kind == ItemKind.FOLDER


def test_item_when_scorm_12_has_its_rules() -> None:
    manifest = built(
        Sco(
            "a",
            mastery_score=80,
            prerequisites="b&(c|~d)",
            max_time_allowed="00:30:00",
            time_limit_action="exit,message",
            launch_data="läge=1",
        )
    )
    item = manifest.item("a")

    assert (item.mastery_score, item.prerequisites) == (80.0, "b&(c|~d)")
    assert (item.max_time_allowed, item.time_limit_action) == ("00:30:00", "exit,message")
    assert item.launch_data == "läge=1"
    assert item.sequencing == {}


def test_item_when_mastery_score_is_empty_has_none() -> None:
    assert built(Sco("a", extra="<adlcp:masteryscore> </adlcp:masteryscore>")).item("a").mastery_score is None


@pytest.mark.parametrize("score", ["80 %", "80,5", "101", "-1", "nan", "inf"])
def test_item_when_mastery_score_is_no_score_is_refused(score: str) -> None:
    text = str(ManifestText([Sco("a", extra=f"<adlcp:masteryscore>{score}</adlcp:masteryscore>")]))

    assert codes(text, "a.html") == [ProblemCode.BAD_NUMBER]


def test_launch_when_bases_parameters_and_queries_are_joined() -> None:
    manifest = built(Sco("a", base="kurs/", href="sida.html?x=1", parameters="?y=2"))

    assert manifest.item("a").href == "kurs/sida.html?x=1&y=2"


def test_manifest_when_written_to_json_comes_back_the_same() -> None:
    manifest = built(Folder("f", children=[Sco("a")]), standard=SCORM_2004)

    assert Manifest.from_json(manifest.to_json()) == manifest


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_manifest_when_in_another_encoding_is_read(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{declared}"?>' + BARE.replace(
        "<title>B", "<title>Vård på lika villkor"
    )

    assert parse_manifest(text.encode(encoding), ["x.html"]).title == "Vård på lika villkor"


def test_manifest_when_much_is_wrong_names_everything() -> None:
    text = (
        '<manifest><organizations><organization identifier="o">'
        '<item identifier="a" identifierref="borta"><title>Ett</title></item>'
        '<item identifier="a" identifierref="tom"><title>Två</title></item>'
        '<item identifierref="r"><title>Tre</title></item>'
        '<item identifier="d" identifierref="sub"><title>Fyra</title></item>'
        "</organization></organizations><resources>"
        '<resource identifier="r" href="borta.html"/><resource identifier="tom"/><resource identifier="tom"/>'
        '</resources><manifest identifier="sub"/></manifest>'
    )

    assert codes(text) == [
        ProblemCode.IDENTIFIER_TWICE,
        ProblemCode.RESOURCE_MISSING,
        ProblemCode.IDENTIFIER_TWICE,
        ProblemCode.NO_LAUNCH,
        ProblemCode.NO_IDENTIFIER,
        ProblemCode.LAUNCH_MISSING,
        ProblemCode.RESOURCE_IN_SUB_MANIFEST,
    ]


@pytest.mark.parametrize(
    ("organizations", "code"),
    [
        ("", ProblemCode.NO_ORGANIZATION),
        ("<organizations/>", ProblemCode.NO_ORGANIZATION),
        (
            "<organizations><organization identifier='o'/></organizations>",
            ProblemCode.EMPTY_ORGANIZATION,
        ),
        (
            "<organizations><organization identifier='o'><item identifier='i'/></organization>"
            "</organizations>",
            ProblemCode.NOTHING_TO_LAUNCH,
        ),
    ],
)
def test_manifest_when_nothing_can_be_shown_is_refused(organizations: str, code: ProblemCode) -> None:
    assert codes(f"<manifest>{organizations}</manifest>") == [code]


def test_items_when_nested_beyond_reason_are_refused() -> None:
    items = "".join(f'<item identifier="i{n}">' for n in range(80)) + "</item>" * 80

    text = BARE.replace('<item identifier="j" identifierref="r"/>', items)

    assert ProblemCode.TOO_DEEP in codes(text)


def test_identifier_when_longer_than_what_is_kept_is_refused() -> None:
    assert codes(BARE.replace('"j"', f'"{"j" * 256}"')) == [ProblemCode.IDENTIFIER_TOO_LONG]
