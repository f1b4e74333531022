"""An operator, and a client signed in as one."""

from __future__ import annotations

import pytest
from django.test import Client

from people.models import Person


@pytest.fixture
def operator() -> Person:
    return Person.objects.create_superuser("drift", password="x")


@pytest.fixture
def admin(client: Client, operator: Person) -> Client:
    client.force_login(operator)
    return client
