"""Addresses of party-building: one list for each kind of person."""

from django.urls import URLPattern

app_name = "partybuilding"
urlpatterns: list[URLPattern] = []
