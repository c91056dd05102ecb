"""Registers about homes: sales (网签备案), homes owned (住房查询), leases (租赁备案), payments on home loans."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from desk.registers.shapes import Answer, Question, named, said


@dataclass(frozen=True)
class SaleQuestion(Question):
    """What the contract of sale says; `price` in yuan, as text. `buyers`: of whom one has to be a buyer."""

    contract: str = said(_("网签合同编号"))
    address: str = said(_("坐落"))
    price: str = said(_("总价（元）"))
    paid: str = said(_("已付房款（元）"))
    seller: str = said(_("售房单位"))
    buyers: str = named(_("买受人"))
    signed_on: str = said(_("签订日期"))


@dataclass(frozen=True)
class SaleAnswer(Answer):
    """The contract as registered."""

    contract: str = said(_("网签合同编号"))
    seller: str = said(_("售房单位"))
    address: str = said(_("坐落"))
    price: str = said(_("总价（元）"))
    paid: str = said(_("已付房款（元）"))
    buyers: str = named(_("买受人"))
    signed_on: str = said(_("签订日期"))


@dataclass(frozen=True)
class HomesQuestion(Question):
    """How many homes somebody says to have in the city: "0" for a tenant."""

    homes: str = said(_("本市名下住房套数"))


@dataclass(frozen=True)
class HomesAnswer(Answer):
    """Homes in the city as registered."""

    homes: str = said(_("本市名下住房套数"))


@dataclass(frozen=True)
class LeaseQuestion(Question):
    """What the lease says; `kind`: of the market or public, `rent` a month in yuan, `until` a date, as text."""

    lease: str = said(_("租赁备案号"))
    kind: str = said(_("租赁类别"))
    address: str = said(_("坐落"))
    rent: str = said(_("月租金（元）"))
    until: str = said(_("租期至"))


@dataclass(frozen=True)
class LeaseAnswer(Answer):
    """The lease as registered."""

    lease: str = said(_("租赁备案号"))
    kind: str = said(_("租赁类别"))
    address: str = said(_("坐落"))
    rent: str = said(_("月租金（元）"))
    until: str = said(_("租期至"))


@dataclass(frozen=True)
class RepaymentQuestion(Question):
    """What the borrower says of a home loan: contract, and what was paid in the last twelve months, in yuan."""

    contract: str = said(_("借款合同编号"))
    lender: str = said(_("贷款银行"))
    paid: str = said(_("近 12 个月已还本息（元）"))


@dataclass(frozen=True)
class RepaymentAnswer(Answer):
    """The loan as the bank knows it."""

    contract: str = said(_("借款合同编号"))
    lender: str = said(_("贷款银行"))
    paid: str = said(_("近 12 个月已还本息（元）"))
    payoff_on: str = said(_("结清日期"))
