"""Swedish analysis, done once in Python so that every engine can treat tokens as opaque."""

from search.analysis.analyser import Analysis, analyse

__all__ = ["Analysis", "analyse"]
