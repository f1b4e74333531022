"""A small learning platform: one package beside scorm-again, and every commit kept as it came."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from threading import Thread
from typing import Any

SCORM_AGAIN = Path(__file__).parents[3] / "node_modules" / "scorm-again" / "dist"
LMS_PAGE = Template((Path(__file__).parent / "lms_page.html").read_text(encoding="utf-8"))
PATIENCE = 20  # seconds
CONTENT_POLICY = "default-src 'self' 'unsafe-inline' data: blob:"


class PackagePlatform:
    """What the platform knows: where it answers, what was committed, and what it gives back next time."""

    def __init__(self, package: Path, *, is_2004: bool) -> None:
        self.package = package
        self.is_2004 = is_2004
        self.commits: list[dict[str, Any]] = []
        self.state: Mapping[str, Any] | None = None
        self.origin = ""

    def launch(self, page: str = "index.html") -> str:
        """The address of the platform's page with that page of the package in its frame."""
        return f"{self.origin}/lms/{page}"

    def remember(self) -> None:
        """Give the last commit back at the next launch, as a platform that resumes does."""
        self.state = self.commits[-1]

    def wait_for_more_than(self, commits: int) -> None:
        """Wait until another commit is here: what a page sends as it is left arrives a while later."""
        deadline = time.monotonic() + PATIENCE
        while len(self.commits) <= commits:
            assert time.monotonic() < deadline, "nothing more was committed"
            time.sleep(0.02)

    def lms_page(self, launch: str) -> str:
        return LMS_PAGE.substitute(
            script="scorm2004.min.js" if self.is_2004 else "scorm12.min.js",
            class_name="Scorm2004API" if self.is_2004 else "Scorm12API",
            api_name="API_1484_11" if self.is_2004 else "API",
            state=json.dumps(self.state),
            launch=launch,
        )


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, platform: PackagePlatform, **kwargs: Any) -> None:
        self.platform = platform
        super().__init__(*args, **kwargs)

    def log_message(self, *_message: Any) -> None:
        """Say nothing: the tests' own output is enough."""

    def translate_path(self, path: str) -> str:
        folder, _, name = path.partition("?")[0].lstrip("/").partition("/")
        return str(
            {"package": self.platform.package, "scorm-again": SCORM_AGAIN}.get(folder, Path("/none")) / name
        )

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CONTENT_POLICY)
        super().end_headers()

    def do_GET(self) -> None:
        if self.path.startswith("/lms/"):
            self._answer(self.platform.lms_page(self.path.removeprefix("/lms/")), "text/html; charset=utf-8")
        elif self.path == "/favicon.ico":
            self._answer("", "image/x-icon")
        else:
            super().do_GET()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.platform.commits.append(json.loads(body)["cmi"])
        self._answer('{"result": true, "errorCode": 0}', "application/json")

    def _answer(self, text: str, content_type: str) -> None:
        content = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def platform_with(package: Path, *, is_2004: bool) -> Iterator[PackagePlatform]:
    """Serve the unpacked package on a free port of this machine."""
    platform = PackagePlatform(package, is_2004=is_2004)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, platform=platform))
    platform.origin = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
