"""What the deposit business knows of its cases, for the pages of the counter kernel."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from bank.models import PaymentOrder, SuspenseItem
from common.money import yuan
from deposits.models import BalanceObjection, SuspenseRefund
from deposits.queries import corrections
from deposits.queries.accounts import employer_accounts_visible_to
from deposits.queries.figures import explained_entry
from desk.models import Case

CORRECTIONS = ("wrong_payment", "account_merge", "employer_merger", "employer_split", "employer_closing")


def facts(case: Case) -> list[tuple[str, object]]:
    """Label and value of what was asked for, in words."""
    if objection := BalanceObjection.objects.filter(case=case).select_related("account", "entry").first():
        return _objection_facts(objection)
    if case.kind.code in CORRECTIONS:
        return corrections.facts(case)
    refund = SuspenseRefund.objects.filter(case=case).select_related("item__receipt__line").first()
    if refund is None:
        return []
    line = refund.item.receipt.line
    arrived = {"day": line.value_date, "amount": yuan(refund.item.amount_fen)}
    return [
        (_("退款金额（元）"), yuan(refund.fen)),
        (_("退款原因"), refund.reason),
        (
            _("这笔款"),
            _("%(day)s 到账 %(amount)s 元") % arrived,
        ),
        (_("退回账户"), _("%(name)s，尾号 %(tail)s") % {"name": line.counter_name, "tail": line.counter_account[-4:]}),
    ]


def _objection_facts(objection: BalanceObjection) -> list[tuple[str, object]]:
    """What is objected to; the finding once it is issued, since a draft of it is for staff only."""
    rows: list[tuple[str, object]] = [
        (_("个人账号"), objection.account.number),
        (_("对什么有异议"), meant_words(objection)),
        (_("哪里不对"), objection.words),
    ]
    if objection.evidence:
        rows.append((_("手里的材料"), objection.evidence))
    if objection.verify_code:
        rows += [(_("核对结论"), objection.get_finding_display()), (_("答复"), objection.answer)]
    return rows


def meant_words(objection: BalanceObjection) -> str:
    """What an objection is about, in words."""
    if objection.entry is not None:
        found = explained_entry(objection.account, objection.entry.pk)
        assert found is not None, "the entry is one of the account's"
        facts = {"day": objection.entry.value_on, "title": found.title, "amount": yuan(found.change_fen)}
        return _("%(day)s %(title)s，%(amount)s 元") % facts
    if objection.since is not None:
        return _("%(since)s 至 %(until)s 的缴存") % {"since": objection.since, "until": objection.until}
    return _("账户余额")


def refundable_items(user: User) -> QuerySet[SuspenseItem]:
    """Suspense money of the employers that the user may see, of which something is free."""
    employers = employer_accounts_visible_to(user).order_by().values("employer")
    rows = SuspenseItem.objects.filter(employer__in=employers, left_fen__gt=F("reserved_fen") + F("refunding_fen"))
    return rows.select_related("employer", "receipt__line").order_by("since", "id")


def refunds(user: User) -> QuerySet[SuspenseRefund]:
    """Refunds asked for, for staff who work on cases."""
    rows = SuspenseRefund.objects.select_related("case__version", "item__employer", "item__receipt__line")
    return rows if user.may(Permission.CASE_WORK) else rows.none()


def refund_orders(refund: SuspenseRefund) -> QuerySet[PaymentOrder]:
    """The payments of a refund, newest first: more than one where the bank returned some."""
    return PaymentOrder.objects.filter(hold_key=refund.hold_key).order_by("-id")
