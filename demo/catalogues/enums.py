"""Choices in the source of a demo module."""

from enum import StrEnum


class Standard(StrEnum):
    """The supported values of `schemaversion`, as spelt in the standards."""

    SCORM_12 = "1.2"
    SCORM_2004_3RD = "2004 3rd Edition"
    SCORM_2004_4TH = "2004 4th Edition"

    @property
    def is_2004(self) -> bool:
        return self is not Standard.SCORM_12


class Language(StrEnum):
    SWEDISH = "sv"
    ENGLISH = "en"
