"""Places on this room's pages that higher rooms fill: a page never imports what knows more than it does.

A higher room registers a function from its `AppConfig.ready`; the templates ask with `{% slot %}`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from django.http import HttpRequest
from wagtail.models import Page

#: renders what a room has to say at a place, or "" when it has nothing
SlotRenderer = Callable[[HttpRequest, Page], str]

_slots: dict[str, list[SlotRenderer]] = defaultdict(list)

#: the one main action of a module's page, with the reader's progress
MODULE_ACTION = "module_action"
#: a word about the reader's progress on a card of the catalogue. Before any card is drawn,
#: `request.module_ids` lists the modules of all of them, so that a renderer can read once for all
MODULE_CARD = "module_card"
#: what a module's page shows those who may edit it
MODULE_TRAINER = "module_trainer"
#: what the start page shows the person signed in
HOME = "home"


def fill_slot(name: str, renderer: SlotRenderer) -> None:
    """Let `renderer` write at the place `name`, after those registered before."""
    if renderer not in _slots[name]:
        _slots[name].append(renderer)


def render_slot(name: str, request: HttpRequest, page: Page) -> str:
    """Return safe HTML from all renderers of the place."""
    return "".join(renderer(request, page) for renderer in _slots[name])
