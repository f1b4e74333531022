"""The links of the main menu on a phone."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from people.enums import RoleKind
from tests.factories.courses import make_site
from tests.factories.people import PersonFactory, make_role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [None, RoleKind.TRAINER, RoleKind.REGIONAL_COORDINATOR])
@pytest.mark.parametrize(("path", "seminars"), [("/", "/seminarier/"), ("/en/", "/en/seminars/")])
def test_main_menu_of_anybody_signed_in_leads_to_seminars_once(
    client: Client, role: RoleKind | None, path: str, seminars: str
) -> None:
    make_site()
    client.force_login(make_role(role) if role else PersonFactory())

    header = client.get(path).content.decode().partition("<header")[2].partition("</header>")[0]
    main_menu = header.partition('class="tabbar"')[2].partition("</nav>")[0]

    assert len(re.findall("<li>", main_menu)) == 5
    assert (main_menu.count(f'href="{seminars}"'), header.count(f'href="{seminars}"')) == (1, 1)
