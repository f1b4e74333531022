"""What can be wrong with a manifest: first what leaves nothing to read, then what is wrong with one item."""

from __future__ import annotations

from functools import partial

from content_import.enums import ProblemCode as Code
from scorm.enums import PackageStandard
from scorm.manifest.limits import (
    IDENTIFIER_MAX_LENGTH,
    ITEMS_MAX_DEPTH,
    LAUNCH_MAX_LENGTH,
    MAX_ELEMENTS,
)
from tests.factories.packages import Folder, Sco
from tests.faults.faulty_packages.drafts import MANIFEST, Draft, fault

ONLY_12 = {"standards": (PackageStandard.SCORM_12,)}
ONLY_2004 = {"standards": (PackageStandard.SCORM_2004,)}
unreadable = partial(fault, MANIFEST, is_alone=True)
item_fault = partial(fault, MANIFEST)


def with_doctype(text: str, subset: str, entity: str = "") -> str:
    """Declare a document type; `entity` is used as the course's title."""
    head, _newline, body = text.partition("\n")
    return f"{head}\n<!DOCTYPE manifest {subset}>{body.replace('Kurs', entity or 'Kurs')}"


@unreadable("no manifest", Code.NO_MANIFEST)
def missing(draft: Draft) -> None:
    draft.without.add("imsmanifest.xml")


@unreadable("the manifest in a folder", Code.MANIFEST_IN_FOLDER)
def in_folder(draft: Draft) -> None:
    draft.folders = (draft.rng.choice(("kurs/", "Export/SCORM 1.2/", "å ä ö/")),)


@unreadable("several packages in one archive", Code.MANIFEST_IN_FOLDERS)
def in_folders(draft: Draft) -> None:
    draft.folders = ("ett/", "två/", "tre/")[: draft.rng.randint(2, 3)]


BREAKAGES = (
    ("", ""),  # the whole text goes
    ("</organization>", ""),
    ("<organizations", "<organizations <"),
    ("Kurs", "Kurs & samtal"),
    ("Kurs", "Kurs \x0b"),
    ("</manifest>", "</manifest><manifest/>"),
    ("identifier=", "identifier"),
    ("<metadata>", "<metadata><okänd:sak/>"),
    ("<?xml", " <?xml"),
)


@unreadable("XML that is not well-formed", Code.XML_BROKEN)
def broken(draft: Draft) -> None:
    old, new = draft.rng.choice(BREAKAGES)
    draft.edits.append(lambda text: text.replace(old, new, 1) if old else "")


@unreadable("XML that was cut off", Code.XML_BROKEN)
def cut(draft: Draft) -> None:
    part = draft.rng.uniform(0.1, 0.95)
    draft.edits.append(lambda text: text[: int(len(text) * part)])


@unreadable("another encoding than it says", Code.XML_BROKEN)
def wrong_encoding(draft: Draft) -> None:
    said, real = draft.rng.choice(
        (
            ("UTF-8", "latin-1"),
            ("UTF-16", "utf-8"),
            ("klingon", "utf-8"),
            ("UTF-7", "utf-7"),
            ("unicode_escape", "utf-8"),
            ("rot13", "utf-8"),
            ("UTF-32", "utf-32"),
            ("big5", "utf-8"),
            ("idna", "utf-8"),
        )
    )
    draft.edits.append(lambda text: text.replace("Kurs", "Vård").replace("UTF-8", said, 1).encode(real))


@unreadable("a document type", Code.XML_DTD)
def doctype(draft: Draft) -> None:
    subset = draft.rng.choice(
        ("", 'SYSTEM "http://169.254.169.254/x.dtd"', 'PUBLIC "-//X" "file:///etc/passwd"')
    )
    draft.edits.append(lambda text: with_doctype(text, subset))


@unreadable("an entity that reads a file", Code.XML_DTD)
def external_entity(draft: Draft) -> None:
    place = draft.rng.choice(("file:///etc/passwd", "http://localhost/cms/", "expect://id", "ftp://x/y"))
    declared = draft.rng.choice((f'[<!ENTITY e SYSTEM "{place}">]', f'[<!ENTITY % e SYSTEM "{place}"> %e;]'))
    encoding = draft.rng.choice(("utf-8", "utf-16"))
    draft.edits.append(
        lambda text: (
            with_doctype(text.replace("UTF-8", encoding, 1), declared, "" if "%" in declared else "&e;")
        ).encode(encoding)
    )


@unreadable("a billion laughs", Code.XML_DTD)
def laughs(draft: Draft) -> None:
    times = draft.rng.randint(5, 40)
    made = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * times}">' for n in range(1, draft.rng.randint(6, 12))
    )
    draft.edits.append(lambda text: with_doctype(text, f"[{made}]", "&a5;"))


