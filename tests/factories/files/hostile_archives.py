"""Archives that must be refused, each with the codes of what is wrong with it."""

from __future__ import annotations

import random
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable
from io import BytesIO

from content_import.enums import ProblemCode
from tests.factories.packages import Sco, package_members, write_zip

LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
#: offsets of fields in the local and the central header (APPNOTE 4.3.7 and 4.3.12)
FLAGS, FILE_SIZE, HEADER_OFFSET = (6, 8), (22, 24), (None, 42)
ZEROS = bytes(4 * 1024**2)


def with_member(
    name: str, content: bytes = b"x", *, mode: int = 0, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A sound package with one more member."""
    stream = BytesIO()
    write_zip(stream, package_members())
    with zipfile.ZipFile(stream, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of the very duplicates we want
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        info.compress_type = method
        archive.writestr(info, content)
    return stream.getvalue()


def with_manifest(manifest: str | bytes) -> bytes:
    stream = BytesIO()
    write_zip(stream, package_members(manifest=manifest))
    return stream.getvalue()


def with_launch(href: str) -> bytes:
    """A package whose only SCO opens `href`."""
    stream = BytesIO()
    write_zip(stream, package_members([Sco("del-1", href=href, file="del-1.html")]))
    return stream.getvalue()


def patched(data: bytes, member: str, offsets: tuple[int | None, int], value: int, size: str = "<I") -> bytes:
    """Return the archive with a field changed in both headers of a member."""
    changed = bytearray(data)
    for signature, offset, fixed in ((LOCAL, offsets[0], 30), (CENTRAL, offsets[1], 46)):
        at = -1
        while offset is not None and (at := data.find(signature, at + 1)) >= 0:
            if data[at + fixed : at + fixed + len(member.encode())] == member.encode():
                struct.pack_into(size, changed, at + offset, value)
    return bytes(changed)


def with_nul() -> bytes:
    return with_member("sida_NUL.html").replace(b"sida_NUL", b"sida\x00NUL")


def with_flipped_byte() -> bytes:
    data = bytearray(with_member("bild.jpg", b"0123456789" * 50, method=zipfile.ZIP_STORED))
    at = data.find(b"0123456789")
    data[at] ^= 0xFF
    return bytes(data)


def with_bomb_beside_noise() -> bytes:
    """A bomb in an archive that is large enough to hide it in the total."""
    stream = BytesIO()
    noise = random.Random(2).randbytes(256 * 1024)  # noqa: S311 - noise
    write_zip(stream, {**package_members(), "film.mp4": noise, "bomb.bin": ZEROS})
    return stream.getvalue()


def with_overlap() -> bytes:
    """Two members that share one piece of the archive."""
    data = with_member("andra.html", b"y" * 100)
    return patched(data, "andra.html", HEADER_OFFSET, 0)


def without(member: str) -> bytes:
    stream = BytesIO()
    write_zip(stream, {name: body for name, body in package_members().items() if name != member})
    return stream.getvalue()


def moved_to(*folders: str) -> bytes:
    stream = BytesIO()
    members = package_members()
    write_zip(stream, {f"{folder}/{name}": body for folder in folders for name, body in members.items()})
    return stream.getvalue()


MANIFEST = package_members()["imsmanifest.xml"].decode()
BODY = MANIFEST.partition("\n")[2]
XXE = '<!DOCTYPE manifest [<!ENTITY secret SYSTEM "file:///etc/passwd">]>' + BODY.replace(
    "Ett paket", "&secret;"
)
LAUGHS = (
    "<!DOCTYPE manifest ["
    + '<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
    + BODY.replace("Ett paket", "&a9;")
)
UTF16 = '<?xml version="1.0" encoding="UTF-16"?>'
HUGE = "<manifest>" + random.Random(1).randbytes(5 * 512 * 1024).hex() + "</manifest>"  # noqa: S311 - noise

Code = ProblemCode
HOSTILE: dict[str, tuple[Callable[[], bytes], list[ProblemCode]]] = {
    "empty": (lambda: b"", [Code.NOT_A_ZIP]),
    "not a zip": (lambda: b"<html>Logga in</html>" * 50, [Code.NOT_A_ZIP]),
    "truncated": (lambda: with_member("x", b"y" * 5000)[:-60], [Code.NOT_A_ZIP]),
    "path escape": (lambda: with_member("../../evil.html"), [Code.OUTSIDE]),
    "path escape inside": (lambda: with_member("a/../../evil.html"), [Code.OUTSIDE]),
    "absolute path": (lambda: with_member("/etc/cron.d/evil"), [Code.OUTSIDE]),
    "drive letter": (lambda: with_member("C:/evil.html"), [Code.OUTSIDE]),
    "drive without slash": (lambda: with_member("c:evil.html"), [Code.OUTSIDE]),
    "backslash": (lambda: with_member("..\\evil.html"), [Code.BACKSLASH]),
    "NUL": (with_nul, [Code.BAD_NAME]),
    "control character": (lambda: with_member("a\nb.html"), [Code.BAD_NAME]),
    "empty segment": (lambda: with_member("a//b.html"), [Code.BAD_NAME]),
    "single dot": (lambda: with_member("./b.html"), [Code.BAD_NAME]),
    "long name": (lambda: with_member("x" * 300), [Code.BAD_NAME]),
    "symlink": (lambda: with_member("l", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), [Code.NOT_A_FILE]),
    "device": (lambda: with_member("null", b"", mode=stat.S_IFCHR | 0o666), [Code.NOT_A_FILE]),
    "named pipe": (lambda: with_member("pipe", b"", mode=stat.S_IFIFO | 0o666), [Code.NOT_A_FILE]),
    "twice": (lambda: with_member("del-1.html"), [Code.TWICE]),
    "case collision": (lambda: with_member("DEL-1.html"), [Code.SAME_BUT_CASE]),
    "file and folder": (lambda: with_member("del-1.html/x.html"), [Code.FILE_AND_FOLDER]),
    "encrypted": (lambda: patched(with_member("x"), "x", FLAGS, 1, "<H"), [Code.ENCRYPTED]),
    "bzip2": (lambda: with_member("x", ZEROS, method=zipfile.ZIP_BZIP2), [Code.COMPRESSION]),
    "lzma": (lambda: with_member("x", ZEROS, method=zipfile.ZIP_LZMA), [Code.COMPRESSION]),
    "bomb": (lambda: with_member("x", ZEROS), [Code.ARCHIVE_INFLATES]),
    "bomb beside noise": (with_bomb_beside_noise, [Code.INFLATES]),
    "understated size": (lambda: patched(with_member("x", ZEROS), "x", FILE_SIZE, 10), [Code.DAMAGED]),
    "overstated size": (lambda: patched(with_member("x", b"y"), "x", FILE_SIZE, 2**31), [Code.DAMAGED]),
    "flipped byte": (with_flipped_byte, [Code.DAMAGED]),
    "overlap": (with_overlap, [Code.DAMAGED]),
    "no manifest": (lambda: without("imsmanifest.xml"), [Code.NO_MANIFEST]),
    "manifest in a folder": (lambda: moved_to("kurs"), [Code.MANIFEST_IN_FOLDER]),
    "manifest in folders": (lambda: moved_to("ett", "två"), [Code.MANIFEST_IN_FOLDERS]),
    "empty manifest": (lambda: with_manifest(b""), [Code.XML_BROKEN]),
    "broken XML": (lambda: with_manifest("<manifest><organizations></manifest>"), [Code.XML_BROKEN]),
    "unknown encoding": (
        lambda: with_manifest('<?xml version="1.0" encoding="klingon"?><a/>'),
        [Code.XML_BROKEN],
    ),
    "huge manifest": (lambda: with_manifest(HUGE), [Code.MANIFEST_TOO_LARGE]),
    "another XML": (lambda: with_manifest("<tincan/>"), [Code.NOT_A_MANIFEST]),
    "DTD": (lambda: with_manifest("<!DOCTYPE manifest>" + BODY), [Code.XML_DTD]),
    "external DTD": (lambda: with_manifest('<!DOCTYPE m SYSTEM "http://x/y">' + BODY), [Code.XML_DTD]),
    "XXE": (lambda: with_manifest(XXE), [Code.XML_DTD]),
    "billion laughs": (lambda: with_manifest(LAUGHS), [Code.XML_DTD]),
    "XXE in UTF-16": (lambda: with_manifest((UTF16 + XXE).encode("utf-16")), [Code.XML_DTD]),
    "deep XML": (
        lambda: with_manifest("<manifest>" + "<a>" * 300 + "</a>" * 300 + "</manifest>"),
        [Code.TOO_DEEP],
    ),
    "launch script": (lambda: with_launch("javascript:alert(1)"), [Code.LAUNCH_OUTSIDE]),
    "launch script, tabbed": (lambda: with_launch("java\tscript:alert(1)"), [Code.LAUNCH_OUTSIDE]),
    "launch elsewhere": (lambda: with_launch("http://example.com/x.html"), [Code.LAUNCH_OUTSIDE]),
    "launch host": (lambda: with_launch("//example.com/x.html"), [Code.LAUNCH_OUTSIDE]),
    "launch data": (lambda: with_launch("data:text/html,x"), [Code.LAUNCH_OUTSIDE]),
    "launch absolute": (lambda: with_launch("/etc/passwd"), [Code.LAUNCH_OUTSIDE]),
    "launch above": (lambda: with_launch("../del-1.html"), [Code.LAUNCH_OUTSIDE]),
    "launch above, encoded": (lambda: with_launch("%2e%2e/del-1.html"), [Code.LAUNCH_OUTSIDE]),
    "launch above, backslashed": (lambda: with_launch("..\\..\\x.html"), [Code.LAUNCH_OUTSIDE]),
    "launch drive": (lambda: with_launch("C:\\kurs\\x.html"), [Code.LAUNCH_OUTSIDE]),
    "launch missing": (lambda: with_launch("borta.html"), [Code.LAUNCH_MISSING]),
}
