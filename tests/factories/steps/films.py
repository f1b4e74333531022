"""Film steps with chapters and questions, as the editor stores them."""

from __future__ import annotations

from typing import Any

from tests.factories.steps.questions import key


def film_step(
    film: Any, *stops: dict[str, Any], title: str = "Vändning på ö", **values: Any
) -> tuple[str, Any]:
    """Return a film step of `make_module_page`; `stops` are made by `at`."""
    texts = {"title": title, "film": film, "summary": "<p>Så vänder du.</p>"}
    return "film", {**texts, "stops": list(stops), **values}


def at(seconds: int | None, question: dict[str, Any]) -> dict[str, Any]:
    """Return a question that a film stops for."""
    return {**question, "value": {"at": seconds, **question["value"]}}


def chapters(*pairs: tuple[int, str]) -> list[dict[str, Any]]:
    return [{"type": "item", "id": key(title), "value": {"at": at, "title": title}} for at, title in pairs]
