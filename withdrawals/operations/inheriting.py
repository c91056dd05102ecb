"""The account of somebody who died (domain §4.1, 08): heirs with their shares and papers ask at a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts import queries as known
from accounts.models import DocumentType, Person
from common import identity
from common.errors import BusinessError
from common.money import yuan
from common.states import lock
from common.transactions import operation, step
from deposits.models import PersonalAccount
from desk import operations as desk
from desk.states.cases import Channel
from ledger import operations as ledger
from ledger.models import Account
from policy import queries as policy
from withdrawals.models import ClosingShare, Reason, Withdrawal
from withdrawals.operations import applying
from withdrawals.operations.closing import CannotClose
from withdrawals.queries import closing as queries
from withdrawals.queries.allowing import reasons_on
from withdrawals.rules import closing as closing_rules
from withdrawals.rules import heirs as rules
from withdrawals.rules.particulars import Particulars, to_text
from withdrawals.states import PayeeKind, Relation

if TYPE_CHECKING:
    from accounts.models import User


class BadHeirs(BusinessError):
    """The shares are not the whole, a card fails, or the papers are not enough; the sentence says what."""


@dataclass(frozen=True)
class Heir:
    """Who inherits: by name and citizen number, how they are related, `parts` of `whole`, and their own card."""

    name: str
    number: str
    relation: str
    parts: int
    whole: int
    account: str
    bank_name: str = ""


@dataclass(frozen=True)
class Death:
    """When the owner died or was declared dead, by which paper, and what proves who inherits."""

    died_on: date
    certificate: str
    proof: str
    proof_number: str


@operation
def apply_inheritance(
    *,
    account_id: int,
    death: Death,
    heirs: Sequence[Heir],
    by: User,
    at: datetime,
    branch_id: int | None = None,
    papers_seen: bool = False,
    draft_id: int | None = None,
) -> Withdrawal:
    """Open the case of an inheritance in the first heir's name and hold the whole balance.

    Each heir is paid to a card of their own, on file or not. Raises BadHeirs, CannotClose, and as `desk.open_case`.
    """
    on, today = policy.book_date(), timezone.localdate(at)
    account = lock(PersonalAccount, account_id)
    reason = reasons_on(today).filter(code=closing_rules.DEATH).first()
    whys = queries.why_not_close(account, closing_rules.DEATH, on)
    if reason is None or whys:
        raise CannotClose("".join(whys) or _("申请日的规定里没有这项提取原因。"))
    balance = Account.objects.values_list("balance_fen", flat=True).get(pk=account.ledger_account_id)
    people = _people(heirs, by=by, at=at)
    if by.person_id in known.linked_persons([account.person_id, *(each.pk for each in people)]):
        raise desk.TooNear(_("您与账户所有人或继承人有亲属等关系，请交给其他同事办理。"))
    _refuse_bad(account, death, heirs, people, balance_fen=balance, today=today)
    made = _open(account, reason, death, people[0], balance, by, at, branch_id or by.staff.branch_id, draft_id)
    for heir, person in zip(heirs, people, strict=True):
        number = identity.check_bank_card(heir.account)
        ClosingShare.objects.create(
            withdrawal=made,
            person=person,
            relation=heir.relation[:40],
            parts=heir.parts,
            whole=heir.whole,
            payee_account=number,
            payee_tail=number[-4:],
            payee_name=person.name,
            bank_name=heir.bank_name,
        )
    made.events.create(action="apply", after=made.status, by=by, at=at)
    ledger.hold(
        key=made.hold_key,
        account_id=account.ledger_account_id,
        fen=balance,
        by=by,
        at=at,
        case=made.case.number,
    )
    applying.take_in(made, papers_seen=papers_seen, by=by, at=at)
    return made


@step
def _people(heirs: Sequence[Heir], *, by: User, at: datetime) -> list[Person]:
    """Each heir as a person, put on file where they are not: an heir need not be a depositor."""
    return [
        accounts.find_or_create_person(
            name=each.name, document_type=DocumentType.CITIZEN, document_number=each.number, by=by, at=at
        )
        for each in heirs
    ]


def _refuse_bad(
    account: PersonalAccount,
    death: Death,
    heirs: Sequence[Heir],
    people: Sequence[Person],
    *,
    balance_fen: int,
    today: date,
) -> None:
    shares = [rules.Share(person.pk, each.parts, each.whole) for person, each in zip(people, heirs, strict=True)]
    whys = rules.why_not_share(shares, deceased_id=account.person_id)
    limit = policy.service_on(today).heir_promise_limit_fen
    unproved = rules.why_not_proved(death.proof, balance_fen=balance_fen, promise_limit_fen=limit)
    whys += [unproved] if unproved else []
    if death.died_on > today:
        whys.append(_("死亡日期在今天以后，请核对。"))
    if not death.certificate.strip() or not death.proof_number.strip():
        whys.append(_("请填写死亡证明和继承文书的编号。"))
    for each in heirs:
        whys += _bad_card(each)
    if whys:
        raise BadHeirs("".join(whys))


def _bad_card(heir: Heir) -> list[str]:
    try:
        identity.check_bank_card(heir.account)
    except identity.InvalidNumber as refusal:
        return [_("%(name)s：%(what)s。") % {"name": heir.name, "what": refusal}]
    return []


@step
def _open(
    account: PersonalAccount,
    reason: Reason,
    death: Death,
    applicant: Person,
    balance_fen: int,
    by: User,
    at: datetime,
    branch_id: int,
    draft_id: int | None,
) -> Withdrawal:
    title = _("%(name)s的账户继承，%(amount)s 元") % {"name": account.person.name, "amount": yuan(balance_fen)}
    case = desk.open_case(
        kind=reason.kind_code,
        title=title,
        person_id=applicant.pk,
        matter=f"account-{account.pk}",
        amount_fen=balance_fen,
        channel=Channel.WINDOW,
        branch_id=branch_id,
        tags={"window", death.proof.lower()},
        draft_id=draft_id,
        by=by,
        at=at,
    )
    told = {
        "died_on": f"{death.died_on:%Y-%m-%d}",
        "certificate": death.certificate.strip(),
        "proof": death.proof,
        "proof_number": death.proof_number.strip(),
    }
    made = Withdrawal.objects.create(
        case=case,
        reason=reason,
        account=account,
        person=applicant,
        relation=Relation.HEIR,
        subject_id=account.person_id,
        household=[applicant.pk],
        particulars_text=to_text(Particulars(closing=told)),
        judged_on=timezone.localdate(at),
        asked_fen=balance_fen,
        allowed_fen=balance_fen,
        because=[_("账户余额 %(amount)s 元，另加销户利息") % {"amount": yuan(balance_fen)}],
        payee_kind=PayeeKind.HEIR,
        payee_name=applicant.name,
        submitted_at=at,
    )
    made.hold_key = made.key
    made.save(update_fields=["hold_key"])
    return made
