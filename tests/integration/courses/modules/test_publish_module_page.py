"""Publishing a module: one page a language, and a version for each change."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from courses.exceptions import ModulePageMissing
from courses.models import Module, ModulePage, ModuleVersion
from courses.modules.actions import PublishModulePage
from tests.factories.courses import PackageFactory, ThemeFactory, make_module_page, make_site

pytestmark = pytest.mark.django_db


def text(title: str, body: str = "<p>Text</p>") -> tuple[str, dict[str, str]]:
    return "text", {"title": title, "body": body}


def test_publish_when_new_makes_module_page_and_first_version() -> None:
    page = make_module_page("Samtalet", slug="samtalet", steps=[text("Börja")])

    version = ModuleVersion.objects.get()
    assert (page.live, page.url, page.module.slug) == (True, "/utbildningar/samtalet/", "samtalet")
    assert (version.number, version.language, version.revision) == (1, "sv", page.live_revision)
    assert [(step["kind"], step["title"], step["package"]) for step in version.steps] == [
        ("text", "Börja", None)
    ]


def test_publish_when_repeated_unchanged_makes_nothing_new() -> None:
    first = make_module_page("Samtalet", slug="samtalet", steps=[text("Börja"), text("Sluta")])
    second = make_module_page("Samtalet", slug="samtalet", steps=[text("Börja"), text("Sluta")])

    assert first == second
    assert ModuleVersion.objects.count() == 1


def test_publish_when_only_the_introduction_changed_keeps_the_version() -> None:
    make_module_page("Samtalet", slug="samtalet")
    make_module_page("Samtalet", slug="samtalet", introduction="Nya ord.")

    assert ModuleVersion.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"steps": [text("Börja", "<p>Andra ord</p>")]}, {"valid_months": 12}],
    ids=["a text", "a rule"],
)
def test_publish_when_steps_or_rules_changed_numbers_a_new_version(change: dict[str, object]) -> None:
    make_module_page("Samtalet", slug="samtalet", steps=[text("Börja")])
    make_module_page("Samtalet", slug="samtalet", **{"steps": [text("Börja")], **change})

    old, new = ModuleVersion.objects.order_by("number")
    assert (old.number, new.number) == (1, 2)
    assert old.steps[0]["id"] == new.steps[0]["id"]


@pytest.mark.both_engines
def test_publish_when_package_changed_protects_both_packages() -> None:
    old, new = PackageFactory(), PackageFactory()
    make_module_page("Samtalet", slug="samtalet", package=old)
    make_module_page("Samtalet", slug="samtalet", package=new)

    versions = ModuleVersion.objects.order_by("number")
    assert [list(version.packages.all()) for version in versions] == [[old], [new]]


@pytest.mark.both_engines
def test_publish_when_in_two_languages_is_one_module_with_linked_pages() -> None:
    swedish = make_module_page("Samtalet", slug="samtalet")
    english = make_module_page("The conversation", slug="samtalet", language="en")

    assert Module.objects.get() == swedish.module == english.module
    assert swedish.get_translations().get().specific == english
    with override("en"):
        assert english.url == "/en/modules/the-conversation/"
    assert [(v.number, v.language) for v in ModuleVersion.objects.order_by("number")] == [
        (1, "sv"),
        (2, "en"),
    ]


@pytest.mark.both_engines
def test_publish_when_done_in_the_admin_freezes_a_version_too() -> None:
    page = make_module_page("Samtalet", slug="samtalet")
    page.steps.append(text("Ännu ett"))
    page.save_revision().publish()

    assert list(ModuleVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_publish_when_site_is_not_laid_out_says_so() -> None:
    with pytest.raises(ModulePageMissing):
        PublishModulePage(
            by=None,
            module_slug="x",
            language="sv",
            title="X",
            introduction="x",
            minutes=5,
            aims="",
            audience="x",
            themes=[ThemeFactory()],
            steps=[text("x")],
        ).run()

    assert ModulePage.objects.count() == 0


def test_lay_out_site_when_repeated_changes_nothing() -> None:
    first = make_site()
    second = make_site()

    assert first == second
    assert {code: home.url for code, home in second.items()} == {"sv": "/", "en": "/en/"}
