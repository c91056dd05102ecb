"""Addresses of loans: one list for each kind of person."""

from django.urls import URLPattern, URLResolver, include, path

from loans.views import public
from loans.views.counter import minutes

app_name = "loans"
public_urls = [
    path("loan/", public.calculator, name="public_calculator"),
    path("loan/ceiling/", public.ceiling, name="public_ceiling"),
]
counter_urls: list[URLPattern] = [
    path("approvals/", minutes.approvals, name="counter_approvals"),
    path("minutes/", minutes.bottleneck, name="counter_bottleneck"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("calculator/", include(public_urls)),
    path("counter/loans/", include(counter_urls)),
]
