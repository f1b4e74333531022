"""URLs of lms.reports."""

from django.urls import path

from lms.reports.views import figures as views
from lms.reports.views import lists as views_lists
from lms.reports.views import people as views_people
from lms.reports.views import region as views_region

app_name = "reports"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("enhet/<int:unit_id>/", views.unit, name="unit"),
    path("enhet/<int:unit_id>/lista/", views_lists.people, name="list"),
    path("enhet/<int:unit_id>/fil/", views_lists.export, name="export"),
    path("enhet/<int:unit_id>/paminn/", views_people.remind, name="remind"),
    path("person/<int:person>/", views_people.person, name="person"),
    path("kommun/<int:municipality_id>/", views_region.municipality, name="municipality"),
    path("kommun/<int:municipality_id>/lista/", views_lists.people, name="municipality_list"),
    path("kommun/<int:municipality_id>/fil/", views_lists.export, name="municipality_export"),
    path("kommun/<int:municipality_id>/paminn/", views_people.remind, name="municipality_remind"),
    path("regionen/", views_region.region, name="region"),
    path("regionen/fil/", views_region.region_export, name="region_export"),
]
