from django.apps import AppConfig


class ScormRuntimeConfig(AppConfig):
    """The SCORM run-time: launches of packages, commits, navigation, replay and the player."""

    name = "lms.runtimes.scorm"
    label = "scorm_runtime"

    def ready(self) -> None:
        from courses.api import PackageStep
        from lms.attempts.api import Runtime, register_runtime
        from lms.runtimes.scorm.navigation.actions import prepare_launch
        from lms.runtimes.scorm.player.views import player_page, review_page
        from lms.runtimes.scorm.reasons import package_reasons

        runtime = Runtime(
            page=player_page, review=review_page, prepare=prepare_launch, reasons=package_reasons
        )
        register_runtime(PackageStep, runtime)
