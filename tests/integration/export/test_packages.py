"""Exported packages: what is in them, and what they do without."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from content_import.packages.actions import plan_package
from lms.export.actions import newest_version
from lms.export.building.plan import plan_export
from lms.export.enums import ExportFormat
from lms.h5p.models import H5PLibrary
from scorm.enums import PackageStandard
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import captions, document, recording
from tests.factories.h5p.archives import install, make_h5p_package
from tests.factories.packages import SCORM_2004, Folder, Sco, make_package
from tests.factories.seminars import make_film
from tests.factories.steps.exports import QUESTIONS, exported, exported_page
from tests.factories.steps.questions import key

pytestmark = pytest.mark.django_db

#: attributes from which a browser would load something, and what another host's address begins with
LOADED = re.compile(r'\s(?:src|srcset|poster|data|action|formaction)="([^"]*)"')
LINKED = re.compile(r'<a [^>]*href="([^"]*)"')


def members(archive: BytesIO) -> dict[str, bytes]:
    with ZipFile(archive) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="module" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("kind", [ExportFormat.SCORM_12, ExportFormat.SCORM_2004])
def test_export_of_every_kind_of_step_is_one_valid_sco(kind: ExportFormat) -> None:
    archive = exported(exported_page(), kind)

    plan = plan_package(archive=archive)

    assert [problem.message for problem in plan.problems] == []
    assert plan.manifest is not None
    assert (plan.manifest.standard, plan.manifest.title) == (kind.standard, "Hygien i hemmet")
    assert [(item.kind, item.href) for item in plan.manifest.launchable] == [("sco", "part-1.html")]
    files = members(archive)
    page = files["part-1.html"].decode()
    loaded = [each for found in LOADED.findall(page) for each in re.split(r"[ ,]+", found) if "/" in each]
    assert len(loaded) > 8
    assert {address for address in loaded if address not in files} == set()
    assert LINKED.findall(page) == ["https://exempel.se/start"]
    assert "testserver" not in page
    assert "å ä ö. Ring numret." in page
    data = data_of(page)
    assert [step["rules"]["play"] for step in data["steps"]] == ["read", "questions", "check", "conversation"]
    assert {key(question["value"]["prompt"]) for question in QUESTIONS.values()} < data["questions"].keys()
    manifest = files["imsmanifest.xml"].decode()
    assert "CC BY-SA 4.0" in manifest
    assert "Undersköterskor i hemtjänst" in manifest
    listed = set(re.findall(r'<file href="([^"]+)"', manifest))
    assert files.keys() - listed == {"imsmanifest.xml"}
    addresses = re.findall(rb"url\(\s*[\"']?([^)\"']+)", files["css/narlara.css"])
    assert {each for each in addresses if not each.startswith((b"data:", b"#"))} == {b"../fonts/inter.woff2"}


def test_film_is_in_the_package_only_when_it_is_chosen() -> None:
    film = recording(make_film(), title="Så vänder du")
    texts = document(captions(), title="Undertexter")
    values = {"film": film.pk, "captions": texts.pk, "summary": "<p>Så gör du.</p>"}
    page = make_module_page("Vändning", steps=[("film", {"title": "Vänd", **values})])

    whole = members(exported(page, ExportFormat.SCORM_12))
    small = members(exported(page, ExportFormat.SCORM_12, with_recordings=False))

    with film.file.open() as stream:
        assert stream.read() in whole.values()
    assert sorted(name[-4:] for name in whole if name.startswith("files/")) == [".mp4", ".vtt", "webp"]
    assert [name for name in small if name.startswith("files/")] == []
    assert "<video" not in small["part-1.html"].decode()
    assert "Så gör du." in small["part-1.html"].decode()
    version = newest_version(page)
    assert version is not None
    assert plan_export(version, PackageStandard.SCORM_12).recordings_size == film.file.size


def test_packages_of_the_same_standard_become_items_in_order() -> None:
    package = make_package(items=[Sco("a", title="Första"), Sco("b", title="Andra", mastery_score=80)])
    text = {"title": "Före", "body": "<p>Läs.</p>"}
    steps = [
        ("text", text),
        ("package", {"title": "Öva", "package": package}),
        ("text", {**text, "title": "Efter"}),
        ("text", {**text, "title": "Sist"}),
    ]
    page = make_module_page("Blandat", steps=steps)

    archive = exported(page, ExportFormat.SCORM_12)
    plan = plan_package(archive=archive)

    assert plan.problems == ()
    assert plan.manifest is not None
    assert [(item.title, item.href, item.mastery_score) for item in plan.manifest.launchable] == [
        ("Före", "part-1.html", None),
        ("Första", "package-2/a.html", None),
        ("Andra", "package-2/b.html", 80),
        ("Efter", "part-3.html", None),
    ]
    version = newest_version(page)
    assert version is not None
    (problem,) = plan_export(version, PackageStandard.SCORM_2004).problems
    assert problem == "”Öva” är ett paket i SCORM 1.2, och en fil kan bara ha en standard."


def test_h5p_content_is_a_part_with_its_libraries_or_is_named(tmp_path: Path) -> None:
    install(tmp_path)
    text = ("text", {"title": "Före", "body": "<p>Läs.</p>"})
    steps = [text, ("package", {"title": "Fråga", "package": make_h5p_package(tmp_path)})]
    page = make_module_page("Fall", steps=steps)

    for kind in (ExportFormat.SCORM_12, ExportFormat.SCORM_2004):
        archive = exported(page, kind)
        plan = plan_package(archive=archive)
        assert plan.problems == ()
        assert plan.manifest is not None
        assert [item.href for item in plan.manifest.launchable] == ["part-1.html", "h5p-2.html"]
        files = members(archive)
        libraries = {name.split("/")[2] for name in files if name.startswith("h5p/libraries/")}
        assert libraries == {"Narlara.Base-1.0", "Narlara.Quiz-1.2"}
        assert {"package-2/content/content.json", "h5p/dist/main.bundle.js"} < files.keys()
        assert b"gpl-3.0" in files["h5p/LICENCE.txt"]

    H5PLibrary.objects.filter(machine_name="Narlara.Base").delete()
    version = newest_version(page)
    assert version is not None
    without = plan_export(version, PackageStandard.SCORM_12)
    assert without.left_out == (
        "”Fråga” utelämnas: de här H5P-biblioteken är inte installerade: Narlara.Base 1.0.",
    )
    assert (len(without.parts), without.problems) == (1, ())


def test_package_with_rules_about_order_is_refused_with_a_sentence() -> None:
    parts = [Folder("mapp", children=[Sco("a"), Sco("b")])]
    package = make_package(items=parts, standard=SCORM_2004)
    page = make_module_page(package=package)
    version = newest_version(page)
    assert version is not None

    plan = plan_export(version, PackageStandard.SCORM_2004)

    assert len(plan.problems) == 1
    assert "ordning" in plan.problems[0]
