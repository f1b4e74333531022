"""The app of modules and their steps, packages, seminars and podcasts."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"

    def ready(self) -> None:
        from courses import (
            signal_handlers,  # noqa: F401 - registers the receivers
            steps,
        )
        from courses.banks.queries import notes_of_changed_banks
        from courses.dashboard.registry import register_module_notes, register_waiting_items
        from courses.editing.placeholder_check import template_texts_left
        from courses.editing.tools_panel import EditorTool, register_editor_tool
        from courses.languages.lag import lag_notes
        from courses.languages.pages import translation_problems
        from courses.layers.reading import outline_context
        from courses.layers.reminders import details_of_pending, pending_layers
        from courses.layers.variables import variable_problems
        from courses.media.permissions import create_permission_to_choose
        from courses.media.pictures import set_image_file_classes
        from courses.models import ModuleIndexPage, ModulePage
        from courses.models.page_mixins import register_page_context
        from courses.modules.publish_checks import register_publish_check
        from courses.modules.views import catalogue_context
        from courses.review import comments, notices
        from courses.review.notes import review_notes
        from courses.review.reminders import reviews_still_due
        from courses.review.views import review_prompt
        from courses.review.waiting import waiting_approvals
        from courses.review.workflow import create_workflow
        from courses.site import trainer_signals  # noqa: F401 - registers the receivers
        from courses.slots import MODULE_NOTICE, fill_slot
        from people.api import NoticeKind, register_notice_check

        register_page_context(ModuleIndexPage, catalogue_context)
        register_page_context(ModulePage, outline_context)
        register_publish_check(variable_problems)
        register_module_notes(review_notes)
        register_module_notes(notes_of_changed_banks)
        register_module_notes(lag_notes)
        register_editor_tool(EditorTool("page_languages", gettext_lazy("Languages"), "globe"))
        register_waiting_items(pending_layers)
        register_notice_check(NoticeKind.REVIEW_DUE, reviews_still_due)
        register_notice_check(NoticeKind.LAYER_PENDING, details_of_pending)
        register_notice_check(NoticeKind.APPROVAL_WAITS, notices.approvals_still_waiting)
        register_notice_check(NoticeKind.COMMENTED, comments.comments_still_open)
        register_waiting_items(waiting_approvals)
        fill_slot(MODULE_NOTICE, review_prompt)
        register_publish_check(template_texts_left)
        register_publish_check(translation_problems)
        set_image_file_classes()
        post_migrate.connect(create_permission_to_choose, sender=self)
        post_migrate.connect(create_workflow, sender=self)
        for module in iter_modules(steps.__path__, "courses.steps."):
            import_module(module.name)  # registers its step type
