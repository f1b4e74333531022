"""Every URL is reversed with the widest values that the fields in it accept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import Field, Model
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from wagtail.documents.models import Document
from wagtail.models import Page

from courses.models import Module, ModulePage, Package, Recording, Theme
from courses.steps.stream import StepsBlock
from lms.attempts.models import Attempt
from lms.feedback.models import FaultReport
from lms.records.models import Assignment, Completion
from people.messages.email_links import confirmation_token
from people.models import (
    CodeRequest,
    EmailChange,
    Employment,
    Leave,
    Municipality,
    Notice,
    Person,
    Role,
    Unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

#: what people type or paste, and what attackers post
TEXTS = (
    "Förebygg fall hemma",
    "förebygg-fall-hemma",
    "ÅÄÖ-åäö",
    "e\u0301te\u0301",
    "日本語",
    "😀",
    "a/b",
    "../a",
    "..",
    "a?b#c&d",
    "%2Fa%",
    "a b",
    "rad\nrad",
    "rad\n",
    "-",
    "_",
    "A1",
)
#: URLs of Wagtail's own that lead to nothing of ours
OF_WAGTAIL = {
    "wagtail_serve",  # pages, tested in test_page_addresses
    "wagtaildocs_serve",
    "wagtaildocs_authenticate_with_password",
    "wagtailcore_authenticate_with_password",
}


def is_accepted(field: Field, value: Any) -> bool:
    """Return whether the field's validators and the model's constraints accept the value."""
    instance: Model = field.model(**{field.name: value})
    others = {other.name for other in field.model._meta.fields} - {field.name}
    try:
        field.clean(value, instance)
        instance.validate_constraints(exclude=others)
    except ValidationError:
        return False
    return True


def texts_of(field: Any) -> list[str]:
    """Return the texts that the field accepts, the longest included."""
    candidates = [*TEXTS, "x" * field.max_length, "å" * field.max_length]
    return [text for text in candidates if is_accepted(field, text)]


def numbers_of(model: type[Model]) -> list[int]:
    """Return the smallest and the largest key."""
    key: Any = model._meta.pk
    while key.remote_field:  # a page type's key is that of the page
        key = key.target_field
    _, largest = connection.ops.integer_field_range(key.get_internal_type())
    return [1, largest or 2**63 - 1]


def step_ids() -> list[str]:
    """Return the ids that steps get when their form posts these texts as ids."""
    block = StepsBlock()
    posted: dict[str, Any] = {"steps-count": len(TEXTS)}
    for number, text in enumerate(TEXTS):
        posted |= {
            f"steps-{number}-{key}": value
            for key, value in {"deleted": "", "order": number, "type": "text", "id": text}.items()
        }
        posted |= {f"steps-{number}-value-title": "Å", f"steps-{number}-value-body": "null"}
    steps = block.value_from_datadict(posted, {}, "steps")
    assert len(steps) == len(TEXTS)
    return [step["id"] for step in block.get_prep_value(steps)]


def file_names() -> list[str]:
    """Return the names that files get when they are uploaded under these texts."""
    uploads = [SimpleUploadedFile(f"{text}.pdf", b"x") for text in TEXTS]
    return [Document.objects.create(title="Blad", file=upload).filename for upload in uploads]


def slugs() -> list[str]:
    return texts_of(Module._meta.get_field("slug"))


def email_tokens() -> list[str]:
    """Return what confirms the addresses that people may enter, the longest included."""
    addresses = ["amina@exempel.se", f"{'a' * 64}@{'.'.join(['b' * 60] * 3)}.se"]
    return [
        confirmation_token(EmailChange(person_id=number, address=address))
        for number in numbers_of(Person)
        for address in addresses
    ]


def keys(model: type[Model]) -> Callable[[], list[int]]:
    return lambda: numbers_of(model)


#: the values of a URL's parameter, by its name
VALUES: dict[str, Callable[[], list[Any]]] = {
    "slug": slugs,
    "step_id": step_ids,
    "filename": file_names,
    "name": file_names,
    "attempt": lambda: [UUID(int=2**128 - 1), Attempt._meta.pk.get_default()],
    "block": lambda: [UUID(int=2**128 - 1), UUID(int=0)],
    "person": keys(Person),
    "employment": keys(Employment),
    "leave": keys(Leave),
    "role": keys(Role),
    "code_request": keys(CodeRequest),
    "notice": keys(Notice),
    "page": keys(ModulePage),
    "report": keys(FaultReport),
    "token": email_tokens,
    "unit": keys(Unit),
    "unit_id": keys(Unit),
    "municipality_id": keys(Municipality),
    "package": keys(Package),
    "document_id": keys(Document),
    "recording_id": keys(Recording),
    "page_id": keys(Page),
    "learner:certificate.pk": keys(Completion),
    "learner:certificate_pdf.pk": keys(Completion),
    "learner:certificate_issue.pk": keys(Completion),
    "records:assignment_withdraw.pk": keys(Assignment),
}


def patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the parameters of every URL outside the Wagtail admin that has any."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            name, parameters = f"{namespace}{pattern.name}", list(pattern.pattern.converters)
            if parameters and name not in OF_WAGTAIL:
                yield name, parameters
        elif str(pattern.pattern) != "cms/":
            yield from patterns(
                pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )


def test_url_of_every_model_with_widest_values_leads_back() -> None:
    found = list(patterns(get_resolver()))
    cases: list[tuple[str, dict[str, Any]]] = []
    for name, parameters in found:
        columns = [VALUES.get(f"{name}.{parameter}", VALUES.get(parameter)) for parameter in parameters]
        assert None not in columns, f"name the model of {name} in VALUES"
        values = [column() for column in columns if column]
        for row in range(max(map(len, values))):
            cases.append((name, {p: v[row % len(v)] for p, v in zip(parameters, values, strict=True)}))

    led_astray = []
    for name, kwargs in cases:
        match = resolve(unquote(reverse(name, kwargs=kwargs)))
        if (match.view_name, match.kwargs) != (name, kwargs):
            led_astray.append((name, kwargs))

    assert len(found) > 30
    assert led_astray == []


@pytest.mark.parametrize("model", [Module, Theme])
def test_slug_that_no_url_carries_is_refused_by_the_database(model: type[Model]) -> None:
    for slug in TEXTS[:-3]:
        with pytest.raises(IntegrityError), transaction.atomic():
            model._default_manager.create(slug=slug)

    model._default_manager.create(slug="A1")
