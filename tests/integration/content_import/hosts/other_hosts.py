"""Hosts and packages with references to them, for tests."""

from __future__ import annotations

import ipaddress

from django.core.files.storage import storages

from content_import.hosts.fetching.actions import RequestFetch, carry_out_fetch
from content_import.hosts.fetching.network import Address, Network
from content_import.hosts.fetching.repacking import FetchLimits
from content_import.hosts.models import HostFetch
from courses.models import Package
from people.models import Person
from tests.factories.packages import Sco, make_package
from tests.factories.people import MunicipalityFactory

HOST, OTHER = "film.example.se", "media.example.se"
PRIVATE, MIXED, STRANGER, NOWHERE = (f"{name}.example.se" for name in ("internt", "dubbel", "annan", "ingen"))
WHY = "Filmen om förflyttning hämtas hem, å ä ö"
PNG = b"\x89PNG\r\n\x1a\n" + b"bild" * 50
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"film" * 50
PAGE = f"""<!doctype html><meta charset="utf-8"><title>Förflyttning</title>
<img src="https://{HOST}/bilder/l%C3%A4nk.png" alt=""><img src="//{HOST}/visa?id=1&amp;b=2" alt="">
<video src="http://{HOST}/film.mp4#t=10"></video><a href="https://{HOST}/mer">Läs mer</a>
<script src="https://{HOST}/app.js"></script><script src="../js/spel.js"></script>""".encode()
SCRIPT = f'const film = "https:\\/\\/{HOST}\\/film.mp4";'.encode()
PLACES = {
    HOST: ["127.0.0.1"],
    OTHER: ["127.0.0.1"],
    STRANGER: ["127.0.0.1"],
    PRIVATE: ["127.0.0.2"],
    MIXED: ["127.0.0.1", "127.0.0.2"],
}


def look_up(host: str) -> list[Address]:
    if host not in PLACES:
        raise OSError("no such name")
    return [ipaddress.ip_address(place) for place in PLACES[host]]


def package_with(**files: bytes) -> Package:
    items = [Sco("del-1", href="sidor/del-1.html")]
    return make_package(items, title="Förflyttning", owner=MunicipalityFactory(), files=files)


def file_of(package: Package, path: str) -> bytes:
    with storages["packages"].open(f"{package.label}/{path}") as stream:
        return stream.read()


def labels() -> set[str]:
    return set(storages["packages"].listdir("")[0])


def fetched(
    package: Package, network: Network, by: Person, *, host: str = HOST, limits: FetchLimits | None = None
) -> HostFetch:
    fetch = RequestFetch(package=package, host=host, reason=WHY, by=by).run()
    carry_out_fetch(fetch=fetch, network=network, limits=limits)
    fetch.refresh_from_db()
    return fetch
