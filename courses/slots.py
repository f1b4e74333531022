"""Slots in templates of this package, which higher packages fill.

A package registers a renderer from its `AppConfig.ready`; templates render them with `{% slot %}`.
"""

from collections import defaultdict
from collections.abc import Callable

from django.http import HttpRequest
from wagtail.models import Page

#: returns the HTML of a package for a slot, or ""
SlotRenderer = Callable[[HttpRequest, Page], str]

_slots: dict[str, list[SlotRenderer]] = defaultdict(list)

#: what people who answer for a module have to do with it, above everything else on its page
MODULE_NOTICE = "module_notice"
#: the one main action of a module's page, with the reader's progress
MODULE_ACTION = "module_action"
#: the reader's progress on a card of the catalogue. `request.module_ids` lists the modules of all cards, so
#: that a renderer can read the progress of all by one query
MODULE_CARD = "module_card"
#: what a module's page shows to those who may edit it
MODULE_TRAINER = "module_trainer"
#: what else can be done with a municipality's layer on a module; its code is in the address
LAYER_TOOLS = "layer_tools"
#: what the start page shows to the person signed in
HOME = "home"


def fill_slot(name: str, renderer: SlotRenderer) -> None:
    """Add `renderer` to the slot `name`, after those registered before."""
    if renderer not in _slots[name]:
        _slots[name].append(renderer)


def render_slot(name: str, request: HttpRequest, page: Page) -> str:
    """Return the safe HTML of all renderers of the slot."""
    return "".join(renderer(request, page) for renderer in _slots[name])
