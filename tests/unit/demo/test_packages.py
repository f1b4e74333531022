"""The built packages have valid manifests, no external resources and reproducible bytes."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import defusedxml.ElementTree as ElementTree
import pytest

from content_import.packages.actions import plan_package
from demo.build_packages import build_all, build_package, main, package_members
from demo.building.pages import FONT
from demo.catalogues.modules import DemoModule, module, modules
from demo.catalogues.source import Language, SourceError, Standard
from scorm.enums import PackageStandard

PREFIXES_12 = {
    "cp": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
}
PREFIXES_2004 = {
    "cp": "http://www.imsglobal.org/xsd/imscp_v1p1",
    "adlcp": "http://www.adlnet.org/xsd/adlcp_v1p3",
    "imsss": "http://www.imsglobal.org/xsd/imsss",
}
ADDRESS = re.compile(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"'<]*")
DRAWING_NAMESPACE = "http://www.w3.org/2000/svg"

EDITIONS = [(demo_module, language) for demo_module in modules() for language in demo_module.languages]
each_edition = pytest.mark.parametrize(
    ("demo_module", "language"), EDITIONS, ids=[f"{m.slug}.{language}" for m, language in EDITIONS]
)


def read_manifest(demo_module: DemoModule, language: str) -> tuple[Element, dict[str, str]]:
    text = package_members(demo_module, language=language)["imsmanifest.xml"].decode()
    return ElementTree.fromstring(text), PREFIXES_2004 if demo_module.standard.is_2004 else PREFIXES_12


def texts_of(demo_module: DemoModule, language: str) -> dict[str, str]:
    """Return the members that are text, by name."""
    members = package_members(demo_module, language=language)
    return {name: content.decode() for name, content in members.items() if name != FONT}


def test_build_is_the_same_every_time(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in build_all(tmp_path / "first")}
    second = {path.name: path.read_bytes() for path in build_all(tmp_path / "second")}

    assert first == second
    assert len(first) == len(EDITIONS)


def test_build_command_with_folder_writes_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path)]) == 0

    assert sorted(capsys.readouterr().out.split()) == sorted(str(path) for path in tmp_path.iterdir())


@each_edition
def test_manifest_lists_every_file_and_no_other(
    demo_module: DemoModule, language: str, tmp_path: Path
) -> None:
    path = build_package(demo_module, language=language, out=tmp_path)
    root, prefixes = read_manifest(demo_module, language)

    listed = {element.attrib["href"] for element in root.iterfind(".//cp:file", prefixes)}
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == listed | {"imsmanifest.xml"}


@each_edition
def test_manifest_items_launch_pages_in_the_package(demo_module: DemoModule, language: str) -> None:
    members = package_members(demo_module, language=language)
    root, prefixes = read_manifest(demo_module, language)
    resources = {
        element.attrib["identifier"]: element for element in root.iterfind(".//cp:resource", prefixes)
    }
    items = root.findall(".//cp:item", prefixes)

    launched = [resources[item.attrib["identifierref"]].attrib["href"] for item in items]
    assert len(launched) == len(demo_module.course(language).chapters)
    assert set(launched) <= set(members)


@each_edition
def test_manifest_references_are_all_defined(demo_module: DemoModule, language: str) -> None:
    root, prefixes = read_manifest(demo_module, language)
    identifiers = [element.attrib["identifier"] for element in root.iter() if "identifier" in element.attrib]
    references = {
        element.attrib["identifierref"] for element in root.iter() if "identifierref" in element.attrib
    }
    organizations = root.find("cp:organizations", prefixes)

    assert len(set(identifiers)) == len(identifiers)
    assert references <= set(identifiers)
    assert organizations is not None
    assert organizations.attrib["default"] in identifiers


@each_edition
def test_manifest_states_its_standard(demo_module: DemoModule, language: str) -> None:
    root, prefixes = read_manifest(demo_module, language)

    assert root.findtext("cp:metadata/cp:schema", namespaces=prefixes) == "ADL SCORM"
    assert root.findtext("cp:metadata/cp:schemaversion", namespaces=prefixes) == demo_module.standard


@pytest.mark.parametrize("demo_module", modules(), ids=lambda demo_module: demo_module.slug)
def test_manifest_carries_the_pass_mark(demo_module: DemoModule) -> None:
    root, prefixes = read_manifest(demo_module, Language.SWEDISH)
    if demo_module.standard is Standard.SCORM_12:
        marks = [float(mark.text or "") for mark in root.iterfind(".//cp:item/adlcp:masteryscore", prefixes)]
    else:
        path = (
            ".//cp:item/imsss:sequencing/imsss:objectives/imsss:primaryObjective/imsss:minNormalizedMeasure"
        )
        marks = [100 * float(mark.text or "") for mark in root.iterfind(path, prefixes)]

    chapters = len(demo_module.course(Language.SWEDISH).chapters)
    assert marks == ([] if demo_module.pass_mark is None else [demo_module.pass_mark] * chapters)


@each_edition
def test_package_has_no_requests_to_other_hosts(demo_module: DemoModule, language: str) -> None:
    found = {
        address
        for name, text in texts_of(demo_module, language).items()
        if name != "imsmanifest.xml"
        for address in ADDRESS.findall(text)
    }

    assert found <= {DRAWING_NAMESPACE}


@each_edition
def test_package_has_the_sites_type_and_no_other(demo_module: DemoModule, language: str) -> None:
    members = package_members(demo_module, language=language)
    sheets = "".join(text for name, text in texts_of(demo_module, language).items() if name.endswith(".css"))

    fonts = re.findall(r"\bfont(?:-family)?:([^;]*)", sheets)
    assert members[FONT][:4] == b"wOF2"
    assert f'url("{FONT}")' in sheets
    assert [font for font in fonts if "Inter" not in font and "inherit" not in font] == []


@each_edition
def test_package_has_no_inline_event_handler(demo_module: DemoModule, language: str) -> None:
    def tags() -> Iterator[str]:
        for name, text in texts_of(demo_module, language).items():
            if name.endswith(".html"):
                yield from re.findall(r"<[a-z][^>]*>", text)

    assert [tag for tag in tags() if re.search(r"\son\w+=", tag)] == []


def test_package_of_several_chapters_has_a_table_of_contents() -> None:
    root, prefixes = read_manifest(module("nara-vard-i-kommunen"), Language.SWEDISH)

    titles = [
        item.findtext("cp:title", namespaces=prefixes) for item in root.iterfind(".//cp:item", prefixes)
    ]
    assert titles == [chapter.title for chapter in module("nara-vard-i-kommunen").course("sv").chapters]
    assert len(titles) == 3


@each_edition
def test_package_is_sound_to_our_own_importer(demo_module: DemoModule, language: str, tmp_path: Path) -> None:
    plan = plan_package(archive=build_package(demo_module, language=language, out=tmp_path))

    assert plan.problems == ()
    assert plan.manifest is not None
    is_2004 = plan.manifest.standard == PackageStandard.SCORM_2004
    assert is_2004 == demo_module.standard.is_2004
    assert [item.title for item in plan.manifest.items] == [
        chapter.title for chapter in demo_module.course(language).chapters
    ]


def test_aim_that_the_module_does_not_have_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "brytpunktssamtal"
    shutil.copytree(module("brytpunktssamtal").folder, folder)
    source = folder / "sv.md"
    source.write_text(source.read_text(encoding="utf-8").replace("aim=lindra", "aim=linda"), encoding="utf-8")

    with pytest.raises(SourceError, match=r"No aim in module\.toml is called “linda”"):
        build_package(replace(module("brytpunktssamtal"), folder=folder), language="sv", out=tmp_path)
