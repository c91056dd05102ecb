"""Addresses of loans: one list for each kind of person."""

from django.urls import URLPattern, URLResolver, include, path

from loans.views import public, public_papers
from loans.views.counter import minutes
from loans.views.portal import early, mine

app_name = "loans"
public_urls = [
    path("loan/", public.calculator, name="public_calculator"),
    path("loan/ceiling/", public.ceiling, name="public_ceiling"),
]
counter_urls: list[URLPattern] = [
    path("approvals/", minutes.approvals, name="counter_approvals"),
    path("minutes/", minutes.bottleneck, name="counter_bottleneck"),
]
paper_urls: list[URLPattern] = [path("<str:code>/", public_papers.certificate, name="public_certificate")]
portal_urls: list[URLPattern] = [
    path("", mine.loans, name="portal_loans"),
    path("<int:pk>/", mine.loan, name="portal_loan"),
    path("<int:pk>/certificate/", mine.certificate, name="portal_certificate"),
    path("<int:pk>/early/", early.early, name="portal_early"),
    path("early/<int:pk>/cancel/", early.cancel_early, name="portal_cancel_early"),
    path("payments/<int:pk>/", mine.payment, name="portal_payment"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("calculator/", include(public_urls)),
    path("certificate/", include(paper_urls)),
    path("counter/loans/", include(counter_urls)),
    path("portal/loans/", include(portal_urls)),
]
