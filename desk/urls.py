"""Addresses of the counter kernel: one list for each kind of person."""

from django.urls import URLPattern, include, path

from desk.views import counter, office, portal, public

app_name = "desk"

public_urls: list[URLPattern] = [
    path("rate/<str:token>/", public.rate, name="public_rate"),
    path("tablet/<str:secret>/", public.device, name="public_device"),
    path("rates/", public.rates, name="public_rates"),
]
portal_urls: list[URLPattern] = [
    path("ratings/", portal.ratings, name="portal_ratings"),
    path("ratings/case/<int:pk>/", portal.rate, name="portal_rate"),
    path("ratings/again/<int:pk>/", portal.rate_again, name="portal_rate_again"),
]
employer_urls: list[URLPattern] = []
counter_urls: list[URLPattern] = [
    path("ratings/", counter.ratings, name="counter_ratings"),
    path("cases/<int:pk>/ask-rating/", counter.ask_rating, name="counter_ask_rating"),
    path("follow-ups/", counter.follow_ups, name="counter_follow_ups"),
    path("follow-ups/<int:pk>/", counter.follow_up, name="counter_follow_up"),
]
office_urls: list[URLPattern] = [
    path("rating-devices/", office.rating_devices, name="office_rating_devices"),
    path("rating-devices/<int:pk>/end/", office.end_device, name="office_end_device"),
    path("voices/", office.voice_figures, name="office_voice_figures"),
]
urlpatterns = [
    *public_urls,
    path("portal/", include(portal_urls)),
    path("employer/", include(employer_urls)),
    path("counter/", include(counter_urls)),
    path("office/", include(office_urls)),
]
