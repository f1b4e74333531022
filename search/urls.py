"""The addresses of search."""

from django.urls import URLPattern, URLResolver, path

from search.views import search_page

app_name = "search"
urlpatterns: list[URLPattern | URLResolver] = [path("", search_page, name="search")]
