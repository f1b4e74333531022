"""Variables in texts, such as `{{ kommun.journummer }}`, and the values of municipalities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.layers.models import LocalValue, LocalVariable
from courses.layers.operations import RawStep, fill_variables, variables_in
from people.api import Municipality

if TYPE_CHECKING:
    from courses.models import ModulePage


def unknown_variables(texts: Any) -> list[str]:
    """Return the names in texts that no local value has, in order."""
    names = variables_in(texts)
    known = LocalVariable.objects.filter(key__in=names).values_list("key", flat=True) if names else ()
    return sorted(names - set(known))


def variable_problems(page: ModulePage) -> list[str]:
    """Return why a draft must not be published: variables that do not exist, or that stand in titles."""
    return problems_in(list(page.steps.raw_data))


def problems_in(steps: Sequence[RawStep]) -> list[str]:
    """Return what is wrong with the variables of a stream's raw steps, a sentence each."""
    problems = []
    if unknown := unknown_variables(steps):
        sentence = _("There is no local value with the name %(names)s. Correct the text, or add the value.")
        problems.append(sentence % {"names": ", ".join(unknown)})
    for title in (step["value"].get("title") or "" for step in steps):
        if variables_in(title):
            problems.append(_("Put no local value in the title of a step: “%(title)s”.") % {"title": title})
    return problems


def values_of(municipality: int | None, names: Iterable[str], language: str) -> Mapping[str, str]:
    """Return the text of each variable for a municipality's people, or for those of none. Two queries."""
    variables = list(LocalVariable.objects.filter(key__in=set(names)))
    values = dict(
        LocalValue.objects.filter(municipality=municipality, variable__in=variables)
        .exclude(text="")
        .values_list("variable", "text")
    )
    return {one.key: values.get(one.pk) or one.text_in(language) for one in variables}


def with_values(html: str, municipality: int | None, language: str) -> SafeString:
    """Return HTML with the escaped values in the place of variables; no query where it has none."""
    names = variables_in(html)
    if not names:
        return mark_safe(html)  # noqa: S308 - rendered by templates
    values = values_of(municipality, names, language)
    return mark_safe(fill_variables(html, values))  # noqa: S308 - rendered by templates, the values escaped


def values_for_editing(municipality: Municipality) -> list[tuple[LocalVariable, str]]:
    """Return all variables, each with the municipality's value, "" for none."""
    values = dict(LocalValue.objects.filter(municipality=municipality).values_list("variable", "text"))
    return [(variable, values.get(variable.pk, "")) for variable in LocalVariable.objects.all()]
