"""The Celery application and the one table of timed jobs."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundcenter.settings")
app = Celery("fundcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# name: (task, seconds or crontab). Every task may run twice; each finds its work in rows.
TIMED_JOBS: dict[str, tuple[str, float]] = {
    "desk: end the day of the hall": ("desk.tasks.end_hall_day", 3600),
    "desk: follow appointments": ("desk.tasks.follow_appointments", 60),
    "desk: forget who took old tickets": ("desk.tasks.forget_people", 6 * 3600),
    "desk: remind of appointments": ("desk.tasks.remind_of_appointments", 1800),
    "accounts: remove old codes and sessions": ("accounts.tasks.tidy", 24 * 3600),
    "bank: ask about payments without an answer": ("bank.tasks.ask_about_payments", 60),
    "bank: book and match receipts that are due": ("bank.tasks.sweep", 60),
    "bank: fetch money by mandate": ("bank.tasks.collect", 60),
    "bank: collect notices": ("bank.tasks.collect_notices", 60),
    "bank: reconcile days that are not clean": ("bank.tasks.reconcile", 600),
    "bank: send authorised payments": ("bank.tasks.send_payments", 60),
    "deposits: allocate what is covered": ("deposits.tasks.allocate_covered", 60),
    "deposits: drop the bytes of old uploads": ("deposits.tasks.drop_old_contents", 6 * 3600),
    "deposits: carry out what the counter approved": ("deposits.tasks.follow_cases", 60),
    "deposits: carry out what was decided of rates and deferrals": ("deposits.tasks.follow_terms", 60),
    "deposits: changes and freezes whose day has come": ("deposits.tasks.follow_changes", 300),
    "deposits: exchange letters with other centres": ("deposits.tasks.exchange_letters", 60),
    "deposits: follow transfers between centres": ("deposits.tasks.follow_transfers", 60),
    "deposits: count trials of the yearly interest": ("deposits.tasks.count_interest", 60),
    "deposits: put settled interest right, accrue quarters": ("deposits.tasks.follow_interest", 6 * 3600),
    "deposits: settle the yearly interest": ("deposits.tasks.settle_interest", 60),
    "deposits: tell everybody of the yearly interest": ("deposits.tasks.tell_interest", 60),
    "deposits: finish what closed employers left": ("deposits.tasks.finish_closings", 6 * 3600),
    "deposits: lists that no money came for": ("deposits.tasks.void_stale_lists", 6 * 3600),
    "deposits: fetch contributions by mandate": ("deposits.tasks.follow_debits", 600),
    "deposits: credit what people pay for themselves": ("deposits.tasks.follow_own_payments", 60),
    "deposits: follow employers who are late": ("deposits.tasks.follow_arrears", 6 * 3600),
    "desk: ask registers that were down": ("desk.tasks.ask_registers", 60),
    "desk: close complaints and follow-ups nobody spoke of again": ("desk.tasks.close_silent_voices", 3600),
    "desk: destroy files whose term is over": ("desk.tasks.drop_old_papers", 6 * 3600),
    "desk: follow promised papers": ("desk.tasks.follow_promises", 3600),
    "desk: forget old drafts": ("desk.tasks.drop_old_drafts", 6 * 3600),
    "desk: mark answers whose rules have changed": ("desk.tasks.turn_answers_amber", 600),
    "desk: warn of deadlines": ("desk.tasks.warn_of_deadlines", 300),
    "desk: scan files": ("desk.tasks.scan_papers", 60),
    "loans: check what waits": ("loans.tasks.check_waiting", 60),
    "loans: hear the fraud checks": ("loans.tasks.follow_risk", 60),
    "loans: read the clocks of the counter": ("loans.tasks.follow_minutes", 60),
    "loans: draw up what was granted": ("loans.tasks.follow_cases", 20),
    "loans: follow payments": ("loans.tasks.follow_payments", 20),
    "risk: hand over acts of the staff": ("fundcenter.tasks.feed_risk", 3600),
    "risk: hand over people with several accounts": ("fundcenter.tasks.feed_duplicates", 24 * 3600),
    "risk: look for rings and at what the staff did": ("risk.tasks.look_at_night", 6 * 3600),
    "risk: open cases for what was found": ("risk.tasks.open_cases", 60),
    "risk: try rule versions on the past": ("risk.tasks.run_backtests", 60),
    "withdrawals: carry out what was granted": ("withdrawals.tasks.follow_cases", 60),
    "withdrawals: carry out standing agreements": ("withdrawals.tasks.run_agreements", 3600),
    "withdrawals: follow money demanded back": ("withdrawals.tasks.follow_recoveries", 300),
    "withdrawals: follow payments": ("withdrawals.tasks.follow_payments", 60),
    "withdrawals: follow papers that never come": ("withdrawals.tasks.follow_silence", 3600),
    "withdrawals: hear the fraud checks": ("withdrawals.tasks.follow_risk", 60),
    "withdrawals: note when arrivals were told": ("withdrawals.tasks.stamp_messages", 300),
    "withdrawals: screen what waits": ("withdrawals.tasks.screen_waiting", 60),
    "risk: look up again whose the houses are": ("fundcenter.tasks.look_up_houses", 3600),
    "risk: screen what was forgotten": ("risk.tasks.screen_forgotten", 60),
    "send messages": ("notifications.tasks.send_due", 30.0),
}
app.conf.beat_schedule = {name: {"task": task, "schedule": every} for name, (task, every) in TIMED_JOBS.items()}
