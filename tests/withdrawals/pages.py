"""A depositor who can withdraw, and how the tests of pages apply."""

from __future__ import annotations

from datetime import UTC, date, datetime

from accounts import operations as accounts
from accounts.models import BankCard, User
from deposits.models import EmployerAccount, PersonalAccount
from tests import make, people
from tests.deposits import savings
from tests.deposits import world as fund
from withdrawals import tasks
from withdrawals.models import SupervisedAccount, Withdrawal
from withdrawals.operations import confirm_payee, propose_payee

NOW = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
"""Ten in the morning of a Monday, Shanghai time."""
CARD = "6217000012345678903"
SAVED_FEN = 4_028_455
"""With October's 2,026.00 the balance is 42,310.55."""


def depositor(name: str = "张三") -> PersonalAccount:
    """Somebody whose account has 42,310.55, who pays and has a card; the city asks for one steady month."""
    if not PersonalAccount.objects.filter(person__name=name).exists():
        make.bank_account(opening_fen=100_000_000)
        fund.allocated(fund.employer_account())
    account = fund.account_of(name)
    savings.book(account, [(date(2026, 10, 9), SAVED_FEN)])
    make.parameter("rent_steady_months", "1")
    # Neither the employer nor the person is new: the fraud checks have nothing to say (F14).
    PersonalAccount.objects.filter(pk=account.pk).update(opened_on=date(2020, 1, 1))
    EmployerAccount.objects.filter(pk=account.employer_account_id).update(opened_on=date(2015, 1, 1))
    account.refresh_from_db()
    return account


def card(user: User, number: str = CARD) -> BankCard:
    """A card of the person's own."""
    return accounts.bind_card(
        person_id=user.person_id, number=number, holder=user.person.name, bank_name="建设银行", by=user, at=make.AT
    )


def payee(
    kind: str = "DEVELOPER", name: str = "辽源市宏图置业有限公司", account: str = "22050110101010101010"
) -> SupervisedAccount:
    """A registered payee, entered by the teller and confirmed by the reviewer."""
    made = propose_payee(
        kind=kind,
        name=name,
        account=account,
        bank_name="建设银行辽源分行",
        document_number="监管协议2026-001",
        since=date(2026, 1, 1),
        project="宏图花园",
        by=people.wang_wu(),
        at=make.AT,
    )
    return confirm_payee(payee_id=made.pk, by=people.zhao_liu(), at=make.AT)


RENT = {
    "page": "facts",
    "who": "SELF-0",
    "lease_kind": "NONE",
    "lease_address": "辽源市龙山区人民大街218号3单元502室",
    "marriage": "未婚",
    "consent": "on",
    "go": "next",
}
PURCHASE = {
    "who": "SELF-0",
    "contract_number": "辽房网签2026000123",
    "house_address": "辽源市龙山区宏图花园8栋2单元1201室",
    "signed_on": "2026-09-01",
    "area": "96.50",
    "price": "620,000",
    "borrowed": "434,000",
    "owners": "张三",
    "consent": "on",
}


def money(bound: BankCard, amount: str = "4,500.00") -> dict[str, str]:
    """The second page of an application."""
    return {"page": "money", "amount": amount, "payee": f"card-{bound.pk}", "go": "next"}


def screened(found: Withdrawal) -> Withdrawal:
    """The same after the registers and the fraud checks have been heard, and what follows was carried out."""
    tasks.screen(found.pk)
    tasks.follow_cases()
    return Withdrawal.objects.get(pk=found.pk)
