from django.apps import AppConfig


class H5PConfig(AppConfig):
    """The store of H5P libraries: what is installed, what needs what, and the rule of each type."""

    name = "lms.h5p"
    label = "h5p"
