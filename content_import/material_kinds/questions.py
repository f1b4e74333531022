"""Files of questions in GIFT, Moodle XML and QTI: a knowledge check each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content_import.archives.plan import MANIFEST_MAX_BYTES, MANIFEST_NAME
from content_import.exceptions import MemberRefused
from content_import.material.kinds import FilePlan, MaterialKind, PlannedStep, register_material
from content_import.material.upload import Upload
from content_import.questions.formats.values import QuestionFileRefused
from content_import.questions.models import raw_of
from content_import.questions.reading import MAX_BYTES, read_questions
from courses.api import CheckStep

TITLE_LENGTH = 120
#: the rules of a new check, as the editor has them
RULES = {"introduction": "", "bank": None, "drawn": None, "pass_percent": 80, "tries": None}
_QTI_ITEM = b"imsqti_item"
_XML = re.compile(rb"<(?:quiz|(?:\w+:)?(?:qti-)?assessment-?item|questestinterop)\b", re.IGNORECASE)
_GIFT = re.compile(rb"^::.+?::|\{[^{}]*[=~][^{}]*\}|\{\s*(?:T|F|TRUE|FALSE)\s*[#}]", re.MULTILINE)


@register_material
class QuestionsKind(MaterialKind):
    """A file of questions. A QTI package has the manifest of SCORM packages, which come after it."""

    name = "questions"
    label = gettext_lazy("Questions")
    order = 35

    def recognises(self, upload: Upload) -> bool:
        if upload.members:
            return _is_qti_package(upload)
        is_text = b"\0" not in upload.head
        pattern = _XML if upload.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _GIFT
        return is_text and bool(pattern.search(upload.head))

    def plan(self, upload: Upload, uploads: Sequence[Upload]) -> FilePlan:
        with upload.opened() as file:
            try:
                found = read_questions(file.read(MAX_BYTES + 1))
            except QuestionFileRefused as refused:
                return FilePlan(problems=[str(refused)])
        notices = [f"{left.where}: {left.reason}" for left in found.left_out]
        notices += dict.fromkeys(notice for question in found.questions for notice in question.notices)
        if not found.questions:
            return FilePlan(problems=[_("There is no question to take in."), *notices])
        title = upload.stem[:TITLE_LENGTH] or str(self.label)
        values = {"title": title, "items": [raw_of(question) for question in found.questions]}
        return FilePlan([PlannedStep(CheckStep.kind, {**RULES, **values})], notices=notices)


def _is_qti_package(upload: Upload) -> bool:
    """Return whether the manifest at the top lists items of QTI."""
    if MANIFEST_NAME not in upload.members:
        return False
    with upload.archive() as archive:
        try:
            with archive.open(MANIFEST_NAME) as reader:
                return _QTI_ITEM in reader.read(MANIFEST_MAX_BYTES)
        except MemberRefused:
            return False
