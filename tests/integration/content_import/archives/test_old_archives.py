"""Packages of old programs: file names in a code page, and identifiers and links in Swedish."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from content_import.packages.actions import ImportPackage
from courses.models import Package
from lms.attempts.launches.tokens import file_prefix
from lms.attempts.models import ScoState
from tests.factories.files.old_archives import old_archive
from tests.factories.packages import Sco, make_package, package_members
from tests.factories.sequencing import Player
from tests.factories.tracking import content_host, make_launch

pytestmark = pytest.mark.django_db

PICTURE = "bilder/Förskola på Öland.png"


def old_package(code_page: str, href: str = "förskola.html") -> Package:
    members = package_members([Sco("del-1", href=href, file="förskola.html")], files={PICTURE: b"png"})
    return ImportPackage(archive=old_archive(members, code_page), title="Förskola", by=None).run()


def status_of(client: Client, package: Package, path: str) -> int:
    response = client.get(f"{file_prefix(package.label)}{path}", HTTP_HOST=content_host(package))
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


@pytest.mark.parametrize("code_page", ["cp437", "cp850", "cp1252"])
def test_files_of_an_old_archive_are_served_by_their_swedish_names(client: Client, code_page: str) -> None:
    package = old_package(code_page)

    # as browsers request it: in UTF-8, or in Windows-1252 if an old page has encoded the link
    assert status_of(client, package, quote(PICTURE)) == 200
    assert status_of(client, package, quote(PICTURE, encoding="cp1252")) == 200
    assert status_of(client, package, quote(PICTURE, encoding="cp437")) == 404
    assert status_of(client, package, package.structure.launchable[0].href) == 200


def test_launch_of_an_old_archive_that_is_encoded_in_windows_1252_is_found(client: Client) -> None:
    package = old_package("cp1252", href="f%F6rskola.html")

    assert status_of(client, package, package.structure.launchable[0].href) == 200


@pytest.mark.parametrize("path", ["%E5/..%2F..%2Fimsmanifest.xml", "%E5%5C..%5Cx", "%E5%00"])
def test_path_in_windows_1252_that_leads_out_of_the_package_is_not_found(client: Client, path: str) -> None:
    assert status_of(client, old_package("cp1252"), path) == 404


def test_item_of_1_2_with_a_swedish_identifier_is_played_and_recorded() -> None:
    items = [Sco("AVSNITT_Å", file="a.html", href="a.html"), Sco("ÖVNING_Ä", prerequisites="AVSNITT_Å")]
    package = make_package(items, files={"a.html": b"<h1>A</h1>"})
    player = Player(make_launch(package))

    player.commit(part="AVSNITT_Å", core={"lesson_status": "completed"})

    assert [item.identifier for item in package.structure.launchable] == ["AVSNITT_Å", "ÖVNING_Ä"]
    assert ScoState.objects.get(sco="AVSNITT_Å").completion_status == "completed"
