"""Asked for: the account and the family are locked, what can be had is judged, the case opens, the money is held."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries as people
from accounts.models import Door
from common.errors import BusinessError
from common.money import yuan
from common.names import is_payee_of
from common.transactions import operation, step, wake
from deposits.models import PersonalAccount
from deposits.states import OPEN_STATUSES
from desk import operations as desk
from desk.models import Requirement
from desk.states.cases import Channel, CheckedBy
from ledger import operations as ledger
from withdrawals import queries
from withdrawals.models import Reason, SupervisedAccount, Withdrawal
from withdrawals.operations import evidence
from withdrawals.queries import allowing, own_loans
from withdrawals.rules.asking import Application, PayTo
from withdrawals.rules.limits import Allowance
from withdrawals.rules.particulars import REGISTERED, Particulars, named_payee, to_text
from withdrawals.states import PayeeKind, PayeeStatus, Relation

if TYPE_CHECKING:
    from accounts.models import User

ABOUT_SELF = (Relation.SELF, Relation.CO_BORROWER)
"""Who withdraws for themselves: nobody else is the subject, whatever was posted."""
SCREEN_TASK = "withdrawals.tasks.screen"


class NotAllowed(BusinessError):
    """The rules give nothing, or less than was asked. `allowance` says what and why."""

    def __init__(self, sentence: str, allowance: Allowance | None = None) -> None:
        super().__init__(sentence)
        self.allowance = allowance


class NotTheirAccount(BusinessError):
    """Only the owner asks through the portal; a window asks for whoever stands there."""


class BadPayee(BusinessError):
    """Money goes to a card of one's own or to a payee of the register, as the reason allows; never elsewhere."""


@dataclass(frozen=True)
class Payee:
    """Where the money goes, looked up."""

    account: str
    name: str
    bank_no: str = ""
    row: SupervisedAccount | None = None


@operation
def apply(
    *,
    application: Application,
    channel: str,
    by: User,
    at: datetime,
    branch_id: int | None = None,
    draft_id: int | None = None,
    agent_id: int | None = None,
    mandate: str = "",
    papers_seen: bool = False,
    seen: Collection[str] = (),
    form_issued_at: datetime | None = None,
    device: str = "",
    address: str = "",
) -> Withdrawal:
    """Ask for a withdrawal. The money is held from now on; screening begins after commit.

    `papers_seen`: a window has checked every paper and accepts at once; `seen`: codes of those whose originals it has
    seen, where registers are to give the others. `form_issued_at`: when the form was fetched.
    Raises NotTheirAccount, NotAllowed, BadPayee, and as `desk.open_case`; at the window also desk.TooNear.
    """
    if by.door != Door.STAFF and by.person_id != application.person_id:
        raise NotTheirAccount(_("只有本人可以提取自己账户里的钱。"))
    return open_withdrawal(
        application=application,
        channel=channel,
        by=by,
        at=at,
        branch_id=branch_id,
        draft_id=draft_id,
        agent_id=agent_id,
        mandate=mandate,
        papers_seen=papers_seen,
        seen=seen,
        form_issued_at=form_issued_at,
        device=device,
        address=address,
    )


