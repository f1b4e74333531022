"""One URL that inserts the request body in a transaction."""

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from tests.benchmarks.scorm.floor.models import Row


def insert(request: HttpRequest) -> JsonResponse:
    with transaction.atomic():
        Row.objects.create(payload=request.body.decode())
    return JsonResponse({"ok": True})


urlpatterns = [path("floor", insert)]
