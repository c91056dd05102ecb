"""Direct debit: signed at a window, ended by either side, tried on its day and once more, never twice at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from bank import operations as bank
from bank import queries as bank_queries
from bank.models import CollectionOrder
from bank.states import CollectionStatus
from common.errors import BusinessError, WrongState
from common.money import yuan
from common.states import lock, move
from common.transactions import operation, step
from deposits import queries
from deposits.models import DebitMandate, DebitTry, EmployerAccount, RemittanceList
from deposits.operations import messages, spot
from deposits.operations.personal import refuse_inactive
from deposits.queries import debits as found
from deposits.rules import debits as rules
from deposits.states import MANDATE_MOVES, WAITING_STATUSES, DebitStatus, MandateStatus
from desk.operations import Spot
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

FOLLOW = "deposits.tasks.follow_debits"
SOURCE = "deposits"
MOST_TRIES = 2


class MandateHolds(BusinessError):
    """The employer has a mandate; it is ended first."""


class BeingFetched(WrongState):
    """The bank was told to fetch the list's money, or has fetched it and it has not come: the list is not ended."""


@dataclass(frozen=True)
class MandateTerms:
    """What an employer signs: from which account, up to how much each time (fen), on which day of the month."""

    payer_account: str
    payer_name: str
    payer_bank: str
    limit_fen: int
    day: int
    signed_on: date


@operation
def sign_mandate(
    *, employer_account_id: int, terms: MandateTerms, by: User, at: datetime, asked: Spot | None = None
) -> DebitMandate:
    """Take in an employer's signed mandate; `asked` at a window leaves its case.

    Raises MandateHolds, EmployerNotActive, or what `desk.on_the_spot` refuses.
    """
    account = lock(EmployerAccount, employer_account_id)
    refuse_inactive(account)
    if found.active_mandate(account) is not None:
        raise MandateHolds(_("该单位已有生效的托收协议，请先终止再签新的。"))
    mandate = DebitMandate.objects.create(
        number=_number(policy.book_date()),
        employer_account=account,
        payer_account=terms.payer_account,
        payer_name=terms.payer_name,
        payer_bank=terms.payer_bank,
        limit_fen=terms.limit_fen,
        day=terms.day,
        signed_on=terms.signed_on,
        made_by=by,
    )
    mandate.events.create(action="sign", before="", after=mandate.status, by=by, at=at)
    what = _("已签托收协议 %(number)s") % {"number": mandate.number}
    spot.leave_case(asked, kind="debit_mandate", what=what, employer=account.employer, by=by, at=at)
    return mandate


def _number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('deposits_mandate_number')")
        return f"TS{on:%Y%m%d}{cursor.fetchone()[0] % 1_000_000:06d}"


@operation
def end_mandate(*, mandate_id: int, reason: str, by: User, at: datetime) -> DebitMandate:
    """End a mandate, by the employer's clerk or at a window; what was handed to the bank goes on. Raises WrongState."""
    lock(EmployerAccount, DebitMandate.objects.values_list("employer_account_id", flat=True).get(pk=mandate_id))
    mandate = lock(DebitMandate, mandate_id)
    move(mandate, "end", MANDATE_MOVES, by=by, at=at, note=reason, ended_on=policy.book_date())
    return mandate


@operation
def try_debit(*, mandate_id: int, at: datetime) -> DebitTry | None:
    """On a mandate's day: order what the waiting list lacks from the bank. None where there is nothing to do.

    A try under way or done is not repeated; a failed one once, some days later. What is above the limit is left to
    the clerk, who is told.
    """
    account = lock(
        EmployerAccount, DebitMandate.objects.values_list("employer_account_id", flat=True).get(pk=mandate_id)
    )
    mandate, waiting, on = lock(DebitMandate, mandate_id), queries.waiting_list(account), policy.book_date()
    if mandate.status != MandateStatus.ACTIVE or waiting is None:
        return None
    waiting = lock(RemittanceList, waiting.pk)
    if waiting.status not in WAITING_STATUSES or not _may_try(mandate, waiting, last := found.last_try(waiting), on):
        return None
    missing = bank_queries.missing_fen(waiting.expectation_key)  # the list hears of what has come a little later
    if not missing:
        return None
    if missing > mandate.limit_fen:
        facts = {"amount": yuan(missing), "limit": yuan(mandate.limit_fen)}
        messages.tell_employer(account, "debit_above_limit", facts, waiting.number, at)
        return None
    number = last.number + 1 if last else 1
    collection = _order(mandate, waiting, f"debit-{waiting.number}-{number}", missing, at)
    return DebitTry.objects.create(mandate=mandate, list=waiting, number=number, collection=collection, on=on)


