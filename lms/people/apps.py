"""Who: municipalities, units, employments, roles, sign-in."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "people"
