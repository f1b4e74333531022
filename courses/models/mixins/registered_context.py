"""Pages whose template context is built by a function of the interface layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

#: returns what is added to the context of a page
ContextBuilder = Callable[[Any, HttpRequest], dict[str, Any]]

_builders: dict[type[Page], ContextBuilder] = {}


def register_page_context(model: type[Page], builder: ContextBuilder) -> None:
    """Add the result of `builder` to the template context of pages of `model`."""
    _builders[model] = builder


class RegisteredContextMixin:
    """A page whose context is extended by the builder registered for its class."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]  # a page's
        builder = _builders.get(type(self))  # type: ignore[arg-type]  # a page
        return {**context, **builder(self, request)} if builder else context
