"""The content origin's addresses: the player's shell, its commits and the files of packages. Nothing else."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
