"""Addresses of withdrawals: one list for each kind of person."""

from django.urls import URLPattern

app_name = "withdrawals"
urlpatterns: list[URLPattern] = []
