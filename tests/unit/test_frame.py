"""The settings pass the system checks, and migrations match the models."""

from io import StringIO

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_migrations_when_models_unchanged_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_system_checks_find_nothing() -> None:
    call_command("check", fail_level="WARNING")
