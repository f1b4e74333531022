"""Signing in and out, through allauth."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.account.urls"))]
