"""Addresses of the books."""

from __future__ import annotations

from django.urls import path

from ledger.views import office

app_name = "ledger"
urlpatterns = [
    path("counter/books/", office.home, name="office_home"),
    path("counter/books/close/", office.close_day, name="office_close_day"),
    path("counter/books/trial/", office.trial, name="office_trial"),
    path("counter/books/accounts/", office.accounts, name="office_accounts"),
    path("counter/books/accounts/<int:pk>/", office.account, name="office_account"),
    path("counter/books/vouchers/", office.vouchers, name="office_vouchers"),
    path("counter/books/vouchers/<int:pk>/", office.voucher, name="office_voucher"),
    path("counter/books/vouchers/<int:pk>/review/", office.review_voucher, name="office_review_voucher"),
    path("counter/books/journals/<int:pk>/", office.journal, name="office_journal"),
]
