"""A learner at steps with questions, by the pages of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from courses.models import ModulePage
from lms.attempts.actions.attempts import start_attempt
from lms.attempts.models import Attempt, ScoState
from people.models import Person
from scorm.data_model.interactions import Interaction, read_interactions
from scorm.enums import PackageStandard
from tests.factories.people import PersonFactory
from tests.factories.steps.questions import key


@dataclass
class Learner:
    """A person who takes the module in a browser of their own."""

    person: Person
    page: ModulePage
    attempt: Attempt
    client: Client

    @classmethod
    def starts(cls, page: ModulePage, person: Person | None = None) -> Learner:
        person = person or PersonFactory()
        version = page.module.versions.order_by("-number").first()
        assert version is not None
        attempt = start_attempt(person=person, module_version=version, by=person)
        client = Client()
        client.force_login(person)
        return cls(person, page, attempt, client)

    def url(self, name: str = "step", step: int = 0) -> str:
        step_id = self.attempt.module_version.stored_steps[step].id
        return reverse(f"tracking:{name}", args=[self.attempt.pk, step_id])

    def fields(self, step: int = 0) -> dict[str, str]:
        """Open the page of a step; return the hidden fields of its forms."""
        return fields_of(self.client.get(self.url(step=step)).content.decode())

    def answers(self, prompt: str, response: Any, *, step: int = 0, **fields: Any) -> Any:
        """Answer a question with one field, or with several by what follows the question's name in theirs."""
        name = f"q-{key(prompt)}"
        several = isinstance(response, dict)
        given = {f"{name}-{part}": text for part, text in response.items()} if several else {name: response}
        posted = {**(fields or self.fields(step)), **given, "question": key(prompt)}
        return self.client.post(self.url("answer", step), posted, follow=True)

    @property
    def interactions(self) -> list[Interaction]:
        states = ScoState.objects.filter(package_attempt__attempt=self.attempt).order_by("pk")
        return [
            interaction
            for state in states
            for interaction in read_interactions(state.cmi, PackageStandard.SCORM_2004)
        ]

    @property
    def recorded(self) -> list[tuple[str, str]]:
        """The response and the result of each answer of the attempt."""
        return [(interaction.response, interaction.result) for interaction in self.interactions]


def fields_of(html: str) -> dict[str, str]:
    return {name: re.search(rf'name="{name}" value="([^"]+)"', html)[1] for name in ("launch", "sequence")}  # type: ignore[index]
