"""Addresses of the fraud checks: one list for each kind of person."""

from django.urls import URLPattern

app_name = "risk"
urlpatterns: list[URLPattern] = []
