"""What can be wrong with an archive. Sizes are made for the limits in `SMALL_LIMITS`."""

from __future__ import annotations

import stat
import struct
import zipfile
from functools import partial

from content_import.enums import ProblemCode as Code
from tests.factories.files.hostile_archives import CENTRAL, FILE_SIZE, FLAGS, HEADER_OFFSET, patched
from tests.faults.faulty_packages.drafts import ARCHIVE, Draft, Member, fault, pack

#: the deployment's limits in these tests, so that what breaks them is quick to make
SMALL_LIMITS = {"PACKAGE_MAX_MEMBERS": 200, "PACKAGE_MAX_BYTES": 6 * 1024**2}
METHOD, CRC = (8, 10), (14, 16)
archive_fault = partial(fault, ARCHIVE)

WRONG_FILES = (
    b"",
    b"<!doctype html><title>Logga in</title>" * 40,
    b"%PDF-1.7\n" + b"1 0 obj " * 300,
    b"Rar!\x1a\x07\x01\x00" + b"r" * 2_000,
    b"7z\xbc\xaf\x27\x1c" + b"7" * 2_000,
    b"\x89PNG\r\n\x1a\n" + b"p" * 2_000,
    b"\x1f\x8b\x08" + b"g" * 2_000,
)


@archive_fault("another kind of file", Code.NOT_A_ZIP, is_alone=True)
def another_kind(draft: Draft) -> None:
    content = draft.rng.choice(WRONG_FILES)
    draft.patches.append(lambda _data: content)


@archive_fault("cut off on the way", Code.NOT_A_ZIP, is_alone=True)
def cut_off(draft: Draft) -> None:
    part = draft.rng.uniform(0.01, 0.9)
    draft.patches.append(lambda data: data[: int(len(data) * part)])


@archive_fault("a table of contents that is overwritten", Code.NOT_A_ZIP, is_alone=True)
def overwritten_directory(draft: Draft) -> None:
    draft.patches.append(lambda data: data.replace(CENTRAL, b"PK\xff\xff"))


@archive_fault("too many files", Code.TOO_MANY_FILES, is_alone=True)
def too_many(draft: Draft) -> None:
    draft.members += [Member(f"många/{n}.txt") for n in range(SMALL_LIMITS["PACKAGE_MAX_MEMBERS"])]


@archive_fault("more than may be unpacked", Code.TOO_LARGE, is_alone=True)
def too_large(draft: Draft) -> None:
    film = bytes(SMALL_LIMITS["PACKAGE_MAX_BYTES"] + 1)
    draft.members.append(Member(draft.fresh("film"), film, method=zipfile.ZIP_STORED))


@archive_fault("a bomb", Code.ARCHIVE_INFLATES, is_alone=True)
def bomb(draft: Draft) -> None:
    draft.members.append(Member(draft.fresh("bomb"), bytes(3 * 1024**2 + draft.rng.randrange(1000))))


@archive_fault("a bomb hidden in noise", Code.INFLATES, is_alone=True)
def hidden_bomb(draft: Draft) -> None:
    draft.members.append(Member(draft.fresh("brus"), draft.rng.randbytes(100_000)))
    draft.members.append(Member(draft.fresh("bomb"), bytes(3 * 1024**2)))


@archive_fault("a path that leads out", Code.OUTSIDE)
def leads_out(draft: Draft) -> None:
    name = draft.fresh("ut")
    ways = ("../{}", "../../../../etc/{}", "a/../../{}", "a/b/../../../{}", "/{}", "//{}", "/etc/cron.d/{}")
    drives = ("C:/{}", "c:{}", "Z:/a/../{}", "{}/..", "{}/../..")
    draft.members.append(Member(draft.rng.choice((*ways, *drives)).format(name)))


@archive_fault("a path of Windows", Code.BACKSLASH)
def backslash(draft: Draft) -> None:
    ways = ("..\\{}", "bilder\\{}", "\\\\server\\{}", "a/..\\..\\{}", "C:\\{}")
    draft.members.append(Member(draft.rng.choice(ways).format(draft.fresh("w"))))


@archive_fault("a control character in a name", Code.BAD_NAME)
def control_character(draft: Draft) -> None:
    char = draft.rng.choice("\x01\x07\n\r\t\x1b\x7f\x85\x9f")
    draft.members.append(Member(f"{draft.fresh()}{char}.html"))


@archive_fault("NUL in a name", Code.BAD_NAME)
def nul(draft: Draft) -> None:
    name = draft.fresh("NOLL")
    draft.members.append(Member(f"{name}_html"))
    draft.patches.append(lambda data: data.replace(f"{name}_html".encode(), f"{name}\x00html".encode()))


@archive_fault("an empty or dotted folder", Code.BAD_NAME)
def dotted(draft: Draft) -> None:
    ways = ("./{}", "a//{}", "a/./{}", "{}//", "./{}/")
    draft.members.append(Member(draft.rng.choice(ways).format(draft.fresh("p")), b""))


@archive_fault("a name of Windows' own devices", Code.BAD_NAME)
def reserved_name(draft: Draft) -> None:
    device = draft.rng.choice(("con", "PRN", "Aux.html", "nul.txt", "COM1", "lpt9.js"))
    draft.members.append(Member(f"{draft.fresh('mapp')}/{device}"))


