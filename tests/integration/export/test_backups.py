"""Backups of modules: without persons, imported by another installation, hostile ones refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import CommandError, call_command

from courses.models import Module, ModulePage, Package, Recording
from lms.export.models import ModuleImport
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import document, image, recording
from tests.factories.packages import make_package
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_film, make_pdf
from tests.factories.steps.content import content
from tests.factories.steps.question_banks import FALSE, make_bank
from tests.factories.steps.questions import check, hotspot, key, screen, single_choice, text, true_false

pytestmark = pytest.mark.django_db(transaction=True)

Members = dict[str, bytes]


def whole_page() -> ModulePage:
    """Return a page with a picture, a document, a film and a package, edited by somebody."""
    author = PersonFactory(first_name="Ragnhild", last_name="Okänd", username="ragnhild.okand")
    picture, paper, film = image(), document(make_pdf("Rutin")), recording(make_film())
    package = make_package(title="Öva")
    Package.objects.update(created_by=author)
    link = f'<p data-block-key="a1b2c">Läs <a linktype="document" id="{paper.pk}">rutinen</a>, å ä ö.</p>'
    chosen = {"image": picture.pk, "decorative": False, "alt_text": "Händer"}
    shown = content("picture", {"image": chosen, "caption": ""})
    page = make_module_page(
        "Hygien i hemmet",
        slug="hygien",
        steps=[
            screen(text(link), shown, single_choice(), hotspot(image=chosen)),
            ("film", {"title": "Film", "film": film.pk, "captions": None, "summary": "<p>Så.</p>"}),
            ("package", {"title": "Öva", "package": package}),
        ],
        responsible=author,
    )
    page.title = "Hygien i hemmet, ny"
    page.owner = author
    page.save_revision(user=author)
    return page


def backup(path: Path, *slugs: str) -> Path:
    call_command("export_modules", path, *(f"--module={slug}" for slug in slugs), stdout=StringIO())
    return path


def restore(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_modules", path, *options, stdout=out)
    return out.getvalue()


def members(path: Path) -> Members:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_backup_is_imported_as_a_copy_without_persons(tmp_path: Path) -> None:
    original = whole_page()
    path = backup(tmp_path / "kopia.zip", "hygien")

    whole = b"".join(content for name, content in members(path).items() if name.endswith(".json"))
    assert b"revisions" in whole
    assert [word for word in ("Ragnhild", "Okänd", "ragnhild") if word.encode() in whole] == []
    with pytest.raises(CommandError, match="hygien"):
        restore(path)
    assert Module.objects.count() == 1

    assert "Inget sparades" in restore(path, "--as-copies", "--dry-run")
    assert "utkast" in restore(path, "--as-copies")

    page = ModulePage.objects.exclude(pk=original.pk).get()
    assert (page.module.slug, page.title, page.live) == ("hygien-2", "Hygien i hemmet, ny", False)
    assert (page.owner, page.responsible) == (None, None)
    assert page.revisions.count() == original.revisions.count()
    created = [
        list(each.revisions.order_by("pk").values_list("created_at", flat=True)) for each in (page, original)
    ]
    assert created[0] == created[1]
    old, new = original.get_latest_revision_as_object().steps, page.get_latest_revision_as_object().steps
    assert [step.block_type for step in new] == [step.block_type for step in old]
    assert [step.id for step in new] == [step.id for step in old]
    assert new[1].value["film"].pk != old[1].value["film"].pk
    assert new[1].value["film"].video_codec == "h264"
    assert new[2].value["package"].title == "Öva"
    assert Package.objects.imported().count() == 2
    words, shown, *questions = new[0].value["content"]
    assert 'linktype="document"' in words.value.source
    links = [each[0].value["content"][0].value.source for each in (old, new)]
    assert links[0] != links[1]
    assert shown.value["image"].contextual_alt_text == "Händer"
    assert [each.id for each in questions] == [key("När rengör du händerna?"), key("Var sitter smittan?")]

    assert "tidigare" in restore(path, "--as-copies")
    assert (Module.objects.count(), ModuleImport.objects.count()) == (2, 1)


def test_check_with_a_bank_is_restored_with_the_questions_of_the_bank(tmp_path: Path) -> None:
    picture = image()
    chosen = {"image": picture.pk, "decorative": False, "alt_text": "Händer"}
    own, seen = true_false("Egen fråga"), hotspot(image=chosen)
    bank = make_bank(own, seen, *FALSE)
    original = make_module_page("Prov", slug="prov", steps=[check(own, bank=bank, drawn=3)])

    restore(backup(tmp_path / "kopia.zip", "prov"), "--as-copies")

    restored = ModulePage.objects.exclude(pk=original.pk).get().steps[0].value
    questions = {child.id: child for child in restored["items"]}
    assert (restored["bank"], restored["drawn"]) == (None, 3)
    assert list(questions) == [each["id"] for each in (own, seen, *FALSE)]
    assert questions[seen["id"]].value["image"].pk not in {None, picture.pk}
    assert original.steps[0].value["bank"] == bank


def changed(path: Path, change: Callable[[Members], None], *, signs: bool = False) -> Path:
    """Return an archive with other members; `signs` writes their digests into the manifest."""
    found = members(path)
    change(found)
    if signs:
        manifest = json.loads(found["manifest.json"])
        manifest["members"] = [
            {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in found.items()
            if name != "manifest.json"
        ]
        found["manifest.json"] = json.dumps(manifest).encode()
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in found.items():
            archive.writestr(name, data)
    other = path.with_name("annan.zip")
    other.write_bytes(stream.getvalue())
    return other


def edited(members: Members, change: Callable[[Any], None]) -> None:
    """Change the newest revision of the module in the backup."""
    module = json.loads(members["modules/hygien.json"])
    change(module["pages"][0]["revisions"][-1])
    members["modules/hygien.json"] = json.dumps(module).encode()


def unlisted(members: Members) -> None:
    members["files/annan.pdf"] = b"%PDF"


def altered(members: Members) -> None:
    members["modules/hygien.json"] = members["modules/hygien.json"].replace(b"hemmet", b"stugan")


def outside(members: Members) -> None:
    members["../../etc/passwd"] = b"root"


def inflating(members: Members) -> None:
    members["modules/hygien.json"] = b" " * 40_000_000


def unknown_kind(members: Members) -> None:
    edited(members, lambda revision: revision["steps"].append({"type": "trolleri", "value": {}}))


def no_manifest(members: Members) -> None:
    del members["manifest.json"]


def no_steps(members: Members) -> None:
    edited(members, lambda revision: revision.update(steps={"a": 1}))


@pytest.mark.parametrize(
    ("change", "signs", "sentence"),
    [
        (unlisted, False, "inte de som den räknar upp"),
        (altered, False, "har ändrats"),
        (outside, True, "passwd"),
        (inflating, True, "packas"),
        (unknown_kind, True, "trolleri"),
        (no_manifest, False, "skadad"),
        (no_steps, True, "skadad"),
    ],
)
def test_hostile_backup_is_refused_and_nothing_is_stored(
    tmp_path: Path, change: Callable[[Members], None], signs: bool, sentence: str
) -> None:
    make_module_page("Hygien i hemmet", slug="hygien")
    path = changed(backup(tmp_path / "kopia.zip"), change, signs=signs)
    before = (Module.objects.count(), Recording.objects.count(), Package.objects.count())

    with pytest.raises(CommandError, match=sentence):
        restore(path, "--as-copies")

    assert (Module.objects.count(), Recording.objects.count(), Package.objects.count()) == before
    assert not ModuleImport.objects.exists()


def test_markup_that_no_editor_writes_is_removed_from_a_backup(tmp_path: Path) -> None:
    original = make_module_page("Hygien i hemmet", slug="hygien")
    body = '<p>Läs <script>alert(1)</script><a href="javascript:alert(2)" onclick="x()">mer</a></p>'

    def attack(members: Members) -> None:
        edited(members, lambda revision: revision["steps"][0]["value"].update(body=body))

    restore(changed(backup(tmp_path / "kopia.zip"), attack, signs=True), "--as-copies")

    page = ModulePage.objects.exclude(pk=original.pk).get()
    source = page.steps[0].value["body"].source
    assert "Läs" in source
    assert [word for word in ("<script", "javascript:", "onclick") if word in source] == []
