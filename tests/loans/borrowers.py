"""People who borrow: accounts paid for months without a gap, projects, applications, and their checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from accounts.models import User
from common import months
from deposits.models import PersonalAccount, RemittanceItem, RemittanceList, RemittanceMonth
from ledger.models import Journal
from loans.models import Application, Project
from loans.operations import applying, checking
from loans.rules.asking import Asked
from loans.rules.telling import House, Told
from tests import make, people
from tests.withdrawals import saver

ON = date(2026, 10, 10)
PAID_THROUGH = "202609"
SEEN = ("identity",)


def borrower(
    user: User, *, count: int = 36, base_fen: int = 820_000, fen: int = 4_230_000, place: int = 1
) -> PersonalAccount:
    """An account with `fen` on it, paid for `count` months up to September without a gap; employer and account old."""
    known = PersonalAccount.objects.filter(person=user.person_id).select_related("employer_account").first()
    account = known or saver.saver(user, fen, place)
    PersonalAccount.objects.filter(pk=account.pk).update(base_fen=base_fen)
    type(account.employer_account).objects.filter(pk=account.employer_account_id).update(opened_on=date(2015, 1, 1))
    pay_months(account, count, base_fen)
    account.refresh_from_db()
    return account


def pay_months(account: PersonalAccount, count: int, base_fen: int = 820_000) -> None:
    """Rows of months paid in time, the money being on the account already."""
    used = RemittanceList.objects.exclude(journal=None).values("journal")
    first = months.shift(PAID_THROUGH, 1 - count)
    known = RemittanceList.objects.filter(employer_account=account.employer_account, month=PAID_THROUGH).first()
    made = known or RemittanceList.objects.create(
        number=f"H{account.pk}",
        employer_account=account.employer_account,
        purpose="ADVANCE",
        first_month=first,
        month=PAID_THROUGH,
        status="ALLOCATED",
        employer_rate=12,
        employee_rate=12,
        unit_fen=100,
        person_count=1,
        employer_fen=98_400,
        employee_fen=98_400,
        total_fen=196_800,
        verify_code=f"H{account.pk}",
        declared_at=make.AT,
        allocated_at=make.AT,
        value_on=ON,
        journal=Journal.objects.exclude(pk__in=used).order_by("id")[0],
    )
    item = RemittanceItem.objects.create(
        list=made,
        row_no=account.pk,
        account=account,
        base_fen=base_fen,
        employer_fen=98_400,
        employee_fen=98_400,
        change="NORMAL",
    )
    RemittanceMonth.objects.bulk_create(
        RemittanceMonth(
            item=item,
            month=month,
            base_fen=base_fen,
            floor_fen=0,
            cap_fen=base_fen,
            unit_fen=100,
            employer_rate=12,
            employee_rate=12,
            employer_fen=98_400,
            employee_fen=98_400,
            counts=True,
        )
        for month in months.months_from(first, PAID_THROUGH)
    )


def couple(*, count: int = 36) -> tuple[User, User]:
    """张三 and 钱七, married: bases 8,200 and 6,500, balances 42,300.00 and 31,650.00 (domain §5.3, example 1)."""
    one, other = people.zhang_san(), people.qian_qi()
    borrower(one, count=count)
    borrower(other, count=count, base_fen=650_000, fen=3_165_000, place=2)
    saver.marry(one, other)
    return one, other


def project(**more: Any) -> Project:
    """A project under agreement, entered by the teller and confirmed by the reviewer."""
    maker, other = people.wang_wu(), people.zhao_liu()
    given: dict[str, Any] = {
        "name": "宏图花园",
        "developer": "辽源市宏图置业有限公司",
        "credit_code": "91220400BTGJNLCW37",
        "permit_number": "辽房预售2026第012号",
        "agreement_number": "楼盘合作2026-003",
        "address": "辽源市龙山区人民大街",
        "account": "22050110101010101010",
        "account_name": "辽源市宏图置业有限公司预售资金监管户",
        "bank_name": "建设银行辽源分行",
        "since": date(2026, 1, 1),
        "guarantees": True,
        "status": "ACTIVE",
        "made_by": maker,
        "made_by_person_id": maker.person_id,
        "made_at": make.AT,
        "confirmed_by": other,
        "confirmed_by_person_id": other.person_id,
        "confirmed_at": make.AT,
    }
    known = Project.objects.filter(name=given["name"]).first()
    return known or Project.objects.create(**{**given, **more})


def house(**more: Any) -> House:
    """A new flat for 950,000, of which 200,000 is paid."""
    given: dict[str, Any] = {
        "contract_number": "LY2026000001",
        "address": "辽源市龙山区宏图花园8栋2单元1201室",
        "area": "96.50",
        "price_fen": 95_000_000,
        "paid_fen": 19_000_000,
        "signed_on": date(2026, 9, 20),
        "seller": "辽源市宏图置业有限公司",
    }
    return House(**{**given, **more})


def asked(user: User, partner: User | None = None, **more: Any) -> Asked:
    """What the couple of domain §5.3 asks: 760,000 for 30 years, other debts 1,200 a month."""
    told = more.pop("told", Told(house=house(), other_debt_fen=120_000, agreement="征信授权2026001"))
    found = Asked(
        borrower_id=user.person_id,
        co_borrower_id=partner.person_id if partner else None,
        told=told,
        project_id=project().pk,
        asked_fen=50_000_000,
        months=240,
        card_id=saver.card(user).pk,
    )
    return replace(found, **more)


def ask(user: User, partner: User | None = None, *, at: datetime = make.AT, **more: Any) -> Application:
    """The same through the portal, not checked yet."""
    return applying.apply(asked=asked(user, partner, **more), channel="PORTAL", by=user, at=at)


def ask_at_window(user: User, partner: User | None = None, *, at: datetime = make.AT, **more: Any) -> Application:
    """The same at 王五's window, who has seen the identity card."""
    teller = people.wang_wu()
    seen = more.pop("seen", SEEN)
    return applying.apply(
        asked=asked(user, partner, **more), channel="WINDOW", branch_id=people.branch().pk, seen=seen, by=teller, at=at
    )


def checked(found: Application, at: datetime = make.AT) -> Application:
    """Every check run, in the order in which Celery may take them."""
    for kind in list(found.checks.order_by("-id").values_list("kind", flat=True)):
        checking.check(application_id=found.pk, kind=kind, at=at)
    return Application.objects.select_related("case").get(pk=found.pk)


def results(found: Application) -> dict[str, str]:
    """Check → result."""
    return dict(found.checks.values_list("kind", "result"))
