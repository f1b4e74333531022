"""The glossary: in steps, on its page, in the editor's advice, and who may edit which words."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.advice.rules import advice_of
from courses.models import GlossaryTerm
from people.access.roles import GrantRole
from people.enums import RoleKind
from people.models import Municipality, Person
from tests.factories.courses import make_module_page
from tests.factories.people import EmploymentFactory, MunicipalityFactory, PersonFactory
from tests.integration.runtimes.native.learner import Learner

pytestmark = pytest.mark.django_db
BODY = "<p>Efter brytpunktssamtalet följer ni en SIP, å ä ö.</p>"
STEPS = [("text", {"title": "Läs", "body": BODY})]


def term(word: str, explanation: str = "Förklaring.", **values: object) -> GlossaryTerm:
    return GlossaryTerm.objects.create(term=word, explanation=explanation, **values)


def trainer(municipality: Municipality | None = None) -> Client:
    person = PersonFactory()
    make_module_page()
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    return client


def words_on(client: Client, url: str) -> list[tuple[str, str]]:
    page = client.get(url).content.decode()
    found = re.findall(r'class="terms__term"[^>]*><dt>([^<]+)</dt><dd>([^<]+)</dd>', page)
    return [(word, explanation) for word, explanation in found]


def test_words_of_a_step_are_explained_below_it() -> None:
    employment = EmploymentFactory()
    own, other = employment.unit.municipality, MunicipalityFactory()
    term("SIP", "Gemensam plan.")
    term("SIP", "Vår plan.", owner=own)
    term("SIP", "Deras plan.", owner=other)
    term("brytpunktssamtal", "Samtal om <vad> som är viktigt.")
    term("delegering")
    term("SIP", "A plan.", language="en")
    learner = Learner.starts(make_module_page(steps=STEPS), employment.person)

    assert words_on(learner.client, learner.url()) == [
        ("brytpunktssamtal", "Samtal om &lt;vad&gt; som är viktigt."),
        ("SIP", "Vår plan."),
    ]


def test_better_explanation_reaches_published_modules_at_once() -> None:
    sip = term("SIP", "Plan.")
    learner = Learner.starts(make_module_page(steps=STEPS))
    sip.explanation = "En gemensam plan."
    sip.save()

    assert words_on(learner.client, learner.url()) == [("SIP", "En gemensam plan.")]


def test_page_lists_open_words_in_swedish_order_and_by_search(client: Client) -> None:
    for word in ("öppenvård", "ADL", "ändhållplats", "åldrande"):
        term(word)
    term("hemlig", owner=MunicipalityFactory())
    client.force_login(PersonFactory())
    url = reverse("courses:glossary")

    assert [word for word, _ in words_on(client, url)] == ["ADL", "åldrande", "ändhållplats", "öppenvård"]
    assert [word for word, _ in words_on(client, f"{url}?q=ÅLD")] == ["åldrande"]
    assert "Inget ord passar" in client.get(f"{url}?q=xyz").content.decode()


def test_editor_is_advised_of_words_that_the_glossary_lacks() -> None:
    page = make_module_page(steps=STEPS)
    before = [each.sentence for each in advice_of(page)]
    term("brytpunktssamtal")
    after = [each.sentence for each in advice_of(page)]

    assert "Ordlistan saknar: brytpunktssamtalet, SIP. Förklara orden där, eller skriv enklare." in before
    assert "Ordlistan saknar: SIP. Förklara orden där, eller skriv enklare." in after


def test_trainer_of_a_municipality_edits_its_own_words_alone() -> None:
    own = MunicipalityFactory()
    client = trainer(own)
    shared, mine = term("SIP"), term("ADL", owner=own)
    others = term("BPSD", owner=MunicipalityFactory())
    base = "wagtailsnippets_courses_glossaryterm"
    listed = client.get(reverse(f"{base}:list")).content.decode()
    posted = {"term": "Ny", "explanation": "Nytt.", "other_forms": "", "language": "sv"}
    client.post(reverse(f"{base}:add"), {**posted, "owner": ""})
    client.post(reverse(f"{base}:add"), {**posted, "owner": others.owner_id})
    added = client.post(reverse(f"{base}:add"), {**posted, "owner": own.pk})
    edits = [
        client.get(reverse(f"{base}:edit", args=[each.pk])).status_code for each in (shared, mine, others)
    ]

    assert (">ADL<" in re.sub(r"\s", "", listed), "SIP" in listed, "BPSD" in listed) == (True, False, False)
    assert added.status_code == 302
    assert [each.owner for each in GlossaryTerm.objects.filter(term="Ny")] == [own]
    assert [status == 200 for status in edits] == [False, True, False]


def test_trainer_of_shared_modules_edits_all_and_a_learner_none(client: Client) -> None:
    shared_trainer = trainer()
    word = term("SIP", owner=MunicipalityFactory())
    url = reverse("wagtailsnippets_courses_glossaryterm:edit", args=[word.pk])
    client.force_login(PersonFactory())

    assert shared_trainer.get(url).status_code == 200
    assert client.get(url).status_code != 200
