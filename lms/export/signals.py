"""Signals of exports."""

from django.dispatch import Signal

#: sent with `export` in the transaction in which it was requested
export_requested = Signal()
