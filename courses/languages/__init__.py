"""Translations of modules: texts in segments, what has changed in the original, and PO files."""
