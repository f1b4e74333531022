"""Exceptions of exports."""


class ExportRefused(Exception):
    """A module that can't be exported in the format; the message is a sentence for the trainer."""
