"""The stored reflections of learners: encrypted, and in no list, export, journal or statistic."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from courses.api import Module
from infrastructure.db.api import UnindexedModel
from lms.reflections.encryption import decrypt, encrypt
from people.api import Person


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    """A queryset of reflections."""

    def with_text(self) -> ReflectionQuerySet:
        """Return those that were neither emptied nor erased."""
        return self.exclude(sealed=b"")

    def without_text(self) -> ReflectionQuerySet:
        return self.filter(sealed=b"")


class Reflection(UnindexedModel):
    """What a person has written for themself at a block of a module; kept from one attempt to the next.

    `sealed` is the encrypted text with the prompt that it answers. The row shows who has written, where and
    when, but not what. It is deleted with the person. A row without text is one that was emptied or erased:
    it stays for some hours, so that an earlier save that arrives late does not bring the text back.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reflections")
    module = models.ForeignKey(Module, models.CASCADE, related_name="+")
    block = models.UUIDField()
    sealed = models.BinaryField()
    #: when the text was written, which orders saves
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "module", "block"], name="reflection_once_a_block")
        ]

    def __str__(self) -> str:
        return str(self.block)

    @property
    def _place(self) -> tuple[str, ...]:
        """What the text is bound to: in another row it can't be decrypted."""
        return (str(self.person_id), str(self.module_id), str(self.block))

    def seal(self, *, prompt: str, text: str) -> None:
        """Store the text, nothing for spaces alone; the row is not saved."""
        self.sealed = encrypt({"prompt": prompt, "text": text}, self._place) if text.strip() else b""
        self.updated_at = timezone.now()

    def read(self, by: Person) -> dict[str, str]:
        """Return `prompt` and `text` for the person alone.

        Raises PermissionError for another person, and Unreadable if the key has been lost.
        """
        if by.pk != self.person_id:
            raise PermissionError("A reflection is read by the person alone.")
        return decrypt(bytes(self.sealed), self._place)
