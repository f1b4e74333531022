from django.apps import AppConfig


class ContentOriginConfig(AppConfig):
    """The hosts that serve packages' files, apart from the site's own host (decision 0001)."""

    name = "lms.content_origin"
    label = "content_origin"

    def ready(self) -> None:
        from lms.content_origin import checks  # noqa: F401 - importing registers them
