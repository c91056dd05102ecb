"""Addresses of the books."""

from __future__ import annotations

from django.urls import path

from ledger.views.office import books, placements, reports, slips

app_name = "ledger"
urlpatterns = [
    path("counter/books/", books.home, name="office_home"),
    path("counter/books/close/", books.close_day, name="office_close_day"),
    path("counter/books/trial/", books.trial, name="office_trial"),
    path("counter/books/accounts/", books.accounts, name="office_accounts"),
    path("counter/books/accounts/<int:pk>/", books.account, name="office_account"),
    path("counter/books/vouchers/", books.vouchers, name="office_vouchers"),
    path("counter/books/vouchers/<int:pk>/", books.voucher, name="office_voucher"),
    path("counter/books/vouchers/<int:pk>/review/", books.review_voucher, name="office_review_voucher"),
    path("counter/books/vouchers/<int:pk>/paper/", books.voucher_paper, name="office_voucher_paper"),
    path("counter/books/journals/<int:pk>/", books.journal, name="office_journal"),
    path("counter/books/journals/<int:pk>/reverse/", slips.reverse_journal, name="office_reverse_journal"),
    path("counter/books/reports/<slug:slug>/", reports.report, name="office_report"),
    path("counter/books/general/", reports.general, name="office_general"),
    path("counter/books/slips/", slips.slips, name="office_slips"),
    path("counter/books/slips/new/", slips.new_slip, name="office_new_slip"),
    path("counter/books/slips/<int:pk>/", slips.slip, name="office_slip"),
    path("counter/books/slips/<int:pk>/confirm/", slips.confirm_slip, name="office_confirm_slip"),
    path("counter/books/slips/<int:pk>/reject/", slips.reject_slip, name="office_reject_slip"),
    path("counter/books/slips/<int:pk>/withdraw/", slips.withdraw_slip, name="office_withdraw_slip"),
    path("counter/books/periods/", slips.periods, name="office_periods"),
    path("counter/books/periods/month/<int:month>/", slips.prepare_month_end, name="office_prepare_month_end"),
    path("counter/books/periods/year/<int:year>/", slips.prepare_year_end, name="office_prepare_year_end"),
    path("counter/books/periods/surplus/<int:year>/", slips.share_surplus, name="office_share_surplus"),
    path("counter/books/placements/", placements.placements, name="office_placements"),
    path("counter/books/placements/new/", placements.new_placement, name="office_new_placement"),
    path("counter/books/placements/accrue/", placements.accrue_placements, name="office_accrue_placements"),
    path("counter/books/placements/<int:pk>/", placements.placement, name="office_placement"),
    path("counter/books/placements/<int:pk>/collect/", placements.collect_placement, name="office_collect_placement"),
    path("counter/books/placements/<int:pk>/roll/", placements.roll_placement, name="office_roll_placement"),
]