@step
def open_withdrawal(
    *,
    application: Application,
    channel: str,
    by: User | None,
    at: datetime,
    branch_id: int | None = None,
    draft_id: int | None = None,
    agent_id: int | None = None,
    mandate: str = "",
    papers_seen: bool = False,
    seen: Collection[str] = (),
    form_issued_at: datetime | None = None,
    device: str = "",
    address: str = "",
    quiet: bool = False,
    is_standing: bool = False,
) -> Withdrawal:
    """`apply` within somebody else's act: a run of an agreement (`is_standing`, by None) or a page's own operation."""
    on = timezone.localdate(at)
    application = own_loans.known(application, on)
    granted = _granted(application, on, is_standing=is_standing)
    account, reason = granted.account, granted.reason
    case = desk.open_case(
        kind=reason.kind_code,
        title=_("%(reason)s提取 %(amount)s 元") % {"reason": reason.label, "amount": yuan(application.amount_fen)},
        person_id=application.person_id,
        agent_id=agent_id,
        mandate=mandate,
        matter=next(iter(granted.matters), "")[:16],
        amount_fen=application.amount_fen,
        channel=channel,
        branch_id=branch_id or account.employer_account.employer.branch_id,
        tags=_tags(application, account, on, channel),
        draft_id=draft_id,
        quiet=quiet,
        by=by,
        at=at,
    )
    made = Withdrawal.objects.create(
        case=case,
        reason=reason,
        account=account,
        matter_keys=list(granted.matters),
        judged_on=on,
        form_issued_at=form_issued_at,
        submitted_at=at,
        device=device[:64],
        address="" if channel == Channel.WINDOW else address,
        **_facts(application, granted, on),
    )
    made.events.create(action="apply", after=made.status, by=by, at=at)
    _hold(made, case.number, by=by, at=at)
    take_in(made, papers_seen=papers_seen, seen=seen, by=by, at=at)
    return made


@dataclass(frozen=True)
class Granted:
    """What was found under the locks: whose account, why, for which matter, to whom, how much."""

    account: PersonalAccount
    reason: Reason
    matters: tuple[str, ...]
    payee: Payee
    allowance: Allowance


@step
def _granted(application: Application, on: date, *, is_standing: bool) -> Granted:
    """Lock account, family and matter, and judge. Raises NotAllowed, BadPayee."""
    account = _lock_family(application.person_id, on)
    reason = allowing.reasons_on(on).filter(code=application.reason).first()
    if account is None or reason is None:
        found = queries.allowance(application, on)
        raise NotAllowed(found.words, found)
    if reason.closes and not application.particulars.closing:
        raise NotAllowed(_("“%(reason)s”要连本带息提清并销户，请按销户提取办理。") % {"reason": reason.label})
    matters = allowing.matter_keys(application)
    _one_at_a_time(matters)
    payee = payee_of(reason, application.person_id, application.payee, on, told=application.particulars)
    found = allowing.judge(reason, account, application, on=on, is_standing=is_standing)
    refuse_beyond(application.amount_fen, found)
    return Granted(account, reason, matters, payee, found)


@step
def _hold(made: Withdrawal, number: str, *, by: User | None, at: datetime) -> None:
    """The money is promised: nobody else can have it from now on. Raises ledger.InsufficientBalance."""
    made.hold_key = made.key
    made.save(update_fields=["hold_key"])
    ledger.hold(
        key=made.hold_key,
        account_id=made.account.ledger_account_id,
        fen=made.asked_fen,
        by=by,
        at=at,
        case=number,
    )


@step
def take_in(made: Withdrawal, *, papers_seen: bool, seen: Collection[str] = (), by: User | None, at: datetime) -> None:
    """Papers that a window has seen are checked; with all of them the case is accepted, else the registers give the
    rest. Screening wakes.
    """
    evidence.ask_registers(made, by=by, at=at)
    evidence.hand_to_risk(made, at=at)
    if by is not None and (papers_seen or seen):
        for row in Requirement.objects.filter(case=made.case_id):
            if papers_seen or row.code in seen:
                desk.check(requirement_id=row.pk, how=CheckedBy.SEEN, by=by, at=at)
        _accept(made, by=by, at=at)
    made.case.refresh_from_db()
    wake(SCREEN_TASK, withdrawal_id=made.pk)


@step
def _accept(made: Withdrawal, *, by: User, at: datetime) -> None:
    """Accept at the window what is whole; what waits for a register is accepted once that has answered."""
    try:
        desk.accept(case_id=made.case_id, by=by, at=at)
    except desk.PapersMissing:
        return
    made.accepted_at = at
    made.save(update_fields=["accepted_at"])


def refuse_beyond(asked_fen: int, found: Allowance) -> None:
    """Raise NotAllowed where nothing, or less, can be had."""
    if asked_fen <= 0:
        raise NotAllowed(_("提取金额应大于零。"), found)
    if not found.may:
        raise NotAllowed(" ".join(each.words for each in found.refusals) or found.words, found)
    if asked_fen > found.most_fen:
        raise NotAllowed(found.words, found)


