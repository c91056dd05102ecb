"""Withdrawals of the demo centre, in different states: with the reviewers, short of a paper, refused, taken back.

None is granted: no money leaves, and the statements of the first month still fit. The depositor whose pages are shown
has begun one in the portal; granted on the spot it is paid while one looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts import operations as accounts
from accounts.models import BankCard, User
from common.errors import BusinessError
from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus
from desk import operations as desk
from desk.states.cases import Channel
from withdrawals import operations
from withdrawals.models import Withdrawal
from withdrawals.operations import Application, PayTo
from withdrawals.rules.particulars import NO_LEASE, Cost, House, Lease, Particulars
from withdrawals.states import PayeeKind

ODD = ("90", "91", "92", "93", "94", "96")
"""Digits of people whom the sandbox registers answer oddly."""
NEED_FEN, LOOKED_AT, WANTED = 3_000_000, 400, 4
CARD = "6217000099880{place:05d}"
PAYEES = [
    (PayeeKind.DEVELOPER, "辽源市宏图置业有限公司", "22050167010100001688", "建设银行辽源分行", "宏图花园"),
    (PayeeKind.LENDER, "中国工商银行辽源分行", "22050168020200002699", "工商银行辽源分行", "个人住房贷款"),
    (PayeeKind.LANDLORD, "辽源市安居住房租赁有限公司", "22050169030300003700", "吉林银行辽源分行", "安居公寓"),
]
PROPOSED = (
    PayeeKind.DEVELOPER,
    "辽源市东辽河房地产开发有限公司",
    "22050170040400004711",
    "农业银行辽源分行",
    "河畔家园",
)


def fill_withdrawals(*, staff: Mapping[str, User], depositor: User | None, at: datetime) -> None:
    """Enter payees and play the applications, where there are people with money enough."""
    teller, reviewer = staff["1001"], staff["1002"]
    payees = [_payee(row, by=teller, at=at) for row in PAYEES]
    for payee in payees:
        operations.confirm_payee(payee_id=payee.pk, by=reviewer, at=at)
    _payee(PROPOSED, by=teller, at=at)
    for place, account in enumerate(_savers(depositor)):
        card = _card(account, place, by=teller, at=at)
        made = _ask(place, account, card, payees[0].pk, by=teller, at=at)
        if made is not None:
            _go_on(place, made, by=teller, at=at)
    if depositor is not None:
        _begin(depositor, at=at)


def _payee(row: tuple[PayeeKind, str, str, str, str], *, by: User, at: datetime) -> Any:
    kind, name, account, bank, project = row
    return operations.propose_payee(
        kind=kind,
        name=name,
        account=account,
        bank_name=bank,
        project=project,
        document_number=f"协议〔2026〕{account[-3:]}号",
        since=timezone.localdate(at),
        by=by,
        at=at,
    )


def _savers(depositor: User | None) -> list[PersonalAccount]:
    """People with money enough whom the registers answer plainly, the same each time."""
    rows = PersonalAccount.objects.filter(
        status=PersonalAccountStatus.NORMAL, ledger_account__balance_fen__gte=NEED_FEN, ledger_account__held_fen=0
    )
    rows = rows.exclude(person=depositor.person_id if depositor else None).select_related("person")
    plain = [each for each in rows.order_by("id")[:LOOKED_AT] if each.person.document_number[14:16] not in ODD]
    return plain[:: max(1, len(plain) // WANTED)][:WANTED]


def _card(account: PersonalAccount, place: int, *, by: User, at: datetime) -> BankCard:
    name = account.person.name
    return accounts.bind_card(
        person_id=account.person_id, number=CARD.format(place=place), holder=name, bank_name="建设银行", by=by, at=at
    )


def _ask(
    place: int, account: PersonalAccount, card: BankCard, payee_id: int, *, by: User, at: datetime
) -> Withdrawal | None:
    """The application at this place of the list; nothing where the rules of today refuse it."""
    asked = _asked(place, account, card, payee_id, at)
    try:
        return operations.apply(
            application=asked,
            channel=Channel.WINDOW,
            branch_id=by.staff.branch_id,
            papers_seen=place != 1,
            form_issued_at=at - timedelta(minutes=9),
            by=by,
            at=at,
        )
    except BusinessError:
        return None


def _asked(place: int, account: PersonalAccount, card: BankCard, payee_id: int, at: datetime) -> Application:
    today, name = timezone.localdate(at), account.person.name
    bought = House(
        contract_number=f"辽房网签2026{place:06d}",
        address=f"辽源市龙山区宏图花园{place + 3}号楼2单元{place + 5}01室",
        city="辽源市",
        area="92.60",
        price_fen=58_000_000,
        own_money_fen=17_400_000,
        signed_on=today - timedelta(days=40),
        owners=(name,),
    )
    own = House(title_number=f"吉（2021）辽源市不动产权第00{place:05d}号", address="辽源市西安区安家街18号1单元302室")
    works = Cost(f"2205{place:08d}", 4_600_000, 0, today - timedelta(days=20), "辽源市新居装饰有限公司", "厨卫装修")
    lift = Cost(f"2206{place:08d}", 2_400_000, 800_000, today - timedelta(days=30), "吉林安顺电梯有限公司", "加装电梯")
    to_card = PayTo(PayeeKind.OWN_CARD, card_id=card.pk)
    plays: list[tuple[str, int, Particulars, PayTo]] = [
        ("purchase", 2_600_000, Particulars(house=bought), PayTo(PayeeKind.DEVELOPER, payee_id=payee_id)),
        ("decorate", 2_200_000, Particulars(house=own, cost=works), to_card),
        ("lift", 1_200_000, Particulars(house=own, cost=lift), to_card),
        ("purchase", 2_400_000, Particulars(house=bought), to_card),
    ]
    reason, fen, told, payee = plays[place]
    return Application(
        reason=reason, person_id=account.person_id, amount_fen=fen, particulars=told, payee=payee, relation="SELF"
    )


def _go_on(place: int, made: Withdrawal, *, by: User, at: datetime) -> None:
    """To the reviewers, or not that far."""
    if place == 0:
        operations.screen(withdrawal_id=made.pk, at=at)
    elif place == 2:
        desk.refuse_case(case_id=made.case_id, reason="分摊协议上没有本户的签章，请补签后重新申请。", by=by, at=at)
    elif place == 3:
        desk.recall(case_id=made.case_id, reason="申请人改为下月再办。", by=by, at=at)


def _begin(depositor: User, *, at: datetime) -> None:
    """Rent that the depositor has begun in the portal: the first page is filled in."""
    lease = Lease(NO_LEASE, address="辽源市龙山区人民大街218号3单元502室")
    desk.save_draft(
        kind="withdraw_rent",
        fields={
            "who": "SELF-0",
            "lease_kind": lease.kind,
            "lease_address": lease.address,
            "marriage": "未婚",
            "consent": "on",
        },
        step="facts",
        channel=Channel.PORTAL,
        person_id=depositor.person_id,
        by=depositor,
        at=at,
    )
    number = CARD.format(place=99)
    name = depositor.person.name
    accounts.bind_card(
        person_id=depositor.person_id, number=number, holder=name, bank_name="建设银行", by=depositor, at=at
    )
