"""Applications on the counter's desk for tests: bare rows beside real cases, whatever is asked before them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from deposits.models import PersonalAccount
from desk import operations as desk
from desk.models import Case, Kind
from loans.models import Application
from loans.rules.telling import Told, to_text
from tests import people
from tests.deposits import savings
from tests.deposits import world as fund
from tests.desk import world
from tests.desk.world import AT

CODE = "loan-trial"
"""A kind of business with two levels of review, as every loan has; no app is asked whether it is ready."""


def kind() -> None:
    """The kind, published once."""
    if not Kind.objects.filter(code=CODE).exists():
        world.kind(CODE, levels=((-1, 1), (-1, 1)), exclusion="", auto_limit_fen=0)
        Kind.objects.filter(code=CODE).update(family="LOAN")


def account(user: User) -> PersonalAccount:
    """The borrower's fund account."""
    known = PersonalAccount.objects.filter(person=user.person_id).first()
    if known is not None:
        return known
    employer = fund.EmployerAccount.objects.order_by("id").first() or fund.employer_account()
    found = savings.account(employer, PersonalAccount.objects.count() + 1, [])
    PersonalAccount.objects.filter(pk=found.pk).update(person=user.person_id)
    found.refresh_from_db()
    return found


def application(user: User | None = None, *, at: datetime = AT, by: User | None = None, **facts: Any) -> Application:
    """An application of 张三 for 500,000, its case just opened at 王五's window, in the fast lane."""
    user = user or people.zhang_san()
    own = account(user)
    kind()
    channel = facts.pop("channel", "WINDOW")
    told: dict[str, Any] = {
        "home": "FIRST",
        "house_kind": "NEW",
        "told_text": to_text(Told()),
        "price_fen": 950_000_00,
        "judged_on": at.date(),
        "asked_fen": 500_000_00,
        "ceiling_fen": 600_000_00,
        "months": 360,
        "method": "equal_instalment",
        "annual_rate": Decimal("2.6"),
        "lane": "FAST",
        "submitted_at": at,
        **facts,
    }
    with transaction.atomic():
        case = desk.open_case(
            kind=CODE,
            title="购房贷款",
            channel=channel,
            branch_id=people.branch().pk,
            person_id=user.person_id,
            amount_fen=told["asked_fen"],
            by=by or (people.wang_wu() if channel == "WINDOW" else user),
            at=at,
        )
        return Application.objects.create(case=case, borrower_id=user.person_id, account=own, **told)


def accepted(found: Application, at: datetime = AT, by: User | None = None) -> Case:
    """Its papers ticked and the case accepted."""
    by = by or people.wang_wu()
    world.check_all(found.case, by=by, at=at)
    return desk.accept_case(case_id=found.case_id, by=by, at=at)


def sent(found: Application, at: datetime = AT, by: User | None = None) -> Case:
    """Sent to its reviewers."""
    return desk.send_case(case_id=found.case_id, by=by or people.wang_wu(), at=at)


def yes(found: Application, by: User, at: datetime = AT) -> Case:
    """A reviewer says yes."""
    return desk.review(case_id=found.case_id, decision="APPROVE", by=by, at=at)
