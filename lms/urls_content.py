"""URLs of the content origin: the player's shell, its commits and the files of packages."""

from django.urls import path

from lms.runtimes.h5p import views as views_h5p
from lms.runtimes.scorm.player import content_views as views_content
from lms.runtimes.scorm.player import navigation_views as views_navigation

urlpatterns = [
    path("l/<str:token>/", views_content.shell, name="shell"),
    path("l/<str:token>/commit", views_content.commit, name="commit"),
    path("l/<str:token>/unsent_commits", views_content.unsent_commits, name="unsent_commits"),
    path("l/<str:token>/navigate", views_navigation.navigate_part, name="navigate"),
    path("h/<str:label>/<int:week>/<str:signature>/", views_h5p.page, name="h5p_page"),
    path(
        "h/<str:label>/<int:week>/<str:signature>/<int:revision>/<str:folder>/<path:path>",
        views_h5p.library_file,
        name="h5p_library",
    ),
    path("f/<str:label>/<int:week>/<str:signature>/<path:path>", views_content.package_file, name="file"),
]

handler400 = views_content.bad_request
handler403 = views_content.denied
handler404 = views_content.not_found
handler500 = views_content.server_error
