"""Addresses of the library: one list for each kind of person."""

from django.urls import URLPattern

app_name = "library"
urlpatterns: list[URLPattern] = []
