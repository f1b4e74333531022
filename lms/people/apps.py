"""Who: municipalities, units, employments, roles, sign-in."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "people"

    def ready(self) -> None:
        from lms.guards import guard_also
        from lms.people import checks  # noqa: F401 - importing registers them

        guard_also("people_auditentry")
