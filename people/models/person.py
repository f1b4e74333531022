"""The user model."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from people.querysets import PersonQuerySet


class PersonManager(UserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]  # built at run time
    """A manager that finds people by user name, ignoring case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username__iexact=username)


class Person(AbstractUser):
    """A user: one account for any number of employers. An e-mail address is optional."""

    email = models.EmailField(_("e-mail address"), blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    must_change_password = models.BooleanField(default=False)
    #: whether steps are shown in plain language where their authors have written it
    prefers_plain = models.BooleanField(default=False)

    objects = PersonManager()  # type: ignore[misc]  # AbstractUser declares its own manager
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("username"), name="person_username_unique_any_case")]

    def __str__(self) -> str:
        return self.get_full_name() or self.username
