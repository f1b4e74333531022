"""The app of municipalities, units, employments, roles and sign-in."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    label = "people"

    def ready(self) -> None:
        from infrastructure.db.api import register_guarded_table
        from people import checks  # noqa: F401 - importing registers them

        register_guarded_table("people_auditentry")
