"""The addresses of courses."""

from django.urls import URLPattern, URLResolver, path

from courses.media import captions, transcript

app_name = "courses"
urlpatterns: list[URLPattern | URLResolver] = [
    path("inspelning/<int:page_id>/undertexter.vtt", captions, name="seminar_captions"),
    path("inspelning/<int:page_id>/utskrift.txt", transcript, name="seminar_transcript"),
]
