"""Queued and finished tasks name their function by its dotted path: follow the modules that moved."""

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

#: modules of tasks, and of the exceptions that a failed task is stored with, before and after
MOVED = {
    "lms.background.abandoned": "infrastructure.tasks.abandoned",
    "lms.background.tasks": "infrastructure.tasks.tasks",
    "lms.items.tasks": "lms.question_statistics.tasks",
    "lms.people.exceptions": "people.exceptions",
    "lms.people.tasks": "people.tasks",
    "lms.tracking.exceptions": "lms.attempts.exceptions",
    "lms.tracking.tasks": "lms.attempts.tasks",
}
#: tasks with another name, before and after
RENAMED = {
    "lms.reports.tasks.fold_completions": "lms.reports.tasks.project_completions",
    "lms.reports.tasks.refold_unit": "lms.reports.tasks.reproject_unit",
}
FIELDS = ("task_path", "exception_class_path")


def follow_moves(apps, schema_editor):
    _rewrite(apps.get_model("django_tasks_database", "DBTaskResult"), MOVED, RENAMED)


def go_back(apps, schema_editor):
    _rewrite(apps.get_model("django_tasks_database", "DBTaskResult"), _reversed(MOVED), _reversed(RENAMED))


def _reversed(names):
    return {after: before for before, after in names.items()}


def _rewrite(results, modules, tasks):
    for field in FIELDS:
        for before, after in modules.items():
            rest = Substr(F(field), len(before) + 1)
            results.objects.filter(**{f"{field}__startswith": f"{before}."}).update(
                **{field: Concat(Value(after), rest)}
            )
    for before, after in tasks.items():
        results.objects.filter(task_path=before).update(task_path=after)


class Migration(migrations.Migration):
    dependencies = [
        ("background", "0002_rename_night"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [migrations.RunPython(follow_moves, go_back)]
