"""Addresses of the counter kernel: one list for each kind of person."""

from django.urls import URLPattern, include, path

app_name = "desk"

public_urls: list[URLPattern] = []
portal_urls: list[URLPattern] = []
employer_urls: list[URLPattern] = []
counter_urls: list[URLPattern] = []
office_urls: list[URLPattern] = []
urlpatterns = [
    *public_urls,
    path("portal/", include(portal_urls)),
    path("employer/", include(employer_urls)),
    path("counter/", include(counter_urls)),
    path("office/", include(office_urls)),
]
