"""Files of local layers are kept, in drafts and in versions, and named to those who edit the layer."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from courses.exceptions import FileInUse, LayerRefused
from courses.files.actions import DeleteFile
from courses.files.uses import referenced_objects, uses_seen_by
from courses.layers.actions import RemoveOperation, SaveOperation
from courses.layers.operations import OperationKind
from courses.layers.publishing import PublishLayer
from courses.media.folders import folder_of
from courses.models import ModulePage
from lms.attempts.models import Attempt
from lms.attempts.progress.steps import steps_of
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.files.used_files import admin_url, document, image, recording
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory, make_unit
from tests.factories.seminars import make_film, make_pdf
from tests.factories.steps.module_layers import PLACE_ID, make_layer, make_shared_page, operation

pytestmark = pytest.mark.django_db
INSERT, FILL = OperationKind.INSERT, OperationKind.FILL


@pytest.fixture
def municipality() -> Municipality:
    return MunicipalityFactory(name="Ön")


@pytest.fixture
def page() -> ModulePage:
    return make_shared_page("Händer")


def trainer_of(municipality: Municipality | None) -> Person:
    person = PersonFactory()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return person


def files_by_operation(page: ModulePage) -> dict[str, tuple[Any, Any]]:
    """Files of each kind, each with the operation that uses it."""
    film, pdf, picture = recording(make_film()), document(make_pdf("Rutin")), image()
    link = f'<p>Läs <a id="{pdf.pk}" linktype="document">rutinen</a>.</p>'
    shown = {"image": {"image": picture.pk, "alt_text": "", "decorative": True}, "caption": ""}
    screen = {"title": "Så gör vi", "content": [{"id": "b", "type": "picture", "value": shown}]}
    values = {"title": "Vändning", "film": film.pk, "captions": None, "summary": "<p>Vänd.</p>"}
    inserted = operation(page, INSERT, id="film", content={"type": "film", "value": values})
    return {
        "document": (pdf, operation(page, FILL, 1, id="fill", place=PLACE_ID, text=link)),
        "picture": (picture, operation(page, INSERT, id="step", content={"type": "screen", "value": screen})),
        "film": (film, inserted),
        "poster": (film.poster, inserted),
    }


def move_to(file: Any, municipality: Municipality) -> None:
    """Put a file in the folder of a municipality."""
    file.collection = folder_of(municipality, Collection.get_first_root_node())
    file.save()


def test_file_of_another_municipality_is_refused_in_a_layer(
    subtests: pytest.Subtests, municipality: Municipality, page: ModulePage
) -> None:
    other, own = MunicipalityFactory(name="Fjället"), trainer_of(municipality)
    both = trainer_of(municipality)
    GrantRole(person=both, kind=RoleKind.TRAINER, municipality=other, by=None).run()
    target: dict[str, Any] = {"module": page.module, "municipality": municipality, "language": "sv"}

    for name, (file, used) in files_by_operation(page).items():
        with subtests.test(name):
            move_to(file, municipality)
            layer = make_layer(page, municipality, used)
            move_to(file, other)
            actions = {
                by: (SaveOperation(by=by, **target, operation=used), PublishLayer(by=by, layer=layer))
                for by in (own, both)
            }
            for by, title in ((both, file.title), (own, f"{file._meta.verbose_name} {file.pk}")):
                for action in actions[by]:
                    with pytest.raises(LayerRefused) as refused:
                        action.run()
                    [sentence] = refused.value.sentences
                    assert str(sentence).startswith(f"”{title}” ligger i mappen för Fjället")
            move_to(file, municipality)
            assert PublishLayer(by=own, layer=layer).run().layer == layer


def delete(file: Any, operator: Person) -> None:
    DeleteFile(file=file, by=operator).run()


def test_file_of_a_draft_is_kept_and_named_to_its_trainers(
    subtests: pytest.Subtests, operator: Person, municipality: Municipality, page: ModulePage
) -> None:
    found = files_by_operation(page)
    spare = image("Oanvänd")
    layer = make_layer(page, municipality, *{one.id: one for _file, one in found.values()}.values())
    own, shared = trainer_of(municipality), trainer_of(None)
    client = Client()
    client.force_login(operator)

    for name, (file, _operation) in found.items():
        with subtests.test(name):
            with pytest.raises(FileInUse):
                delete(file, operator)
            seen, counted = uses_seen_by(own, file), uses_seen_by(shared, file)
            assert [use.layer for use in seen.layers] == [layer]
            assert (seen.hidden, counted.layers, counted.hidden) == (0, (), 1)
            assert (type(file), file.pk) in referenced_objects()
            shown = client.get(admin_url(file, "delete")).content.decode()
            assert reverse("layers:layer", args=[municipality.code, page.pk]) in shown
    delete(spare, operator)


def test_file_is_free_only_if_no_draft_and_no_version_has_it(
    operator: Person, municipality: Municipality, page: ModulePage
) -> None:
    found = files_by_operation(page)
    (pdf, fill), (picture, insert) = found["document"], found["picture"]
    layer = make_layer(page, municipality, fill, insert)
    target: dict[str, Any] = {"module": page.module, "municipality": municipality, "language": "sv"}

    RemoveOperation(by=None, **target, operation_id=fill.id).run()
    PublishLayer(by=None, layer=layer).run()
    RemoveOperation(by=None, **target, operation_id=insert.id).run()
    PublishLayer(by=None, layer=layer).run()

    delete(pdf, operator)
    with pytest.raises(FileInUse):
        delete(picture, operator)


def test_page_of_a_file_says_where_it_can_be_removed(municipality: Municipality, page: ModulePage) -> None:
    picture, insert = files_by_operation(page)["picture"]
    layer = make_layer(page, municipality, insert)
    target: dict[str, Any] = {"module": page.module, "municipality": municipality, "language": "sv"}
    client = Client()
    client.force_login(PersonFactory(is_superuser=True))

    def sentences() -> tuple[bool, bool]:
        shown = client.get(admin_url(picture, "delete")).content.decode()
        return (
            "Ta bort den ur det lokala innehållet först." in shown,
            "Bara tidigare versioner har den." in shown,
        )

    draft = sentences()
    PublishLayer(by=None, layer=layer).run()
    RemoveOperation(by=None, **target, operation_id=insert.id).run()
    newest = sentences()
    other = operation(page, FILL, 1, id="fill", place=PLACE_ID, text="<p>Ring.</p>")
    PublishLayer(by=None, layer=make_layer(page, municipality, other)).run()

    assert (draft, newest, sentences()) == ((True, False), (True, False), (False, True))


def test_draft_with_files_is_shown_to_no_learner(municipality: Municipality, page: ModulePage) -> None:
    _file, insert = files_by_operation(page)["picture"]
    make_layer(page, municipality, insert)
    client = Client()
    client.force_login(EmploymentFactory(unit=make_unit("Natt", municipality=municipality)).person)

    client.post(reverse("tracking:start", args=[page.module.slug]))
    attempt = Attempt.objects.get()

    assert [step.title for step in steps_of(attempt).all] == ["Händer", "På natten"]
    assert client.get(reverse("tracking:step", args=[attempt.pk, "step"])).status_code == 404
    assert "Så gör vi" not in client.get(page.url).content.decode()
