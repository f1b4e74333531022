"""URLs of documents and pictures, the only files of the media folder that have any."""

from django.urls import path

from courses.media.serving import document, picture

urlpatterns = [
    path("dokument/<int:document_id>/<path:filename>", document, name="document"),
    path("media/images/<path:name>", picture, name="picture"),
]
