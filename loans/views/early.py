"""What the pages of paying early share: the trial on one's own loan and its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import UserRequest
from accounts.models import User
from common.money import yuan
from loans.forms.early import FIELD_OF, EarlyForm
from loans.models import Loan, Prepayment
from loans.queries import standing as queries
from loans.queries.standing import Quote
from loans.rules.schedules import CannotPlan
from loans.states.early import EarlyMode, EarlySource, EarlyStatus
from policy import queries as policy


@dataclass
class Trial:
    """A form with what it comes to, where it can be reckoned."""

    form: EarlyForm
    quote: Quote | None = None


def tried(request: UserRequest, loan: Loan) -> Trial:
    """What was asked for, reckoned; nothing asked yet is an open form."""
    given = request.POST if request.method == "POST" else request.GET
    start = {"mode": EarlyMode.SHORTEN, "source": EarlySource.TRANSFER, "use_fund": True}
    form = EarlyForm(given if "mode" in given else None, initial=start)
    trial = Trial(form)
    if form.is_valid():
        try:
            trial.quote = queries.quote(loan, form.wish(), policy.book_date(), by=request.user)
        except CannotPlan as why:
            form.add_error(FIELD_OF.get(why.field), str(why))
    return trial


def context(trial: Trial, loan: Loan, by: User) -> dict[str, Any]:
    """What the page shows to whoever looks."""
    today, why_not = policy.book_date(), ""
    try:
        queries.refuse_early(loan, today)
    except CannotPlan as why:
        why_not = str(why)
    return {
        "form": trial.form,
        "quote": trial.quote,
        "facts": figures(trial.quote) if trial.quote else [],
        "pays": payers(trial.quote) if trial.quote else [],
        "savings": queries.savings_of(loan, today, only=queries.spends_only(loan, by)),
        "why_not": why_not,
        "waiting": queries.open_prepayment(loan),
        "sent": trial.form.data.items() if trial.form.is_bound else (),
        "today": today,
    }


def figures(quote: Quote) -> list[tuple[str, str]]:
    """What it comes to: paid now, before and after, saved."""
    early = quote.early
    found = [
        (_("归还本金（元）"), yuan(early.principal_fen)),
        (_("算到 %(day)s 的利息（元）") % {"day": f"{early.on:%Y-%m-%d}"}, yuan(early.interest_fen)),
        (_("合计支付（元）"), yuan(early.total_fen)),
    ]
    if early.after is not None:
        found += [
            (_("剩余本金（元）"), yuan(early.after.planned_fen)),
            (_("月供（元）"), _changed(yuan(_payment(quote)), yuan(early.payment_fen))),
            (_("剩余期数"), _changed(str(early.before.months_left), str(early.after.months_left))),
        ]
    return [*found, (_("少付利息（元）"), yuan(max(0, early.saved_fen)))]


def _changed(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _payment(quote: Quote) -> int:
    before = quote.early.before
    if before.method == "equal_principal":
        return before.next_principal_fen + before.next_interest_fen
    return before.level_fen


def payers(quote: Quote) -> list[tuple[str, str]]:
    """Who pays how much."""
    words = _("%(name)s的公积金账户（元）")
    found = [(words % {"name": account.person.name}, yuan(fen)) for account, fen in quote.shares]
    if quote.credit_fen:
        found.append((_("以前多还的款（元）"), yuan(quote.credit_fen)))
    if quote.money_fen:
        label = EarlySource(quote.wish.source).label
        found.append((_("%(source)s（元）") % {"source": label}, yuan(quote.money_fen)))
    return found


def done_words(made: Prepayment) -> str:
    """What has happened, and what comes next."""
    if made.status == EarlyStatus.BOOKED:
        return _("贷款已结清，结清证明已开好。") if made.mode == EarlyMode.FULL else _("已提前还款，新的还款计划见下。")
    values = {"amount": yuan(made.money_fen), "number": made.number, "until": f"{made.until:%Y-%m-%d}"}
    if made.source == EarlySource.CARD:
        return _("正在从还款卡扣 %(amount)s 元，到账后自动还款。") % values
    return _("请在 %(until)s 前转入 %(amount)s 元，附言写 %(number)s，到账后自动还款。") % values