@archive_fault("a name that is too long", Code.BAD_NAME)
def long_name(draft: Draft) -> None:
    ways = ("x" * 256, "å" * 128, "mapp/" * 150 + "x", "e\u0301" * 200)
    draft.members.append(Member(draft.rng.choice(ways) + draft.fresh()))


@archive_fault("a link or a device", Code.NOT_A_FILE)
def no_file(draft: Draft) -> None:
    kind = draft.rng.choice((stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK))
    draft.members.append(Member(draft.fresh("länk"), b"/etc/passwd", mode=kind | 0o777))


@archive_fault("a file twice", Code.TWICE)
def twice(draft: Draft) -> None:
    name = draft.fresh("dubbel")
    draft.members += [Member(name, b"en"), Member(name, b"annan")]


@archive_fault("upper and lower case", Code.SAME_BUT_CASE)
def same_but_case(draft: Draft) -> None:
    name = draft.fresh("sida")
    pairs = ((name, name.upper()), (f"{name}/a", f"{name.upper()}/b"), (f"{name}ß", f"{name}SS"))
    draft.members += [Member(path) for path in draft.rng.choice(pairs)]


@archive_fault("a file and a folder", Code.FILE_AND_FOLDER)
def file_and_folder(draft: Draft) -> None:
    name = draft.fresh("bådeoch")
    draft.members += [Member(name), Member(f"{name}/x.html")]


@archive_fault("a password", Code.ENCRYPTED)
def password(draft: Draft) -> None:
    name, flag = draft.fresh("hemlig"), draft.rng.choice((0x1, 0x41, 0x2001))
    draft.members.append(Member(name))
    draft.patches.append(lambda data: patched(data, name, FLAGS, flag, "<H"))


@archive_fault("another way of packing", Code.COMPRESSION)
def other_method(draft: Draft) -> None:
    name, real = draft.fresh("packad"), draft.rng.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 0))
    draft.members.append(Member(name, bytes(500_000 if real else 10), method=real))
    if not real:
        said = draft.rng.choice((1, 6, 9, 93, 95, 98, 99, 65_535))
        draft.patches.append(lambda data: patched(data, name, METHOD, said, "<H"))


def lying(draft: Draft, offsets: tuple[int | None, int], value: int, content: bytes = b"y" * 900) -> None:
    name = draft.fresh("ljuger")
    draft.members.append(Member(name, content))
    draft.patches.append(lambda data: patched(data, name, offsets, value))


@archive_fault("a size that is not true", Code.DAMAGED)
def wrong_size(draft: Draft) -> None:
    lying(draft, FILE_SIZE, draft.rng.choice((0, 10, 899, 901, 2**31, 2**32 - 2)))


@archive_fault("a checksum that is not true", Code.DAMAGED)
def wrong_checksum(draft: Draft) -> None:
    lying(draft, CRC, draft.rng.getrandbits(32))


@archive_fault("a place that is not true", Code.DAMAGED)
def wrong_place(draft: Draft) -> None:
    lying(draft, HEADER_OFFSET, draft.rng.choice((0, 7, 2**31, 2**32 - 2)))


@archive_fault("a place beyond what computers count to", Code.DAMAGED)
def absurd_place(draft: Draft) -> None:
    name = draft.fresh("bortom")
    place = draft.rng.choice((2**63, 2**64 - 1, 2**62))

    def point_beyond(data: bytes) -> bytes:
        """Give the member's entry in the directory a zip64 place (APPNOTE 4.5.3)."""
        at = data.rfind(name.encode()) - 46
        changed = bytearray(data)
        extra = struct.pack("<HHQ", 1, 8, place)
        struct.pack_into("<H", changed, at + 30, len(extra))
        struct.pack_into("<I", changed, at + 42, 2**32 - 1)
        end = at + 46 + len(name.encode())
        changed[end:end] = extra
        closing = changed.rfind(b"PK\x05\x06")
        size = struct.unpack_from("<I", changed, closing + 12)[0]
        struct.pack_into("<I", changed, closing + 12, size + len(extra))
        return bytes(changed)

    draft.members.append(Member(name))
    draft.patches.append(point_beyond)


@archive_fault("two names for one file", Code.DAMAGED)
def two_names(draft: Draft) -> None:
    name = draft.fresh("sann")
    draft.members.append(Member(name))

    def rename(data: bytes) -> bytes:
        at = data.find(name.encode())  # the member's own header comes before the directory
        return data[:at] + b"z" * len(name) + data[at + len(name) :]

    draft.patches.append(rename)


@archive_fault("a flipped bit", Code.DAMAGED)
def flipped(draft: Draft) -> None:
    mark = draft.rng.randbytes(40)
    draft.members.append(Member(draft.fresh("bild"), mark, method=zipfile.ZIP_STORED))
    bit = 1 << draft.rng.randrange(8)
    draft.patches.append(lambda data: data.replace(mark, bytes([mark[0] ^ bit]) + mark[1:]))


@archive_fault("an archive in the archive", Code.ZIP_IN_ZIP, is_alone=True)
def nested(draft: Draft) -> None:
    name = draft.rng.choice(("kurs.zip", "Utbildning/Kurs v2.ZIP"))
    draft.patches.append(lambda data: pack([Member(name, data), Member("läs mig.txt")]))
