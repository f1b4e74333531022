"""Signals of module pages, by which models reach actions without importing them."""

from django.dispatch import Signal

#: Sent with `page` before a module page is validated and saved; a receiver sets its module.
module_page_saving = Signal()

#: Sent with `page`, `revision`, `reasons` and `by` instead of publishing a revision that a check refuses.
publishing_refused = Signal()
