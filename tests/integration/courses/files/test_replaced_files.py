"""Replacing a used file; unfinished attempts keep the former one."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from courses.files.actions import ReplaceFile
from courses.media.folders import folder_of
from courses.models import ModulePage, ModuleVersion, Recording, SeminarPage
from lms.attempts.models import Attempt
from people.models import Person
from tests.database_rows import rolled_back
from tests.factories.courses import make_module_page, make_site
from tests.factories.files.used_files import (
    FROZEN,
    KINDS,
    TITLE,
    Make,
    Used,
    admin_url,
    document,
    is_kept,
    recording,
    seminar_material,
    seminar_recording,
    step_captions,
    step_film,
    step_poster,
    text_link,
)
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.seminars import make_film, make_sound
from tests.integration.courses.test_trainers_rights import trainer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def is_replaced_on_its_page(admin: Client, used: Used) -> None:
    answer = admin.post(used.url("delete"), {"replacement": used.other.pk}, follow=True)

    assert f"1 sida har nu ”{used.other.title}”" in answer.content.decode()
    page = used.page.specific_class.objects.get(pk=used.page.pk)
    assert page.live
    assert not page.has_unpublished_changes
    shown = admin.get(admin_url(used.other, "delete"))
    assert TITLE in shown.content.decode()


def makes_a_new_version_and_stays_when_replaced(admin: Client, used: Used) -> None:
    before = ModuleVersion.objects.get()

    admin.post(used.url("delete"), {"replacement": used.other.pk})
    shown = admin.get(used.url("delete")).content.decode()

    after = before.module.versions.latest("number")
    assert after.number == before.number + 1
    assert [step["id"] for step in after.steps] == [step["id"] for step in before.steps]
    assert 'name="replacement"' not in shown
    with pytest.raises(ProtectedError):
        type(used.file).objects.filter(pk=used.file.pk).delete()


def can_be_deleted_when_replaced(admin: Client, used: Used) -> None:
    admin.post(used.url("delete"), {"replacement": used.other.pk})

    answer = admin.post(used.url("delete"))

    assert (answer.status_code, is_kept(used)) == (302, False)


def is_refused_when_replaced_by_another_kind(admin: Client, used: Used) -> None:
    title = "Bildspel på ö"
    other = (
        recording(make_sound(), title)
        if isinstance(used.file, Recording)
        else document(ContentFile(b"PK", name="bildspel.pptx"), title)
    )

    answer = admin.post(used.url("delete"), {"replacement": other.pk})

    (sentence,) = answer.context["replacement"].errors["replacement"]
    assert "Bildspel på ö" in sentence


REFUSE_OTHER_KINDS = [step_film, step_captions, text_link, seminar_material]


@pytest.mark.both_engines
@pytest.mark.parametrize("make", KINDS)
def test_used_file_when_replaced_is_as_its_page_says(
    subtests: pytest.Subtests, operator: Person, make: Make
) -> None:
    used = make()
    is_frozen = make in FROZEN
    cases = [
        is_replaced_on_its_page,
        makes_a_new_version_and_stays_when_replaced if is_frozen else can_be_deleted_when_replaced,
        *([is_refused_when_replaced_by_another_kind] if make in REFUSE_OTHER_KINDS else []),
    ]

    for case in cases:
        with subtests.test(case=case.__name__), rolled_back():
            client = Client()
            client.force_login(operator)
            case(client, used)


def test_draft_of_a_published_page_when_a_file_is_replaced_keeps_changes(
    admin: Client, operator: Person
) -> None:
    used = step_film()
    page = ModulePage.objects.get()
    page.introduction = "Ännu inte färdig: å, ä, ö"
    page.save_revision()

    ReplaceFile(old=used.file, new=used.other, by=operator).run()

    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    assert (page.introduction, page.has_unpublished_changes) == ("Så skyddar du dem du möter.", True)
    assert (page.steps[0].value["film"], draft.steps[0].value["film"]) == (used.other, used.other)
    assert draft.introduction == "Ännu inte färdig: å, ä, ö"


def test_file_of_a_draft_is_listed_as_such_and_replaced_in_it(admin: Client) -> None:
    film, other = recording(make_film()), recording(make_film(3))
    page = make_module_page(TITLE, slug="forflyttning")
    values = {"title": "Vänd", "film": film.pk, "captions": None, "summary": "<p>Ord</p>"}
    page.steps = page.steps.stream_block.to_python([{"type": "film", "value": values}])
    page.save_revision()
    url = admin_url(film, "delete")

    shown = " ".join(admin.get(url).content.decode().split())
    admin.post(url, {"replacement": other.pk})

    assert f"{TITLE}</a>: utkast </li>" in shown
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().steps[0].value["film"] == other
    assert page.steps[0].block_type == "text"
    assert admin.post(url).status_code == 302


def test_page_with_a_time_of_publishing_is_left_alone(operator: Person) -> None:
    used = step_film()
    revision = ModulePage.objects.get().save_revision()
    revision.approved_go_live_at = revision.created_at
    revision.save()

    assert ReplaceFile(old=used.file, new=used.other, by=operator).run() == []


@pytest.mark.both_engines
def test_trainer_replaces_only_on_pages_of_the_own_municipality(client: Client) -> None:
    own, other = MunicipalityFactory(), MunicipalityFactory()
    make_site()
    tove = trainer(own)
    film, new = recording(make_film()), recording(make_film(3))
    folder = folder_of(own, film.collection)
    for file in (film, new):
        file.collection = folder
        file.save()
    step = {"title": "Vänd", "film": film, "captions": None, "summary": "<p>Ord</p>"}
    pages = [
        make_module_page(f"Modul i {owner}", slug=f"modul-{owner.pk}", owner=owner, steps=[("film", step)])
        for owner in (own, other)
    ]
    client.force_login(tove)
    url = admin_url(film, "delete")

    shown = client.get(url).content.decode()
    client.post(url, {"replacement": new.pk})

    assert (f"Modul i {own}" in shown, f"Modul i {other}" in shown) == (True, False)
    assert "1 sida i en annan kommun" in shown
    films = [ModulePage.objects.get(pk=page.pk).steps[0].value["film"] for page in pages]
    assert films == [new, film]


def test_learner_in_the_middle_keeps_the_film_that_they_began_with(client: Client, operator: Person) -> None:
    used = step_film()
    client.force_login(PersonFactory())
    client.post(reverse("tracking:start", args=[ModulePage.objects.get().module.slug]))
    attempt = Attempt.objects.get()
    address = reverse("tracking:step", args=[attempt.pk, attempt.module_version.steps[0]["id"]])
    before = client.get(address).content

    ReplaceFile(old=used.file, new=used.other, by=operator).run()

    assert used.file.url in before.decode()
    assert used.file.url in client.get(address).content.decode()
    assert b"".join(client.get(used.file.url)) == make_film().read()


def test_learner_keeps_the_picture_of_the_film_that_they_began_with(client: Client, operator: Person) -> None:
    used = step_poster()
    client.force_login(PersonFactory())
    client.post(reverse("tracking:start", args=[ModulePage.objects.get().module.slug]))
    attempt = Attempt.objects.get()
    address = reverse("tracking:step", args=[attempt.pk, attempt.module_version.steps[0]["id"]])

    ReplaceFile(old=used.file, new=used.other, by=operator).run()

    page = client.get(address).content.decode()
    assert ("poster=" in page, "hander" in page) == (True, False)


def test_seminar_with_a_new_recording_has_its_length(operator: Person) -> None:
    used = seminar_recording()

    ReplaceFile(old=used.file, new=used.other, by=operator).run()

    page = SeminarPage.objects.get()
    assert (page.recording, page.seconds) == (used.other, round(used.other.duration))
