"""How far a granted loan has come on the way to its money, in words: what pages of staff and borrowers share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.money import yuan
from desk.states.cases import CaseStatus
from loans.models import Application, Contract, Disbursement
from loans.queries import contracts as queries
from loans.rules.disbursing import is_secured
from loans.rules.schedules import total_interest
from loans.states.contracts import (
    CONTRACT_BADGE,
    DISBURSEMENT_BADGE,
    GUARANTEE_BADGE,
    ContractStatus,
    DisbursementStatus,
)

WORKING = "every 5s"
"""How often the page asks again by itself while the bank is paying."""


def steps(application: Application, contract: Contract | None, payment: Disbursement | None) -> list[dict[str, Any]]:
    """Where it stands, as a courier would show it."""
    secured_at = _secured_at(contract)
    way: list[tuple[str, datetime | None]] = [
        (_("已批准"), application.case.decided_at),
        (_("合同拟订"), contract.made_at if contract else None),
        (_("合同签订"), contract.signed_at if contract else None),
        (_("抵押登记"), secured_at),
        (_("放款授权"), payment.authorised_at if payment else None),
        (_("款已到账"), application.paid_at),
    ]
    last = max((place for place, (_title, at) in enumerate(way) if at), default=-1)
    ended = application.ended_at is not None or application.paid_at is not None
    return [
        {
            "title": title,
            "note": f"{timezone.localtime(at):%m-%d %H:%M}" if at else "",
            "state": "done" if at else "now" if place == last + 1 and not ended else "",
        }
        for place, (title, at) in enumerate(way)
    ]


def _secured_at(contract: Contract | None) -> datetime | None:
    """When the guarantees secured the loan; None while they do not."""
    if contract is None:
        return None
    rows = list(contract.guarantees.filter(status__in=["REGISTERED", "RELEASING", "RELEASED"]))
    if not is_secured({each.kind for each in rows}):
        return None
    events = [event.at for each in rows for event in each.events.filter(action="register")]
    return max(events, default=None)


def next_words(application: Application, contract: Contract | None, payment: Disbursement | None) -> str:
    """What happens next, in a sentence to the borrower."""
    if application.case.status not in (CaseStatus.IN_EXECUTION, CaseStatus.DONE):
        return _("贷款申请还没有批准，批准后会在这里拟订合同。")
    if contract is None:
        return _("贷款已批准，正在核对收款账户，随后拟订合同。")
    if contract.status == ContractStatus.DRAWN_UP:
        return _("合同已拟好，请阅读后签字；两位借款人都签好、工作人员面签后生效。")
    if payment is None:
        secured = _secured_at(contract) is not None
        return _("合同和抵押都已办妥，正在安排放款。") if secured else _("合同已签订，请到不动产登记窗口办理抵押登记。")
    values = {"amount": yuan(payment.amount_fen), "payee": payment.payee_name, "tail": payment.payee_tail}
    words = {
        DisbursementStatus.PREPARED: _("正在由另一人授权放款。"),
        DisbursementStatus.ORDERED: _("放款已授权，银行正在把 %(amount)s 元付给%(payee)s。"),
        DisbursementStatus.RETURNED: _("银行没有付成，贷款还没有开始计息。我们正在核对收款账户，更正后马上再付。"),
        DisbursementStatus.PAID: _("%(amount)s 元已付给%(payee)s（尾号 %(tail)s），贷款开始计息。"),
        DisbursementStatus.CAME_BACK: _("钱付出后又被银行退回，贷款已撤销、不计利息。我们更正收款账户后再付。"),
        DisbursementStatus.DROPPED: _("放款已取消。"),
    }
    return words[DisbursementStatus(payment.status)] % values


def asks_again(payment: Disbursement | None) -> str:
    """How often the page looks again by itself; not at all where nothing happens without a person."""
    return WORKING if payment is not None and payment.status == DisbursementStatus.ORDERED else ""


def figures(contract: Contract) -> list[tuple[Any, str]]:
    """The contract's figures, label and value; its schedule as if paid today or as it runs."""
    loan = getattr(contract, "loan", None)
    plan = queries.plan_of(contract, loan.disbursed_on if loan else timezone.localdate())
    return [
        (_("合同编号"), contract.number),
        (_("贷款金额（元）"), yuan(contract.principal_fen)),
        (_("期限"), _("%(months)d 个月") % {"months": contract.months}),
        (_("年利率"), f"{contract.annual_rate.normalize():f}%"),
        (_("还款方式"), str(contract.get_method_display())),
        (_("每月还款日"), _("%(day)d 日") % {"day": contract.due_day}),
        (_("首期还款（元）"), yuan(plan[0].payment_fen)),
        (_("利息合计（元）"), yuan(total_interest(plan))),
        (_("收款人"), contract.payee_name),
        (_("收款账号"), _("尾号 %(tail)s") % {"tail": contract.payee_tail}),
    ]


def signers(contract: Contract) -> list[dict[str, Any]]:
    """Each party with whether, how and when they signed."""
    have = {each["person"]: each for each in contract.signatures}
    people = [each for each in (contract.application.borrower, contract.application.co_borrower) if each is not None]
    return [
        {
            "name": each.name,
            "is_signed": each.pk in have,
            "how": _how(have[each.pk]["how"]) if each.pk in have else "",
            "at": timezone.localtime(datetime.fromisoformat(have[each.pk]["at"])) if each.pk in have else None,
        }
        for each in people
    ]


def _how(how: str) -> str:
    return str(_("电子签名") if how == "ELECTRONIC" else _("当面签字"))


def badges(contract: Contract | None, payment: Disbursement | None) -> dict[str, Any]:
    """The badges of contract, guarantees and payment."""
    return {
        "contract_badge": CONTRACT_BADGE[contract.status] if contract else "",
        "payment_badge": DISBURSEMENT_BADGE[payment.status] if payment else "",
        "guarantees": [
            (each, GUARANTEE_BADGE[each.status]) for each in contract.guarantees.exclude(status="VOID").order_by("id")
        ]
        if contract
        else [],
    }


def event_words(action: str) -> str:
    """What an event of contract, guarantee or payment was."""
    words = {
        "draw_up": _("合同拟订"),
        "signed_face": _("当面签字"),
        "signed_electronic": _("电子签名"),
        "sign": _("合同签订"),
        "void": _("作废"),
        "apply": _("申请登记"),
        "register": _("登记完成"),
        "begin_release": _("开始解除"),
        "release": _("已解除"),
        "prepare": _("放款制单"),
        "order": _("放款授权"),
        "return": _("银行退回"),
        "settle": _("款已到账"),
        "return_late": _("到账后被退回"),
        "pay_again": _("更正账户，重新制单"),
        "drop": _("放款取消"),
    }
    return words.get(action, action)


def events(application: Application) -> list[dict[str, Any]]:
    """All that happened to contracts, guarantees and payments, newest first."""
    rows: list[Any] = []
    for contract in application.contracts.prefetch_related("events__by__person"):
        rows += contract.events.all()
        hanging: list[Any] = [*contract.guarantees.all(), *contract.disbursements.all()]
        for each in hanging:
            rows += each.events.select_related("by__person")
    rows.sort(key=lambda each: (each.at, each.pk), reverse=True)
    return [
        {"title": event_words(each.action), "at": each.at, "who": str(each.by or _("系统")), "note": each.note}
        for each in rows
    ]