@unreadable("one entity, often", Code.XML_DTD)
def quadratic(draft: Draft) -> None:
    made = f'[<!ENTITY a "{"a" * 50_000}">]'
    draft.edits.append(lambda text: with_doctype(text, made, "&a;" * 10_000))


@unreadable("a manifest that is too large", Code.MANIFEST_TOO_LARGE)
def too_large(draft: Draft) -> None:
    noise = draft.rng.randbytes(2_200_000).hex()
    draft.edits.append(lambda text: text.replace("</manifest>", f"<!--{noise}--></manifest>"))


@unreadable("elements without end", Code.TOO_MANY_PARTS)
def too_many_elements(draft: Draft) -> None:
    # Below what a bomb may be made of, which would be told of first.
    one = draft.rng.choice(('<a b=""/>', "<item/>", "<file/>", "<item><a/></item>"))
    many = one * (MAX_ELEMENTS // one.count("/"))
    draft.edits.append(lambda text: text.replace("</title>", "</title>" + many, 1))


@unreadable("elements in elements", Code.TOO_DEEP)
def deep(draft: Draft) -> None:
    depth, name = draft.rng.randint(250, 20_000), draft.rng.choice(("a", "item", "organization"))
    inner = f"<{name}>" * depth + f"</{name}>" * depth
    draft.edits.append(lambda text: text.replace("<metadata>", f"{inner}<metadata>"))


@unreadable("another kind of XML", Code.NOT_A_MANIFEST)
def other_xml(draft: Draft) -> None:
    name = draft.rng.choice(("tincan", "courseStructure", "html", "svg", "manifests"))
    draft.edits.append(lambda text: text.replace("<manifest", f"<{name}").replace("</manifest", f"</{name}"))


@unreadable("another standard", Code.UNKNOWN_STANDARD)
def other_standard(draft: Draft) -> None:
    schema = draft.rng.choice(("IMS Common Cartridge", "cmi5", "AICC"))
    text = (
        f'<manifest identifier="m"><metadata><schema>{schema}</schema><schemaversion>1.1.0</schemaversion>'
        "</metadata><organizations/></manifest>"
    )
    draft.edits.append(lambda _text: text)


@unreadable("no organization", Code.NO_ORGANIZATION)
def no_organization(draft: Draft) -> None:
    keep = draft.rng.choice(("<organizations/>", "", '<organizations default="org"></organizations>'))

    def cut_out(text: str) -> str:
        before, _, rest = text.partition("<organizations")
        return before + keep + rest.partition("</organizations>")[2]

    draft.edits.append(cut_out)


@unreadable("an organization without items", Code.EMPTY_ORGANIZATION)
def empty_organization(draft: Draft) -> None:
    draft.items.clear()


@unreadable("folders alone", Code.NOTHING_TO_LAUNCH)
def nothing_to_launch(draft: Draft) -> None:
    draft.items[:] = [Folder("mapp", children=[Folder("inre")])]


# -- one item of its own each, so that all can stand in one package ------------------------------------------


def change(draft: Draft, item: str, old: str, new: str) -> None:
    """Replace `old` where the manifest refers to `item` (%s)."""
    draft.edits.append(lambda text: text.replace(old.replace("%s", item), new.replace("%s", item), 1))


@item_fault("a resource that is not there", Code.RESOURCE_MISSING)
def resource_missing(draft: Draft) -> None:
    item = draft.add_item()
    change(draft, item, 'identifierref="res-%s"', 'identifierref="borta-%s"')


@item_fault("a manifest in the manifest", Code.RESOURCE_IN_SUB_MANIFEST)
def sub_manifest(draft: Draft) -> None:
    item = draft.add_item()
    draft.manifest_extra += f'<manifest identifier="inre-{item}"/>'
    change(draft, item, 'identifierref="res-%s"', 'identifierref="inre-%s"')


@item_fault("a resource without a file", Code.NO_LAUNCH)
def no_launch(draft: Draft) -> None:
    item = draft.add_item()
    change(draft, item, ' href="%s.html"><file', "><file")


@item_fault("a launch file that is not there", Code.LAUNCH_MISSING)
def launch_missing(draft: Draft) -> None:
    ways = ("borta.html", "borta/{}.html", "{}.html%00", ".", "%2e", "{}.html;a", "?x=1", "#a")
    item = draft.fresh("del-fel")
    draft.items.append(Sco(item, href=draft.rng.choice(ways).format(item), file=f"{item}.html"))


OUTSIDE = (
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>1</script>",
    "http://example.com/kurs.html",
    "https://example.com",
    "//example.com/kurs.html",
    "\\\\server\\kurs\\index.html",
    "file:///etc/passwd",
    "/etc/passwd",
    "../del-1.html",
    "%2e%2e/del-1.html",
    "a/%2e%2e/..\\../del-1.html",
    "..\\..\\x.html",
    "C:\\kurs\\index.html",
    "http://[",
    "//[::1",
    "//x]/",
    "blob:https://example.com/1",
    "mailto:x@example.com",
    "java\u00adscript:alert(1)",
)


@item_fault("a launch outside the package", Code.LAUNCH_OUTSIDE)
def launch_outside(draft: Draft) -> None:
    draft.add_item(href=draft.rng.choice(OUTSIDE))


@item_fault("a base outside the package", Code.LAUNCH_OUTSIDE)
def base_outside(draft: Draft) -> None:
    bases = ("../", "a/../../", "http://example.com/", "//[", "/etc/", "javascript:", "..%2f", "file:///etc/")
    draft.add_item(base=draft.rng.choice(bases))


@item_fault("an address without end", Code.LAUNCH_TOO_LONG)
def launch_too_long(draft: Draft) -> None:
    long = "x" * (LAUNCH_MAX_LENGTH + draft.rng.randint(1, 200_000))
    where = draft.rng.choice(("base", "href", "parameters"))
    draft.add_item(**{where: {"base": f"{long}/", "href": f"x.html?{long}", "parameters": f"?{long}"}[where]})


@item_fault("an identifier twice", Code.IDENTIFIER_TWICE)
def identifier_twice(draft: Draft) -> None:
    item = draft.add_item()
    draft.items.append(Folder(item))


@item_fault("a resource twice", Code.IDENTIFIER_TWICE)
def resource_twice(draft: Draft) -> None:
    item = draft.add_item()
    change(
        draft,
        item,
        '<resource identifier="res-%s"',
        '<resource identifier="res-%s"/><resource identifier="res-%s"',
    )


@item_fault("no identifier", Code.NO_IDENTIFIER)
def no_identifier(draft: Draft) -> None:
    item = draft.add_item()
    change(draft, item, '<item identifier="%s"', draft.rng.choice(("<item", '<item identifier=" "')))


@item_fault("an identifier that is too long", Code.IDENTIFIER_TOO_LONG)
def identifier_too_long(draft: Draft) -> None:
    draft.items.append(Folder("i" * draft.rng.randint(IDENTIFIER_MAX_LENGTH + 1, 100_000) + draft.fresh()))


@item_fault("a mastery score that is no number", Code.BAD_NUMBER, **ONLY_12)
def mastery_score(draft: Draft) -> None:
    value = draft.rng.choice(("åttio", "101", "-1", "nan", "inf", "1e400", "8 0", "0x50"))
    draft.add_item(extra=f"<adlcp:masteryscore>{value}</adlcp:masteryscore>")


@item_fault("a threshold that is no number", Code.BAD_NUMBER, **ONLY_2004)
def threshold(draft: Draft) -> None:
    value = draft.rng.choice(("hälften", "1.5", "-0.1", "nan", "-inf", "80 %"))
    draft.add_item(
        extra=draft.rng.choice(
            (
                f"<adlcp:completionThreshold>{value}</adlcp:completionThreshold>",
                f'<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="{value}"/>',
            )
        )
    )


@item_fault("sequencing rules that are not there", Code.SEQUENCING_MISSING, **ONLY_2004)
def sequencing_missing(draft: Draft) -> None:
    draft.add_item(extra=f'<imsss:sequencing IDRef="{draft.fresh("regler")}"/>')


@item_fault("few lines that become gigabytes", Code.TOO_MANY_PARTS, is_alone=True, **ONLY_2004)
def taken_over(draft: Draft) -> None:
    """Rules in a collection, taken over by so many items that the whole is far more than the parts."""
    rule = '<imsss:objective objectiveID="{}"/>'
    rules = "".join(rule.format(n) for n in range(2_000))
    draft.manifest_extra += (
        f'<imsss:sequencingCollection><imsss:sequencing ID="stor"><imsss:objectives>{rules}'
        "</imsss:objectives></imsss:sequencing></imsss:sequencingCollection>"
    )
    many = draft.rng.randint(60, 5_000)
    draft.items += [Folder(f"g-{n}", extra='<imsss:sequencing IDRef="stor"/>') for n in range(many)]


@item_fault("items in items", Code.TOO_DEEP)
def deep_items(draft: Draft) -> None:
    inner: Sco | Folder = Sco(draft.fresh("innerst"))
    for _ in range(draft.rng.randint(ITEMS_MAX_DEPTH + 1, 90)):
        inner = Folder(draft.fresh("mapp"), children=[inner])
    draft.items.append(inner)
