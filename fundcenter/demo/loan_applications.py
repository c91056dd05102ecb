"""Loans of the demo centre that are asked for: two projects under agreement, one application with the reviewers.

It is checked as at a window, all of it green: it goes the fast lane, and the approvers' queue has something in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts import operations as accounts
from accounts.models import User
from common.errors import BusinessError
from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus
from desk.states.cases import Channel
from loans.models import Application, Project
from loans.operations import applying, checking, projects
from loans.queries import offering
from loans.rules.asking import Asked
from loans.rules.telling import House, Told

ODD = ("90", "91", "92", "93", "94", "95", "96")
"""Digits of people whom the sandbox registers answer oddly."""
LOOKED_AT = 60
PRICE_FEN, PAID_FEN, MONTHS = 52_000_000, 20_800_000, 240
CARD = "6217000099770{place:05d}"
PROJECTS = [  # name, developer, permit, agreement, address, account, bank
    ("宏图花园", "辽源市宏图置业有限公司", "012", "003", "龙山区人民大街", "22050167010100001688", "建设银行辽源分行"),
    (
        "河畔家园",
        "辽源市东辽河房地产开发有限公司",
        "019",
        "007",
        "西安区河滨路",
        "22050170040400004711",
        "农业银行辽源分行",
    ),
]


def fill_applications(*, staff: Mapping[str, User], depositor: User | None, at: datetime) -> Application | None:
    """Enter the projects, and let the first who may borrow apply at a window."""
    teller, reviewer = staff["1001"], staff["1002"]
    found = [_project(row, by=teller, at=at) for row in PROJECTS]
    for each in found:
        projects.confirm(project_id=each.pk, by=reviewer, at=at)
    for place, account in enumerate(_savers(depositor)):
        made = _ask(place, account, found[0], by=teller, at=at)
        if made is not None:
            for kind in made.checks.values_list("kind", flat=True):
                checking.check(application_id=made.pk, kind=kind, at=at)
            return made
    return None


def _project(row: tuple[str, ...], *, by: User, at: datetime) -> Project:
    name, developer, permit, agreement, address, account, bank = row
    entry = projects.Entry(
        name=name,
        developer=developer,
        credit_code="91220400BTGJNLCW37",
        permit_number=f"辽房预售2026第{permit}号",
        agreement_number=f"楼盘合作2026-{agreement}",
        address=f"辽源市{address}",
        account=account,
        account_name=f"{developer}预售资金监管户",
        bank_name=bank,
        since=date(2026, 1, 1),
        guarantees=True,
        deposit_percent=Decimal(5),
    )
    return projects.propose(entry=entry, by=by, at=at)


def _savers(depositor: User | None) -> list[PersonalAccount]:
    """People in order whom the registers answer plainly, the most money first."""
    rows = PersonalAccount.objects.filter(status=PersonalAccountStatus.NORMAL, ledger_account__held_fen=0)
    rows = rows.exclude(person=depositor.person_id if depositor else None).select_related("person")
    rows = rows.order_by("-base_fen", "id")[:LOOKED_AT]
    return [each for each in rows if each.person.document_number[14:16] not in ODD]


def _ask(place: int, account: PersonalAccount, project: Project, *, by: User, at: datetime) -> Application | None:
    """The application of one of them; nothing where the rules of today refuse it."""
    today = timezone.localdate(at)
    home = House(
        contract_number=f"辽房网签20261{place:05d}",
        address=f"辽源市龙山区宏图花园{place + 11}号楼1单元{place + 7}02室",
        area="89.40",
        price_fen=PRICE_FEN,
        paid_fen=PAID_FEN,
        signed_on=today - timedelta(days=20),
        seller=project.developer,
    )
    told = Told(house=home, agreement=f"DK{today:%Y%m%d}{account.person_id:06d}", marriage="未婚")
    asked = Asked(borrower_id=account.person_id, told=told, project_id=project.pk, months=MONTHS)
    judged = offering.judge(asked, today)
    if judged.why_not or judged.offer.most_months < MONTHS:
        return None
    card = accounts.bind_card(
        person_id=account.person_id,
        number=CARD.format(place=place),
        holder=account.person.name,
        bank_name="建设银行",
        by=by,
        at=at,
    )
    try:
        return applying.apply(
            asked=Asked(**{**asked.__dict__, "asked_fen": judged.offer.fen, "card_id": card.pk}),
            channel=Channel.WINDOW,
            branch_id=by.staff.branch_id,
            seen=("identity",),
            by=by,
            at=at,
        )
    except BusinessError:
        return None
