"""What the kind of a package decides: where it is served, and whether it is checked before publishing."""

from __future__ import annotations

import pytest
from django.conf import settings

from content_import.health.queries import is_unchecked, package_publish_problems
from courses.enums import PackageKind
from courses.models import Package
from infrastructure.http.api import content_origin
from tests.factories.courses import PackageFactory, make_module_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_package_without_a_kind_is_scorm() -> None:
    assert Package.objects.get(pk=PackageFactory().pk).kind == PackageKind.SCORM


@pytest.mark.parametrize("kind", [PackageKind.SCORM, PackageKind.H5P])
def test_package_with_foreign_code_has_its_own_origin_and_is_checked(kind: PackageKind) -> None:
    package = PackageFactory(kind=kind, is_approved=False)
    page = make_module_page("Lyft", package=PackageFactory())
    page.steps = [("package", {"title": "Lyft", "package": package})]

    assert package.has_foreign_code
    assert package.origin == content_origin(package.label) != settings.SITE_ORIGIN
    assert is_unchecked(package)
    assert len(package_publish_problems(page)) == 1


def test_package_without_foreign_code_is_served_by_the_site_unchecked() -> None:
    package = PackageFactory(kind=PackageKind.NATIVE, is_approved=False)
    page = make_module_page("Lyft", package=package)

    assert not package.has_foreign_code
    assert package.origin == settings.SITE_ORIGIN
    assert package_publish_problems(page) == []
