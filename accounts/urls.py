"""Addresses of the doors, one's own pages, and the counter's pages about persons and clerks."""

from django.urls import path

from accounts.views import counter, employer, office, portal, public

app_name = "accounts"

public_urls = [
    path("login/", public.depositor_login, name="public_depositor_login"),
    path("login/employer/", public.clerk_login, name="public_clerk_login"),
    path("login/staff/", public.staff_login, name="public_staff_login"),
    path("login/staff/code/", public.staff_code, name="public_staff_code"),
    path("logout/", public.logout, name="public_logout"),
    path("activate/", public.activate, name="public_activate"),
    path("reset/", public.reset, name="public_reset"),
    path("activate/code/", public.code, name="public_code"),
    path("activate/password/", public.new_password, name="public_new_password"),
]
portal_urls = [
    path("me/", portal.profile, name="portal_profile"),
    path("me/export/", portal.export, name="portal_export"),
    path("me/looks/", portal.looks, name="portal_looks"),
    path("me/sessions/", portal.sessions, name="portal_sessions"),
    path("me/sessions/<int:pk>/end/", portal.end_session, name="portal_end_session"),
    path("me/kept/", portal.kept_form, name="portal_kept_form"),
    path("me/partners/", portal.partner_access, name="portal_partner_access"),
    path("me/partners/<int:pk>/end/", portal.end_partner_access, name="portal_end_partner_access"),
    path("me/password/", portal.password, name="portal_password"),
    path("me/phone/", portal.phone, name="portal_phone"),
    path("me/phone/code/", portal.phone_code, name="portal_phone_code"),
    path("me/cards/bind/", portal.bind_card, name="portal_bind_card"),
    path("me/cards/<int:pk>/unbind/", portal.unbind_card, name="portal_unbind_card"),
]
employer_urls = [
    path("employer/choose/", employer.choose, name="employer_choose"),
    path("employer/clerks/", employer.clerks, name="employer_clerks"),
    path("employer/clerks/<int:pk>/duty/", employer.clerk_duty, name="employer_clerk_duty"),
    path("employer/clerks/<int:pk>/end/", employer.end_clerk, name="employer_end_clerk"),
]
counter_urls = [
    path("counter/lock/", counter.lock, name="counter_lock"),
    path("counter/unlock/", counter.unlock, name="counter_unlock"),
    path("counter/people/<int:pk>/", counter.person, name="counter_person"),
    path("counter/people/<int:pk>/reveal/", counter.reveal, name="counter_reveal"),
    path("counter/people/<int:pk>/correct/", counter.correct, name="counter_correct"),
    path("counter/people/<int:pk>/wrong-phone/", counter.wrong_phone, name="counter_wrong_phone"),
    path("counter/people/<int:pk>/phone/", counter.confirm_phone, name="counter_confirm_phone"),
    path("counter/people/<int:pk>/relate/", counter.relate, name="counter_relate"),
    path("counter/relations/<int:pk>/end/", counter.end_relation, name="counter_end_relation"),
    path("counter/employers/<int:pk>/clerks/", counter.clerks, name="counter_clerks"),
    path("counter/clerks/<int:pk>/duty/", counter.clerk_duty, name="counter_clerk_duty"),
    path("counter/clerks/<int:pk>/end/", counter.end_clerk, name="counter_end_clerk"),
]
office_urls = [
    path("counter/audit/", office.audit, name="office_audit"),
    path("counter/resets/", office.resets, name="office_resets"),
    path("counter/resets/<int:pk>/confirm/", office.confirm_reset, name="office_confirm_reset"),
    path("counter/resets/<int:pk>/withdraw/", office.withdraw_reset, name="office_withdraw_reset"),
]
urlpatterns = [*public_urls, *portal_urls, *employer_urls, *counter_urls, *office_urls]
