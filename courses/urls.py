"""URLs of the glossary, captions, transcripts and reviews."""

from django.urls import URLPattern, URLResolver, path

from courses.glossary.views import glossary
from courses.media.serving import captions, film_captions, transcript
from courses.review.views import ReviewView

app_name = "courses"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ordlista/", glossary, name="glossary"),
    path("undertexter/<int:document_id>.vtt", film_captions, name="film_captions"),
    path("inspelning/<int:page_id>/undertexter.vtt", captions, name="seminar_captions"),
    path("inspelning/<int:page_id>/utskrift.txt", transcript, name="seminar_transcript"),
    path("granskning/<int:page>/", ReviewView.as_view(), name="review"),
]
