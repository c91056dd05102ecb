"""Addresses of withdrawals: one list for each kind of person."""

from django.urls import URLPattern, URLResolver, include, path

from withdrawals.views import counter, portal, public

app_name = "withdrawals"

public_urls: list[URLPattern] = [
    path("verify/withdrawal/<str:code>/", public.receipt, name="public_receipt"),
]
portal_urls: list[URLPattern] = [
    path("", portal.withdrawals, name="portal_withdrawals"),
    path("new/<slug:code>/", portal.apply, name="portal_apply"),
    path("<int:pk>/", portal.withdrawal, name="portal_withdrawal"),
    path("<int:pk>/card/", portal.card, name="portal_card"),
    path("<int:pk>/give-up/", portal.give_up, name="portal_give_up"),
    path("<int:pk>/receipt.pdf", portal.receipt, name="portal_receipt"),
]
counter_urls: list[URLPattern] = [
    path("", counter.withdrawals, name="counter_withdrawals"),
    path("new/", counter.start, name="counter_start"),
    path("new/<slug:code>/", counter.apply, name="counter_apply"),
    path("figures/", counter.figures, name="counter_figures"),
    path("payees/", counter.payees, name="counter_payees"),
    path("payees/add/", counter.add_payee, name="counter_add_payee"),
    path("payees/<int:pk>/", counter.payee, name="counter_payee"),
    path("payees/<int:pk>/<slug:act>/", counter.payee_act, name="counter_payee_act"),
    path("<int:pk>/", counter.withdrawal, name="counter_withdrawal"),
    path("<int:pk>/card/", counter.card, name="counter_card"),
    path("<int:pk>/screen/", counter.screen, name="counter_screen"),
    path("<int:pk>/give-up/", counter.give_up, name="counter_give_up"),
    path("<int:pk>/receipt.pdf", counter.receipt, name="counter_receipt"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    *public_urls,
    path("portal/withdrawals/", include(portal_urls)),
    path("counter/withdrawals/", include(counter_urls)),
]
