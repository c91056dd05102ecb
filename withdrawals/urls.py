"""Addresses of withdrawals: one list for each kind of person."""

from django.urls import URLPattern, URLResolver, include, path

from withdrawals.views import counter, portal, portal_closing, portal_recovery, portal_standing, public
from withdrawals.views.counter import closing, estates, recovery, standing

app_name = "withdrawals"

public_urls: list[URLPattern] = [
    path("verify/withdrawal/<str:code>/", public.receipt, name="public_receipt"),
    path("verify/demand/<str:code>/", public.demand, name="public_demand"),
]
portal_urls: list[URLPattern] = [
    path("", portal.withdrawals, name="portal_withdrawals"),
    path("new/<slug:code>/", portal.apply, name="portal_apply"),
    path("closing/", portal_closing.closings, name="portal_closings"),
    path("<int:pk>/closing-card/", portal_closing.closing_card, name="portal_closing_card"),
    path("standing/", portal_standing.standing, name="portal_standing"),
    path("standing/new/<slug:code>/", portal_standing.agree, name="portal_agree"),
    path("standing/<int:pk>/", portal_standing.agreement, name="portal_agreement"),
    path("standing/<int:pk>/stop/", portal_standing.stop_agreement, name="portal_stop_agreement"),
    path("returning/", portal_recovery.recoveries, name="portal_recoveries"),
    path("returning/<int:pk>/", portal_recovery.recovery, name="portal_recovery"),
    path("returning/<int:pk>/demand.pdf", portal_recovery.recovery_paper, name="portal_recovery_paper"),
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
    path("closing/", closing.closing_start, name="counter_closing_start"),
    path("closing/inherit/<int:pk>/", closing.inherit, name="counter_inherit"),
    path("closing/payees/<int:pk>/card/", closing.closing_card, name="counter_closing_card"),
    path("closing/heir-cards/<int:pk>/", closing.heir_card, name="counter_heir_card"),
    path("closing/heir-cards/<int:pk>/refuse/", closing.heir_card_refuse, name="counter_heir_card_refuse"),
    path("<int:pk>/closing/leave-rest/", closing.closing_leave_rest, name="counter_closing_leave_rest"),
    path("<int:pk>/closing/", closing.closing, name="counter_closing"),
    path("<int:pk>/closing/again/", closing.closing_again, name="counter_closing_again"),
    path("<int:pk>/closing/give-up/", closing.closing_give_up, name="counter_closing_give_up"),
    path("estates/", estates.estates, name="counter_estates"),
    path("estates/new/<int:pk>/", estates.estate_new, name="counter_estate_new"),
    path("estates/<int:pk>/", estates.estate, name="counter_estate"),
    path("estates/<int:pk>/book/", estates.estate_book, name="counter_estate_book"),
    path("estates/<int:pk>/claim/", estates.estate_claim, name="counter_estate_claim"),
    path("standing/", standing.agreements, name="counter_agreements"),
    path("standing/new/", standing.standing_new, name="counter_standing_new"),
    path("standing/<int:pk>/", standing.agreement, name="counter_agreement"),
    path("standing/<int:pk>/stop/", standing.agreement_stop, name="counter_agreement_stop"),
    path("recoveries/", recovery.recoveries, name="counter_recoveries"),
    path("recoveries/<int:pk>/", recovery.recovery, name="counter_recovery"),
    path("recoveries/<int:pk>/plan/", recovery.recovery_plan, name="counter_recovery_plan"),
    path("recoveries/<int:pk>/enforce/", recovery.recovery_enforce, name="counter_recovery_enforce"),
    path("recoveries/<int:pk>/cancel/", recovery.recovery_cancel, name="counter_recovery_cancel"),
    path("recoveries/<int:pk>/cancel/grant/", recovery.recovery_cancel_grant, name="counter_recovery_cancel_grant"),
    path(
        "recoveries/<int:pk>/cancel/decline/", recovery.recovery_cancel_decline, name="counter_recovery_cancel_decline"
    ),
    path("recoveries/<int:pk>/demand.pdf", recovery.recovery_paper, name="counter_recovery_paper"),
    path("<int:pk>/recover/", recovery.recovery_new, name="counter_recovery_new"),
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
