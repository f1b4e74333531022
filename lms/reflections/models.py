"""The stored reflections of learners: encrypted, and in no list, export, journal or statistic."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from courses.api import Module
from infrastructure.db.api import UnindexedModel
from lms.reflections.encryption import decrypt, encrypt
from people.api import Person


class Reflection(UnindexedModel):
    """What a person has written for themself at a block of a module; kept from one attempt to the next.

    `sealed` is the encrypted text with the prompt that it answers. The row shows who has written, where and
    when, but not what. It is deleted with the person.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reflections")
    module = models.ForeignKey(Module, models.CASCADE, related_name="+")
    block = models.UUIDField()
    sealed = models.BinaryField()
    updated_at = models.DateTimeField(default=timezone.now)

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
        """Store the text; it is not saved."""
        self.sealed = encrypt({"prompt": prompt, "text": text}, self._place)
        self.updated_at = timezone.now()

    def read(self, by: Person) -> dict[str, str]:
        """Return `prompt` and `text` for the person alone.

        Raises PermissionError for another person, and Unreadable if the key has been lost.
        """
        if by.pk != self.person_id:
            raise PermissionError("A reflection is read by the person alone.")
        return decrypt(bytes(self.sealed), self._place)
