"""Debian's nginx on loopback, with the configuration that deploy/nginx ships."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "deploy/nginx/narlara.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
SITE_HOST = "larande.example.se"
CONTENT_HOST = "p-0123456789abcdef0123456789abcdef.innehall.example.se"
START_SECONDS = 30


@dataclass(frozen=True)
class Proxy:
    """A running nginx."""

    http_port: int
    https_port: int
    certificate: Path

    def connect(self, host: str = SITE_HOST) -> ssl.SSLSocket:
        """Return a new TLS connection to a host."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        plain = socket.create_connection(("127.0.0.1", self.https_port), timeout=10)
        return context.wrap_socket(plain, server_hostname=host)


@contextmanager
def proxied(folder: Path, *, application_port: int, http_port: int, https_port: int) -> Iterator[Proxy]:
    """Run nginx in front of an application; only names, ports and paths differ from what is shipped."""
    certificate, key = _make_certificate(folder)
    site = SHIPPED.read_text()
    for written, used in {
        "127.0.0.1:8000": f"127.0.0.1:{application_port}",
        "listen 80": f"listen 127.0.0.1:{http_port}",
        "listen 443": f"listen 127.0.0.1:{https_port}",
        "/etc/ssl/narlara/certificate.pem": str(certificate),
        "/etc/ssl/narlara/key.pem": str(key),
        "/srv/narlara": str(ROOT),
    }.items():
        assert written in site
        site = site.replace(written, used)
    # the tests need no IPv6
    site = "\n".join(line for line in site.splitlines() if "listen [::]" not in line)
    (folder / "narlara.conf").write_text(site)
    (folder / "nginx.conf").write_text(_main_configuration(folder))
    command = [
        str(NGINX),
        "-p",
        str(folder),
        "-e",
        str(folder / "error.log"),
        "-c",
        str(folder / "nginx.conf"),
    ]
    process = subprocess.Popen([*command, "-g", "daemon off;"])  # noqa: S603 - Debian's nginx
    try:
        _wait_for(https_port, process)
        yield Proxy(http_port, https_port, certificate)
    finally:
        process.terminate()
        process.wait(20)


def _main_configuration(folder: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "\n".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    # As root nginx would change to an account that cannot write here.
    user = "user root;" if os.getuid() == 0 else ""
    return f"""
        {user}
        pid {folder / "nginx.pid"};
        worker_rlimit_nofile 8192;
        events {{ worker_connections 4096; }}
        http {{
            access_log off;
            {paths}
            include {folder / "narlara.conf"};
        }}
    """


def _make_certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    names = f"subjectAltName=DNS:{SITE_HOST},DNS:*.innehall.example.se"
    options = ["-subj", f"/CN={SITE_HOST}", "-addext", names, "-days", "2", "-nodes", "-newkey", "rsa:2048"]
    command = ["openssl", "req", "-x509", *options, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed arguments
    return certificate, key


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start; see its messages above.")
