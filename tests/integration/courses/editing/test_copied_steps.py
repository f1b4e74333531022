"""Steps of another module are copied into a draft, as far as one may read them and its learners open them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection

from courses.editing.copied_steps import CopySteps, with_new_ids
from courses.exceptions import StepsNotCopied
from courses.media.folders import folder_of
from courses.models import ModulePage
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import PackageFactory, make_module_page
from tests.factories.files.used_files import image
from tests.factories.people import MunicipalityFactory, PersonFactory
from tests.factories.steps.content import content
from tests.factories.steps.questions import check, conversation, scene, screen, single_choice, text

pytestmark = pytest.mark.django_db


def trainer_of(municipality: Municipality | None) -> Person:
    person = PersonFactory()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return Person.objects.get(pk=person.pk)


def picture(**values: Any) -> tuple[dict[str, Any], Any]:
    """A block of a picture and its image."""
    stored = image("Säng")
    type(stored).objects.filter(pk=stored.pk).update(**values)
    shown = {"image": stored.pk, "decorative": False, "alt_text": "En säng"}
    return content("picture", {"image": shown, "caption": ""}), stored


def draft_steps(page: ModulePage) -> list[Any]:
    return list(ModulePage.objects.get(pk=page.pk).get_latest_revision_as_object().steps.raw_data)


def all_ids(stored: Any) -> set[str]:
    """Return every id of a block, however deep."""
    if isinstance(stored, dict):
        own = {stored["id"]} if "type" in stored and stored.get("id") else set()
        return own.union(*map(all_ids, stored.values()))
    return set().union(*map(all_ids, stored)) if isinstance(stored, list) else set()


def without_ids(stored: Any) -> Any:
    if isinstance(stored, dict):
        return {name: without_ids(value) for name, value in stored.items() if name != "id"}
    return [without_ids(value) for value in stored] if isinstance(stored, list) else stored


def test_steps_are_copied_in_their_place_with_ids_of_their_own(client: Client) -> None:
    block, _image = picture()
    steps = [
        screen(text(), block, single_choice(), title="Läs"),
        check(single_choice(), title="Pröva"),
        conversation(scene("Början", "Hon gråter.", ("Lyssna", "Hon lugnar sig.", 2, "")), title="Samtal"),
    ]
    source, target = make_module_page("Källa", steps=steps), make_module_page("Mål")
    client.force_login(trainer_of(None))
    url = f"{reverse('copy_steps', args=[target.pk])}?source={source.pk}"
    shown = client.get(url).content.decode()
    chosen = [step.id for step in source.stored_steps]

    response = client.post(url, {"steps": [chosen[2], chosen[0]], "after": "first"})

    assert "Pröva · Kunskapskontroll" in shown
    assert response.url == reverse("wagtailadmin_pages:edit", args=[target.pk])
    assert [str(said).strip() for said in get_messages(response.wsgi_request)] == [
        "2 steg är kopierade. Läs igenom dem innan du publicerar."
    ]
    copied, original = draft_steps(target), list(source.steps.raw_data)
    assert [step["value"]["title"] for step in copied] == ["Läs", "Samtal", "Rena händer"]
    assert without_ids(copied[:2]) == without_ids([original[0], original[2]])
    assert not all_ids(copied) & all_ids(original)
    stored = ModulePage.objects.get(pk=target.pk)
    assert stored.live_revision_id != stored.latest_revision_id
    stored.latest_revision.publish()  # the copies can be published, and are questions of their own
    packages = [step["package"] for step in target.module.versions.latest("number").steps]
    assert not set(packages) & {step["package"] for step in source.module.versions.get().steps} - {None}


def test_unpublished_changes_are_copied_by_those_alone_who_may_edit_them() -> None:
    municipality = MunicipalityFactory()
    source, own = make_module_page("Gemensam"), make_module_page("Egen", owner=municipality)
    source.steps = source.steps.stream_block.to_python(
        [{"type": "text", "value": {"title": "Hemligt", "body": ""}}]
    )
    source.save_revision()
    hidden = source.get_latest_revision_as_object().stored_steps[0].id

    with pytest.raises(StepsNotCopied, match="inte längre"):
        CopySteps(page=own, source=source, step_ids=[hidden], by=trainer_of(municipality)).run()
    assert CopySteps(page=own, source=source, step_ids=[hidden], by=trainer_of(None)).run() == 1


def test_modules_of_others_can_neither_be_read_nor_changed(client: Client) -> None:
    own, other = MunicipalityFactory(), MunicipalityFactory()
    foreign, mine = make_module_page("Främmande", owner=other), make_module_page("Min", owner=own)
    person = trainer_of(own)
    client.force_login(person)
    ids = [step.id for step in foreign.stored_steps]

    listed = client.get(f"{reverse('copy_steps', args=[mine.pk])}?source={foreign.pk}").content.decode()
    refused = client.get(reverse("copy_steps", args=[foreign.pk]))

    assert "Rena händer ·" not in listed
    assert "Främmande" not in listed
    assert refused.status_code in {403, 404}
    for page, source in ((mine, foreign), (foreign, mine)):
        with pytest.raises(PermissionDenied):
            CopySteps(page=page, source=source, step_ids=ids, by=person).run()


def test_files_and_packages_of_one_municipality_stay_in_its_modules() -> None:
    municipality = Municipality.objects.get(name="Ale")
    folder = folder_of(municipality, Collection.get_first_root_node())
    block, _image = picture(collection=folder)
    package = PackageFactory(owner=municipality, title="Lyft i Ale")
    steps = [screen(block), ("package", {"title": "Öva", "package": package})]
    source, shared = make_module_page("Källa", steps=steps, owner=municipality), make_module_page("Gemensam")
    ids = [step.id for step in source.stored_steps]

    with pytest.raises(StepsNotCopied) as refusal:
        CopySteps(page=shared, source=source, step_ids=ids, by=trainer_of(None)).run()

    assert ["Lyft i Ale" in refusal.value.reasons[0], "Säng" in refusal.value.reasons[1]] == [True, True]
    assert len(draft_steps(shared)) == 1
    own = make_module_page("Egen", owner=municipality)
    assert CopySteps(page=own, source=source, step_ids=ids, by=trainer_of(municipality)).run() == 2


def test_page_that_another_has_locked_gets_no_steps() -> None:
    source, target = make_module_page("Källa"), make_module_page("Mål")
    target.locked, target.locked_by, target.locked_at = True, PersonFactory(), timezone.now()
    target.save()

    with pytest.raises(StepsNotCopied, match="låst"):
        CopySteps(page=target, source=source, step_ids=[source.stored_steps[0].id], by=trainer_of(None)).run()


def test_references_within_a_step_follow_its_new_ids() -> None:
    step = {
        "type": "x",
        "id": "a",
        "value": {"items": [{"type": "item", "id": "b", "value": "Text"}], "to": "b"},
    }

    copied = with_new_ids(step)

    assert copied["value"]["to"] == copied["value"]["items"][0]["id"] != "b"
    assert copied["id"] != "a"
    assert step["value"]["to"] == "b"
