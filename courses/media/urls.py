"""URLs of documents, recordings and pictures, the only files of the media folder that have any."""

from django.urls import path

from courses.media.serving import document, picture, recording

urlpatterns = [
    path("dokument/<int:document_id>/<path:filename>", document, name="document"),
    path("film/<int:recording_id>/<path:filename>", recording, name="recording"),
    path("media/images/<path:name>", picture, name="picture"),
]