@step
def _lock_family(person_id: int, on: date) -> PersonalAccount | None:
    """The open accounts of the couple, locked in one order: their limits are judged by one at a time."""
    family = queries.household_of(person_id, on)
    rows = PersonalAccount.objects.select_for_update(of=("self",), no_key=True).select_related(
        "person", "employer_account__employer"
    )
    locked = rows.filter(person__in=family, status__in=OPEN_STATUSES).order_by("pk")
    return next((each for each in list(locked) if each.person_id == person_id), None)


@step
def _one_at_a_time(matters: Iterable[str]) -> None:
    """Limits of one house or loan hold over all persons: whoever comes second waits until the first is written."""
    with connection.cursor() as cursor:
        for each in sorted(matters):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"matter:{each}"])


def payee_of(reason: Reason, person_id: int, to: PayTo, on: date, *, told: Particulars) -> Payee:
    """Raises BadPayee where the reason does not pay there, or the card or payee is not what it should be.

    Where the application names the seller, lender or landlord, the payee is that one.
    """
    if to.kind not in reason.payees:
        raise BadPayee(_("“%(reason)s”不能付给这类收款方。") % {"reason": reason.label})
    if to.kind == PayeeKind.OWN_CARD:
        card = people.cards_of(person_id).filter(pk=to.card_id or 0).select_related("person").first()
        if card is None:
            raise BadPayee(_("请选择已绑定的本人银行卡。"))
        return Payee(card.number, card.person.name)
    row = SupervisedAccount.objects.filter(pk=to.payee_id or 0, kind=to.kind, status=PayeeStatus.ACTIVE).first()
    if row is None or row.since > on or (row.until is not None and row.until < on):
        raise BadPayee(_("请选择名录里可以收款的单位。"))
    why_not = why_not_payee(row, told)
    if why_not:
        raise BadPayee(why_not)
    return Payee(row.account, row.name, row.bank_no, row)


def why_not_payee(row: SupervisedAccount, told: Particulars) -> str:
    """Why a payee is not whom the application names as seller, lender or landlord; nothing where it may be."""
    named = named_payee(told, row.kind)
    if not named or is_payee_of(row.name, named):
        return ""
    words = {"payee": row.name, "named": named}
    return _("收款单位“%(payee)s”与申请里填写的“%(named)s”不一致，请核对后重新选择。") % words


def _tags(application: Application, account: PersonalAccount, on: date, channel: str) -> set[str]:
    """The situation, by which the kind asks its papers."""
    told = application.particulars
    tags = {channel.lower(), application.relation.lower(), application.payee.kind.lower()}
    if channel == Channel.HOME:
        tags.add("window")  # somebody of ours sees the identity document there too
    if len(queries.household_of(account.person_id, on)) > 1:
        tags.add("married")
    if told.lease is not None:
        tags.add("registered_lease" if told.lease.kind == REGISTERED else f"lease_{told.lease.kind.lower()}")
    if told.house is not None:
        tags.add("new_home" if told.house.contract_number else "second_hand")
    if told.is_multi_child:
        tags.add("multi_child")
    return tags


def _facts(application: Application, granted: Granted, on: date) -> dict[str, Any]:
    payee, found = granted.payee, granted.allowance
    return {
        "person_id": application.person_id,
        "relation": application.relation,
        "subject_id": None if application.relation in ABOUT_SELF else application.subject_id,
        "household": sorted(queries.household_of(application.person_id, on)),
        "particulars_text": to_text(application.particulars),
        "asked_fen": application.amount_fen,
        "allowed_fen": found.most_fen,
        "because": list(found.because),
        "payee_kind": application.payee.kind,
        "payee": payee.row,
        "payee_account": payee.account,
        "payee_tail": payee.account[-4:],
        "payee_name": payee.name,
        "payee_bank_no": payee.bank_no,
    }
