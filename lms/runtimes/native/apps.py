from django.apps import AppConfig


class NativeRuntimeConfig(AppConfig):
    """The run-time of steps that are made in the editor: the site shows and grades their questions."""

    name = "lms.runtimes.native"
    label = "native_runtime"

    def ready(self) -> None:
        from courses.api import NativeStep
        from lms.attempts.api import Runtime, register_runtime
        from lms.runtimes.native.reasons import native_reasons
        from lms.runtimes.native.views import review_page, step_page

        runtime = Runtime(
            page=step_page, review=review_page, prepare=lambda launch: None, reasons=native_reasons
        )
        register_runtime(NativeStep, runtime)