@step
def _order(mandate: DebitMandate, remittance: RemittanceList, key: str, fen: int, at: datetime) -> CollectionOrder:
    return bank.order_collection(
        key=key,
        source=SOURCE,
        amount_fen=fen,
        payer_account=mandate.payer_account,
        payer_name=mandate.payer_name,
        agreement=mandate.number,
        reference=remittance.number,
        task=FOLLOW,
        by=None,
        at=at,
    )


def _may_try(mandate: DebitMandate, remittance: RemittanceList, last: DebitTry | None, on: date) -> bool:
    if last is None:
        return on >= rules.fetched_from(remittance.declared_month, mandate.signed_on, mandate.day)
    if last.status != DebitStatus.FAILED or last.number >= MOST_TRIES:
        return False
    return on >= last.on + timedelta(days=policy.service_on(on).debit_retry_days)


@step
def recall(remittance: RemittanceList, *, by: User | None, at: datetime) -> None:
    """A locked list needs no money any more: take its order back where the bank has not heard of it."""
    for tried in remittance.debits.filter(status=DebitStatus.UNDER_WAY):
        if bank.cancel_collection(order_id=tried.collection_id, by=by, at=at):
            tried.status = DebitStatus.RECALLED
            tried.save(update_fields=["status"])


@step
def fit(remittance: RemittanceList, *, at: datetime) -> None:
    """Something came another way, or went: an order the bank has not heard of is replaced by one for what is missing.

    It stays the same try. A list that needs nothing more recalls its order when it is allocated.
    """
    missing = bank_queries.missing_fen(remittance.expectation_key)
    tries = remittance.debits.filter(status=DebitStatus.UNDER_WAY).select_related("collection", "mandate")
    for tried in tries.order_by("number"):
        old = tried.collection
        if missing in (0, old.amount_fen) or missing > tried.mandate.limit_fen:
            continue
        if bank.cancel_collection(order_id=old.pk, by=None, at=at):
            key = f"debit-{remittance.number}-{tried.number}-{old.pk}"
            tried.collection = _order(tried.mandate, remittance, key, missing, at)
            tried.save(update_fields=["collection"])


@step
def refuse_fetching(remittance: RemittanceList, *, by: User | None, at: datetime) -> None:
    """Recall the order of a locked list, or raise BeingFetched: a list declared anew would be fetched a second time."""
    recall(remittance, by=by, at=at)
    last = found.last_try(remittance)
    if last is None or last.status in (DebitStatus.FAILED, DebitStatus.RECALLED):
        return
    if last.status == DebitStatus.UNDER_WAY or not bank_queries.has_arrived(last.collection):
        raise BeingFetched(_("银行正在扣这张清册的款，扣款没有成功或款项到账以后才能作废。"))


@operation
def follow_debit(*, at: datetime) -> int:
    """Hear how one try ended: the clerk is told of a failure; fetched money comes as a receipt. 0 without news."""
    ended = bank.claim_collections(source=SOURCE, limit=1, at=at)
    for collection in ended:
        tried = DebitTry.objects.select_related("mandate__employer_account__employer", "list").get(
            collection=collection
        )
        done = collection.status == CollectionStatus.SETTLED
        tried.status = DebitStatus.DONE if done else DebitStatus.FAILED
        tried.save(update_fields=["status"])
        if not done:
            _tell_failed(tried, collection.message, at)
    return len(ended)


@step
def _tell_failed(tried: DebitTry, why: str, at: datetime) -> None:
    days = policy.service_on(tried.on).debit_retry_days
    again = _("%(days)d 天后再扣一次") % {"days": days} if tried.number < MOST_TRIES else _("不再扣款，请自行转账")
    context = {
        "month": messages.month_text(tried.list.month),
        "amount": yuan(tried.collection.amount_fen),
        "why": why,
        "again": again,
    }
    key = f"{tried.list.number}-{tried.number}"
    messages.tell_employer(tried.mandate.employer_account, "debit_failed", context, key, at)
