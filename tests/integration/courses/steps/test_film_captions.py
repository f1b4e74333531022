"""Captions of a film in several languages."""

from __future__ import annotations

import re

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.models import ModulePage, ModuleVersion
from courses.steps.types import step_type
from tests.factories.courses import make_module_page
from tests.factories.files.used_files import captions, document, png, recording
from tests.factories.seminars import make_film
from tests.factories.steps.films import film_step
from tests.factories.steps.questions import key
from tests.integration.runtimes.native.learner import Learner

pytestmark = pytest.mark.django_db


def in_language(language: str, file: int) -> dict[str, object]:
    return {"type": "item", "id": key(language), "value": {"language": language, "file": file}}


def film_page(*languages: str) -> ModulePage:
    others = [in_language(language, document(captions()).pk) for language in languages]
    step = film_step(
        recording(make_film()), captions=document(captions()), other_captions=others, title="Vändning"
    )
    return make_module_page("Förflyttning", slug="forflyttning", steps=[step])


def test_player_lists_the_captions_of_each_language_that_exist() -> None:
    page = film_page("en", "so")
    learner = Learner.starts(page)

    html = learner.client.get(learner.url()).content.decode()

    tracks = re.findall(r'<track kind="(\w+)" src="([^"]+)" srclang="(\w+)" label="([^"]+)"', html)
    assert [(kind, language, label) for kind, _url, language, label in tracks] == [
        ("captions", "sv", "Undertexter"),
        ("subtitles", "en", "English"),
        ("subtitles", "so", "Soomaali"),
    ]
    assert [learner.client.get(url).status_code for _kind, url, _language, _label in tracks] == [200] * 3
    assert ModuleVersion.objects.get().files.count() == 5  # with the film and its picture


def test_languages_are_given_once_with_files_that_can_be_read() -> None:
    block = step_type("film")
    text, picture = document(captions()), document(png())
    others = [in_language("en", text.pk), in_language("en", text.pk), in_language("fi", picture.pk)]
    (value,) = film_page("en").steps
    value.value["other_captions"] = block.child_blocks["other_captions"].to_python(others)

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value.value)

    errors = refused.value.block_errors["other_captions"].block_errors
    assert {index: list(error.block_errors) for index, error in errors.items()} == {
        1: ["language"],
        2: ["file"],
    }
