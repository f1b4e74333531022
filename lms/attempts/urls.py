"""URLs of taking a module, under /lar/."""

from django.urls import path

from lms.attempts.views import steps as views
from lms.runtimes.native import views as views_native
from lms.runtimes.scorm.player import views as views_player

app_name = "tracking"
urlpatterns = [
    path("borja/<slug:slug>/", views.start, name="start"),
    path("om/<slug:slug>/", views.again, name="again"),
    path("kommun/<slug:slug>/", views.choose_municipality, name="choose"),
    path("kommun/<slug:slug>/igen/", views.choose_municipality_again, name="choose_again"),
    path("forhandsvisning/<int:package>/", views_player.preview, name="preview"),
    path("<uuid:attempt>/", views.attempt, name="attempt"),
    path("<uuid:attempt>/resultat/", views.result, name="result"),
    path("<uuid:attempt>/<str:step_id>/", views.step, name="step"),
    path("<uuid:attempt>/<str:step_id>/klar/", views.step_done, name="step_done"),
    path("<uuid:attempt>/<str:step_id>/svara/", views_native.answer, name="answer"),
    path("<uuid:attempt>/<str:step_id>/oppna/", views_player.open_package, name="open"),
    path("<uuid:attempt>/<str:step_id>/lage/", views_player.state, name="state"),
    path("<uuid:attempt>/<str:step_id>/stang/", views_player.close_package, name="close"),
    path("<uuid:attempt>/<str:step_id>/se/", views.review, name="review"),
    path("<uuid:attempt>/<str:step_id>/kapitel.vtt", views.chapters, name="chapters"),
    path("<uuid:attempt>/<str:step_id>/undertexter.vtt", views.captions, name="captions"),
]
