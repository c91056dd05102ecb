"""What an applicant told of house, lease, loan or cost, as labels and words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from common.money import yuan
from withdrawals.rules.particulars import NO_LEASE, PUBLIC, REGISTERED, Cost, Hardship, House, Lease, Loan, Particulars
from withdrawals.states.closing import Inheritance, RetireAs

Line = tuple[str, str]


def lines(told: Particulars) -> list[Line]:
    """Everything that was told, in the order in which it was asked; what was left open is left out."""
    found: list[tuple[str, Any]] = []
    if told.house:
        found += _house(told.house)
    if told.lease:
        found += _lease(told.lease)
    if told.loan:
        found += _loan(told.loan)
    if told.cost:
        found += _cost(told.cost)
    if told.hardship:
        found += _hardship(told.hardship)
    found += _closing(told.closing)
    found += [(_("婚姻状况"), told.marriage), (_("多子女家庭"), _("是") if told.is_multi_child else "")]
    return [(label, _words(value)) for label, value in found if value]


def _words(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


def _closing(told: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Why an account ends: retirement, other papers, or a death and what proves who inherits."""
    groups, proofs = dict(RetireAs.choices), dict(Inheritance.choices)
    return [
        (_("退休类别"), groups.get(told.get("retire_as", ""), "")),
        (_("退休审批日期"), told.get("approved_on", "")),
        (_("死亡或宣告死亡日期"), told.get("died_on", "")),
        (_("证明材料编号"), told.get("certificate", "")),
        (_("继承依据"), proofs.get(told.get("proof", ""), "")),
        (_("继承文书编号"), told.get("proof_number", "")),
    ]


def _house(house: House) -> list[tuple[str, Any]]:
    return [
        (_("网签备案合同号"), house.contract_number),
        (_("不动产权证号"), house.title_number),
        (_("房屋坐落"), house.address),
        (_("在哪个城市"), house.city if house.is_out_of_town else ""),
        (_("签约或办证日期"), house.signed_on),
        (_("建筑面积（平方米）"), house.area),
        (_("房屋总价（元）"), yuan(house.price_fen) if house.price_fen else ""),
        (_("自付房款（元）"), yuan(house.own_money_fen) if house.price_fen else ""),
        (_("产权人（买受人）姓名"), "、".join(house.owners)),
        (_("与他人按份共有"), _("是") if house.is_share_purchase else ""),
    ]


def _lease(lease: Lease) -> list[tuple[str, Any]]:
    kinds = {NO_LEASE: _("租房，没有办理租赁备案"), REGISTERED: _("租房，已办理租赁备案"), PUBLIC: _("公共租赁住房")}
    return [
        (_("租的是什么房"), kinds.get(lease.kind, "")),
        (_("租住地址"), lease.address),
        (_("备案或合同编号"), lease.number),
        (_("月租金（元）"), yuan(lease.monthly_rent_fen) if lease.monthly_rent_fen else ""),
        (_("租期从"), lease.since),
        (_("租期到"), lease.until),
    ]


def _loan(loan: Loan) -> list[tuple[str, Any]]:
    return [
        (_("贷款银行"), loan.lender),
        (_("借款合同编号"), loan.contract_number),
        (_("借款人姓名"), "、".join(loan.borrowers)),
        (_("近 12 个月已还本息（元）"), yuan(loan.paid_fen)),
        (_("最近一次还款日期"), loan.last_paid_on),
        (_("结清日期"), loan.payoff_on),
    ]


def _cost(cost: Cost) -> list[tuple[str, Any]]:
    return [
        (_("费用项目"), cost.what),
        (_("收款单位"), cost.payee),
        (_("发票或票据号码"), cost.invoice_number),
        (_("票据金额（元）"), yuan(cost.total_fen)),
        (_("其中补贴（元）"), yuan(cost.subsidy_fen) if cost.subsidy_fen else ""),
        (_("开票日期"), cost.issued_on),
    ]


def _hardship(told: Hardship) -> list[tuple[str, Any]]:
    return [
        (_("低保证或救助证明编号"), told.certificate),
        (_("家庭每月基本生活支出（元）"), yuan(told.monthly_need_fen)),
    ]
