"""Programs that read untrusted files are unprivileged, without network, child processes and much memory."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from content_import.readers.confined_reading import read_confined
from content_import.readers.documents import read_pdf
from courses.media.readers import UnreadableMaterial

#: prints what a hostile file could do after it has executed code in the process
ATTACK = """
import json, os, socket, sys
sys.path.insert(0, os.getcwd())
from content_import.confined.confinement import confine
confine(sys.argv[1], 500_000_000, 60)
os.chdir("/")

def works(action):
    try:
        action()
        return True
    except (OSError, MemoryError, ImportError):
        return False

def connect():
    with socket.socket() as client:
        client.settimeout(5)
        client.connect(("127.0.0.1", int(sys.argv[2])))

print(json.dumps({
    "account": os.geteuid(),
    "groups": os.getgroups(),
    "forks": works(os.fork),
    "connects": works(connect),
    "reads": works(lambda: open(sys.argv[3]).read()),
    "writes": works(lambda: open(sys.argv[4], "w").write("x" * 10)),
    "allocates": works(lambda: bytearray(600_000_000)),
}))
"""


def can_leave_the_network() -> bool:
    """Return whether this kernel gives this user a network namespace."""
    command = ["unshare", *(["--user"] if os.geteuid() else []), "--net", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own


def test_confined_process_cannot_fork_connect_read_write_or_grow(tmp_path: Path) -> None:
    secret, written = tmp_path / "hemligt", tmp_path / "skrivet"
    secret.touch(mode=0o600)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        found = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-c", ATTACK, settings.PACKAGE_CHECK_ACCOUNT, port, secret, written],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )

    can = json.loads(found.stdout)
    is_root = os.geteuid() == 0
    assert not can["forks"]
    assert not (can["connects"] and can_leave_the_network())
    assert not can["writes"]
    assert not can["allocates"]
    if is_root:
        assert can["account"] != 0
        assert can["groups"] == []
        assert not can["reads"]


def test_confined_process_without_the_account_reads_nothing(settings: object) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root takes another account")
    settings.PACKAGE_CHECK_ACCOUNT = "finns-inte-åäö"  # type: ignore[attr-defined]

    with pytest.raises(UnreadableMaterial):
        read_pdf(io.BytesIO(b"%PDF-1.4"))


def test_confined_process_has_no_environment_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONSTARTUP", "/finns/inte.py")
    monkeypatch.setenv("PYTHONPATH", "/finns/inte")

    with Path(os.devnull).open("rb") as empty:
        assert read_confined("media", empty) == {}


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4", b"%PDF-1.7\n" + b"\xff" * 100_000, "Räksmörgås".encode() * 1000]
)
def test_file_that_is_no_pdf_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableMaterial, match="PDF"):
        read_pdf(io.BytesIO(data))
