"""No relation points from a lower layer to a higher one (import-linter checks the imports)."""

from django.apps import apps
from django.db.models import Model

#: the layer of each app; apps of the same layer have no relations to each other
LAYERS = {
    "background": -1,
    "people": 0,
    "courses": 1,
    "records": 2,
    "tracking": 3,
    "learner": 4,
    "history": 4,
    "feedback": 4,
    "reports": 4,
    "search": 4,
    "content_import": 4,
    "xapi": 4,
    "items": 5,
    "export": 5,
}


def points_upwards(model: type[Model], target: type[Model]) -> bool:
    source, goal = model._meta.app_label, target._meta.app_label
    return source in LAYERS and goal in LAYERS and source != goal and LAYERS[goal] >= LAYERS[source]


def test_relations_when_all_are_listed_point_to_lower_layers_only() -> None:
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if points_upwards(model, field.related_model)
    ]

    assert upwards == []


def test_layers_when_apps_are_listed_name_every_app() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name in APPS}

    assert ours == set(LAYERS)


APPS = {
    "infrastructure.tasks",
    "people",
    "courses",
    "lms.records",
    "lms.attempts",
    "lms.learner",
    "lms.history",
    "lms.feedback",
    "lms.reports",
    "search",
    "content_import",
    "lms.question_statistics",
    "lms.xapi",
    "lms.export",
}
