"""A step type defined here goes from the editor to a completion, without a change of the product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from wagtail import blocks
from wagtail.blocks.struct_block import StructValue
from wagtail.documents.blocks import DocumentChooserBlock

from courses.exceptions import FileInUse
from courses.files.actions import DeleteFile, ReplaceFile
from courses.models import ModulePage, ModuleVersion, ModuleVersionFile
from courses.modules.version_changes import compare_steps
from courses.steps.stored import StoredStep
from courses.steps.types import StepBlock, register_step_type, step_type, step_types
from lms.attempts.actions.attempts import start_attempt
from lms.attempts.models import Attempt
from lms.attempts.progress.queries import progress_of
from lms.attempts.progress.reasons import why_not_complete
from lms.attempts.runtimes import check_runtimes, runtime_of
from lms.records.models import Completion
from people.models import Person
from search.indexing.sources import passages_of
from tests.factories.courses import make_module_page, make_site
from tests.factories.files.used_files import document
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_pdf
from tests.integration.courses.modules.test_module_admin import form

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

POINTS = ["Bromsa rullstolen", "Säg vad du gör"]


class ChecklistStep(StepBlock):
    """A step whose points the learner ticks, with guides to read."""

    kind = "checklist"
    outline_label = "Att bocka av"
    outline_icon = "list"
    not_done = "Du har inte bockat av allt i “%(step)s”."

    points = blocks.ListBlock(blocks.CharBlock())
    guides = blocks.ListBlock(DocumentChooserBlock())

    def is_done(self, value: StructValue, posted: QueryDict) -> bool:
        return set(posted.getlist("point")) >= set(value["points"])

    def render(self, value: StructValue, context: dict[str, Any] | None = None) -> str:
        box = '<input type="checkbox" name="point" form="step-done" value="{}">'
        return format_html("<ul>{}</ul>", format_html_join("", box, ((point,) for point in value["points"])))


@pytest.fixture(autouse=True)
def checklist() -> Iterator[None]:
    register_step_type(ChecklistStep)
    ModulePage.get_edit_handler.cache_clear()  # other tests' editor, without the type
    yield
    del step_types["checklist"]
    ModulePage.get_edit_handler.cache_clear()


def step(guide: Any, *points: str, title: str = "Före lyftet") -> tuple[str, dict[str, Any]]:
    return "checklist", {"title": title, "points": list(points or POINTS), "guides": [guide.pk]}


def posted(guide: Any) -> dict[str, Any]:
    """The form of a module with a checklist, as the admin's editor posts it."""
    values = {"steps-0-value-title": "Före lyftet"}
    for name, items in {"points": POINTS, "guides": [guide.pk]}.items():
        values[f"steps-0-value-{name}-count"] = str(len(items))
        for number, item in enumerate(items):
            prefix = f"steps-0-value-{name}-{number}"
            values |= {f"{prefix}-deleted": "", f"{prefix}-order": str(number), f"{prefix}-value": str(item)}
    head = {"deleted": "", "order": 0, "type": "checklist", "id": ""}
    return form(**{"steps-count": 1, **{f"steps-0-{name}": value for name, value in head.items()}, **values})


@pytest.fixture
def guide() -> Any:
    return document(make_pdf("Så lyfter du"), "Lyftguide på ö")


def test_step_type_is_offered_previewed_and_published_by_the_editor(client: Client, guide: Any) -> None:
    make_site()
    client.force_login(Person.objects.create_superuser("drift", password="x"))
    catalogue = make_site()["sv"].get_children().get(slug="utbildningar")
    args = ["courses", "modulepage", catalogue.pk]
    preview = reverse("wagtailadmin_pages:preview_on_add", args=args)

    editor = client.get(reverse("wagtailadmin_pages:add", args=args)).content.decode()
    client.post(preview, posted(guide))
    shown = client.get(preview, {"mode": "steps"}).content.decode()
    client.post(reverse("wagtailadmin_pages:add", args=args), posted(guide))

    assert "checklist" in editor
    assert 'value="Säg vad du gör"' in shown
    (stored,) = ModuleVersion.objects.get().content.stored_steps
    assert (stored.kind, stored.title, stored.type.kind) == ("checklist", "Före lyftet", "checklist")
    assert [item["value"] for item in stored.values["points"]] == POINTS


def test_files_of_a_step_type_are_protected_by_its_version_and_replaced(guide: Any) -> None:
    make_module_page("Lyft", slug="lyft", steps=[step(guide)])
    other, by = document(make_pdf("Nytt"), "Ny guide"), Person.objects.create_superuser("drift", password="x")

    with pytest.raises(FileInUse):
        DeleteFile(file=guide, by=by).run()
    ReplaceFile(old=guide, new=other, by=by).run()

    assert list(ModuleVersionFile.objects.order_by("pk").values_list("document", flat=True)) == [
        guide.pk,
        other.pk,
    ]
    assert ModulePage.objects.get().steps[0].value["guides"][0] == other


def test_step_of_a_type_is_taken_and_completed_by_its_own_rule(client: Client, guide: Any) -> None:
    page = make_module_page("Lyft", slug="lyft", steps=[step(guide), step(guide, "Andas", title="Efter")])
    person = PersonFactory()
    client.force_login(person)
    version = page.module.versions.get()
    attempt = start_attempt(person=person, module_version=version, by=person)
    first, second = (address("step_done", attempt, stored.id) for stored in version.stored_steps)

    shown = client.get(reverse("tracking:attempt", args=[attempt.pk]), follow=True).content.decode()
    too_early = client.post(first, {"point": POINTS[:1]}, follow=True).content.decode()
    reasons = [str(reason.sentence) for reason in why_not_complete(person, page.module)]
    client.post(first, {"point": POINTS})
    share = progress_of(person)[page.module_id].share
    client.post(second, {"point": ["Andas"]})

    assert 'form="step-done" value="Bromsa rullstolen"' in shown
    assert "Du har inte bockat av allt i “Före lyftet”." in too_early
    assert reasons[0] == "Du har inte bockat av allt i “Före lyftet”."
    assert share == 0.5
    assert Completion.objects.get().module_version == version


def address(name: str, attempt: Attempt, step_id: str) -> str:
    return reverse(f"tracking:{name}", args=[attempt.pk, step_id])


def test_step_type_is_in_the_outline_the_search_and_the_changes(client: Client, guide: Any) -> None:
    make_module_page("Lyft", slug="lyft", steps=[step(guide), step(guide, title="Efter")])
    page = make_module_page("Lyft", slug="lyft", steps=[step(guide), step(guide, "Andas ut", title="Efter")])
    client.force_login(PersonFactory())
    before, after = (version.content.stored_steps for version in page.module.versions.order_by("number"))

    outline = client.get(page.url).content.decode()
    found = {passage.title: passage.text for passage in passages_of(page)}
    (change,) = compare_steps(before, after)

    assert outline.count("Att bocka av") == 2
    assert found["Efter"] == "Andas ut"
    assert change.title == "Efter"
    assert "<ins>Andas ut</ins>" in change.texts[0]


def test_step_type_without_its_run_time_is_an_error_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_runtimes() == []
    monkeypatch.setattr(ChecklistStep, "needs_runtime", True)

    (error,) = check_runtimes()

    assert "checklist" in error.msg
    with pytest.raises(ImproperlyConfigured):
        runtime_of(StoredStep("1", "checklist", "Före lyftet", None))


def test_kind_is_registered_once_and_an_unknown_one_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        register_step_type(ChecklistStep)
    with pytest.raises(ImproperlyConfigured):
        step_type("okänd")
