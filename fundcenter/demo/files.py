"""The demo centre's data files as they are read: branches, staff, employers, documents, parameters, opening."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from deposits.operations import NewEmployer
from fundcenter.demo.plan import EmployerPlan
from policy.models import Document

DATA = Path(__file__).parent / "data"


def text(name: str) -> str:
    """A data file as text."""
    return (DATA / name).read_text(encoding="utf-8-sig")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a data file by column."""
    return list(csv.DictReader(text(name).splitlines()))


def documents() -> list[Document]:
    """The city's documents, not yet registered."""
    return [
        Document(
            number=row["number"],
            title=row["title"],
            issuer=row["issuer"],
            issued_on=date.fromisoformat(row["issued_on"]),
            effective_from=date.fromisoformat(row["effective_from"]),
            summary=row["summary"],
        )
        for row in rows("documents.csv")
    ]


def employers() -> list[EmployerPlan]:
    """The thirty employers with a history."""
    return [
        EmployerPlan(
            number=row["number"],
            name=row["name"],
            code=row["code"],
            branch=row["branch"],
            people=int(row["people"]),
            employer_rate=Decimal(row["employer_rate"]),
            employee_rate=Decimal(row["employee_rate"]),
            payday=int(row["payday"]),
            paying_account=row["paying_account"],
            bank=row["bank"],
            phone=row["phone"],
            clerk=row["clerk"],
        )
        for row in rows("employers.csv")
    ]


def registration(employer: EmployerPlan, first_month: str) -> NewEmployer:
    """What the employer's registration said."""
    return NewEmployer(
        name=employer.name,
        social_credit_code=employer.code,
        employer_rate=employer.employer_rate,
        employee_rate=employer.employee_rate,
        payday=employer.payday,
        first_month=first_month,
        paying_account=employer.paying_account,
        paying_bank=employer.bank,
        contact_phone=employer.phone,
        number=employer.number,
    )


def first_month_employers(first_month: str) -> list[NewEmployer]:
    """The six employers whose first month is played by hand."""
    return [
        NewEmployer(
            name=row["单位名称"],
            social_credit_code=row["统一社会信用代码"],
            employer_rate=Decimal(row["单位缴存比例"]),
            employee_rate=Decimal(row["个人缴存比例"]),
            payday=int(row["发薪日"]),
            first_month=first_month,
            paying_account=row["付款账号"],
            paying_bank=row["开户银行"],
            contact_phone=row["经办人手机"],
            number=row["单位账号"],
        )
        for row in rows("first_month.csv")
    ]
