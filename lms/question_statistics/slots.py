"""The slot on the page of a module with a link to its statistics."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from wagtail.models import Page

from courses.api import ModulePage, ModuleVersionPackage
from lms.question_statistics.permissions import modules_edited_by
from people.api import Person, reach_of


def module_questions(request: HttpRequest, page: Page) -> str:
    """Return the link for people who may edit the module; nothing, without a query, for learners."""
    person = request.user
    if not isinstance(page, ModulePage) or not isinstance(person, Person) or not reach_of(person).trains:
        return ""
    has_package = ModuleVersionPackage.objects.filter(module_version__module=page.module_id).exists()
    if not has_package or not modules_edited_by(person).filter(pk=page.module_id).exists():
        return ""
    return render_to_string("items/module_link.html", {"slug": page.module.slug})
