"""Addresses of loans: one list for each kind of person."""

from django.urls import include, path

from loans.views import public

app_name = "loans"
public_urls = [
    path("loan/", public.calculator, name="public_calculator"),
    path("loan/ceiling/", public.ceiling, name="public_ceiling"),
]
urlpatterns = [path("calculator/", include(public_urls))]
