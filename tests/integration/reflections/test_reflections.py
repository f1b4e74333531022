"""Private reflections: written, shown again, erased, and read by nobody else."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from courses.models import ModulePage
from lms.reflections.actions import EMPTY_KEPT, erase_reflections
from lms.reflections.models import Reflection
from lms.reflections.queries import now_in_ms
from lms.reflections.tasks import forget_empty_reflections
from people.models import AuditEntry, Person
from tests.factories.courses import make_module_page
from tests.factories.people import PersonFactory
from tests.factories.steps.content import content
from tests.factories.steps.questions import screen, single_choice
from tests.integration.runtimes.native.learner import Learner

pytestmark = pytest.mark.django_db
SECRET = "Jag var rädd om natten"
BOX = content("reflection", {"prompt": "Vad gör du nästa gång, å ä ö?"})


def page(*more: dict[str, object]) -> ModulePage:
    return make_module_page("Mörker", slug="morker", steps=[screen(BOX, *more)])


def save_url(learner: Learner, block: str = BOX["id"]) -> str:
    step = learner.attempt.module_version.stored_steps[0].id
    return reverse("reflections:save", args=[learner.attempt.pk, step, block])


def stored_text() -> str:
    """Return every value of every row, as one text."""
    return " ".join(str(list(model._base_manager.values_list())) for model in apps.get_models())


@pytest.mark.parametrize("more", [(), (single_choice(),)], ids=["without", "with questions"])
def test_reflection_is_saved_shown_again_and_in_no_table_as_text(more: tuple[dict[str, object], ...]) -> None:
    learner = Learner.starts(page(*more))
    entries = AuditEntry.objects.count()

    shown = learner.client.post(save_url(learner), {"text": SECRET}, follow=True)

    assert shown.redirect_chain[-1][0] == f"{learner.url()}#r-{BOX['id']}"
    assert f">{SECRET}</textarea>" in learner.client.get(learner.url()).content.decode()
    assert "om natten" not in stored_text()
    assert AuditEntry.objects.count() == entries


def test_script_gets_an_answer_and_a_sentence_when_it_is_too_long() -> None:
    learner = Learner.starts(page())
    headers = {"Accept": "application/json"}

    saved = learner.client.post(save_url(learner), {"text": SECRET}, headers=headers)
    refused = learner.client.post(save_url(learner), {"text": "a" * 5_001}, headers=headers)
    lines = learner.client.post(save_url(learner), {"text": "\r\n".join("a" * 2_500)}, headers=headers)

    assert (saved.json(), refused.status_code, lines.status_code) == ({"saved": True}, 422, 200)
    assert refused.json() == {"error": "Skriv högst 5000 tecken. Inget sparades."}


def autosave(learner: Learner, text: str, written: object) -> dict[str, object]:
    """Save as the script does, and return its answer without the time."""
    headers = {"Accept": "application/json"}
    answer = learner.client.post(save_url(learner), {"text": text, "written": str(written)}, headers=headers)
    found: dict[str, object] = answer.json()
    return {key: value for key, value in found.items() if key != "now"}


def shown_text(learner: Learner) -> str:
    box = BeautifulSoup(learner.client.get(learner.url()).content, "html.parser").textarea
    return "" if box is None else box.text.removeprefix("\n")


NEWER = {
    "script": lambda learner, now: autosave(learner, "Nytt", now - 1_000),
    "button": lambda learner, now: learner.client.post(save_url(learner), {"text": "Nytt"}),
    "emptied": lambda learner, now: autosave(learner, " ", now - 1_000),
    "erased": lambda learner, now: learner.client.post(reverse("reflections:erase"), {"reflection": "all"}),
}


@pytest.mark.parametrize("how", NEWER)
def test_save_that_arrives_after_a_newer_one_changes_nothing(how: str) -> None:
    learner, now = Learner.starts(page()), now_in_ms()
    assert autosave(learner, "Först", now - 3_000) == {"saved": True}
    NEWER[how](learner, now)
    newest = shown_text(learner)

    assert autosave(learner, SECRET, now - 2_000) == {"newer": True}
    assert shown_text(learner) == newest == ("Nytt" if how in {"script", "button"} else "")
    assert autosave(learner, SECRET, now_in_ms()) == {"saved": True}
    assert shown_text(learner) == SECRET


@pytest.mark.parametrize(
    "written",
    ["", "x", "-1", "0", "9" * 18, "9" * 5_000],
    ids=["none", "text", "negative", "zero", "future", "long"],
)
def test_save_without_a_time_that_can_be_is_of_now(written: object) -> None:
    learner = Learner.starts(page())

    texts = [autosave(learner, text, written) for text in ("Först", "Sedan")]

    assert texts == [{"saved": True}] * 2
    assert shown_text(learner) == "Sedan"
    assert Reflection.objects.get().updated_at <= timezone.now()


def test_rows_without_text_are_deleted_at_night() -> None:
    learner = Learner.starts(page())
    for text in (SECRET, ""):
        learner.client.post(save_url(learner), {"text": text})
    assert forget_empty_reflections.call() == 0
    Reflection.objects.update(updated_at=timezone.now() - EMPTY_KEPT)

    assert forget_empty_reflections.call() == 1
    assert Reflection.objects.count() == 0


@pytest.mark.both_engines
def test_erasing_waits_for_a_save_that_is_under_way() -> None:
    person = PersonFactory()

    with CaptureQueriesContext(connection) as queries:
        erase_reflections(by=person)

    first, lock, update = [query["sql"] for query in queries if "RELEASE" not in query["sql"]]
    assert first.startswith("SAVEPOINT")
    assert person._meta.db_table in lock
    assert "FOR UPDATE" in lock or not connection.features.has_select_for_update
    assert update.startswith("UPDATE")


def test_nothing_but_spaces_deletes_it() -> None:
    learner = Learner.starts(page())
    for text in (SECRET, " \n"):
        learner.client.post(save_url(learner), {"text": text})

    assert Reflection.objects.with_text().count() == 0
    assert ">\n</textarea>" not in learner.client.get(learner.url()).content.decode()


def test_others_can_neither_write_nor_read_it() -> None:
    learner = Learner.starts(page())
    learner.client.post(save_url(learner), {"text": SECRET})
    row = Reflection.objects.get()
    operator = Person.objects.create_superuser("drift", password="x")
    client = Client()
    client.force_login(operator)

    answers = [
        client.post(save_url(learner), {"text": "Annat"}),
        client.post(reverse("reflections:erase"), {"reflection": str(row.pk)}),
        client.post(reverse("reflections:erase"), {"reflection": "all"}),
        learner.client.post(save_url(learner, str(uuid4())), {"text": "Utan ruta"}),
        learner.client.post(reverse("reflections:erase"), {"reflection": "9" * 30}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert SECRET not in client.get(reverse("reflections:mine")).content.decode()
    with pytest.raises(PermissionError):
        row.read(operator)
    with pytest.raises(NoReverseMatch):
        reverse("wagtailsnippets_reflections_reflection:list")
    Reflection.objects.filter(pk=row.pk).update(person=operator)  # moved by somebody with the database
    assert "går inte att läsa längre" in client.get(reverse("reflections:mine")).content.decode()


def test_own_page_lists_downloads_and_erases_them() -> None:
    learner = Learner.starts(page())
    learner.client.post(save_url(learner), {"text": SECRET})
    mine = learner.client.get(reverse("reflections:mine"))
    file = learner.client.get(reverse("reflections:download"))
    learner.client.post(reverse("reflections:erase"), {"reflection": str(Reflection.objects.get().pk)})

    assert SECRET in mine.content.decode()
    assert "no-store" in mine["Cache-Control"]
    assert file.content.decode() == f"Mörker\nVad gör du nästa gång, å ä ö?\n\n{SECRET}\n"
    assert file["Content-Disposition"].startswith("attachment")
    assert Reflection.objects.with_text().count() == 0
    assert SECRET not in learner.client.get(reverse("reflections:mine")).content.decode()


def test_reflection_is_deleted_with_its_person() -> None:
    person = PersonFactory()
    row = Reflection(person=person, module=page().module, block=uuid4())
    row.seal(prompt="Vad?", text=SECRET)
    row.save()

    person.delete()

    assert Reflection.objects.count() == 0


def test_dump_of_the_database_shows_no_text() -> None:
    learner = Learner.starts(page())
    learner.client.post(save_url(learner), {"text": SECRET})
    out = io.StringIO()

    call_command("dumpdata", "reflections", stdout=out)

    assert '"sealed"' in out.getvalue()
    assert SECRET not in out.getvalue()
