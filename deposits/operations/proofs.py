"""Proofs are issued to whose account it is, and revoked when they should hold no longer."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Door
from common.errors import BusinessError, WrongState
from common.states import lock
from common.transactions import operation
from deposits.models import PersonalAccount, Proof
from deposits.operations import spot
from deposits.queries import figures, proofs
from deposits.rules import proofs as rules
from deposits.states import ProofKind
from desk import operations as desk
from desk.operations import Spot
from desk.states.cases import Channel
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NotTheirProof(BusinessError):
    """Proofs of an account are given to its owner, or at a window to the owner who stands there."""


class NothingToProve(BusinessError):
    """The account has nothing yet, or nothing any more, that the certificate would say."""


@operation
def issue_proof(
    *,
    account_id: int,
    kind: str,
    channel: str = Channel.PORTAL,
    year: int | None = None,
    by: User | None,
    at: datetime,
    asked: Spot | None = None,
) -> Proof:
    """Certify an account as it stands now; the same said again on the same day is the same proof.

    `by` None is a partner's system with the owner's leave. `asked` at a window leaves its case. Raises NotTheirProof,
    NothingToProve, or what `desk.on_the_spot` refuses.
    """
    account = lock(PersonalAccount, account_id)
    if by is not None and by.door != Door.STAFF and by.person_id != account.person_id:
        raise NotTheirProof(_("证明只开给本人。"))
    on, today = policy.book_date(), timezone.localdate(at)
    _refuse(account, kind, year, on)
    content = proofs.content_of(account, kind, on=on, year=year)
    print_of_it = rules.fingerprint(content)
    known = Proof.objects.filter(account=account, kind=kind, fingerprint=print_of_it, issued_on=today, revoked_at=None)
    if (before := known.first()) is not None:
        return before
    proof = Proof.objects.create(
        number=_next_number(today),
        kind=kind,
        account=account,
        year=year,
        content=rules.as_text(content),
        fingerprint=print_of_it,
        verify_code=desk.verify_code(),
        channel=channel,
        issued_by=by,
        issued_at=at,
        issued_on=today,
        expires_on=rules.expires_on(kind, today, policy.service_on(on).proof_valid_days),
    )
    spot.leave_case(
        asked,
        kind="proof",
        what=_("已开具%(kind)s，编号 %(number)s") % {"kind": proof.get_kind_display(), "number": proof.number},
        person=account.person,
        employer=account.employer_account.employer,
        matter=f"proof-{proof.pk}",
        by=by,
        at=at,
    )
    return proof


def _refuse(account: PersonalAccount, kind: str, year: int | None, on: date) -> None:
    why = proofs.why_not(account, kind)
    if kind == ProofKind.BILL and year not in figures.fund_years(account, on):
        why = _("账户没有这个年度的账单。")
    if why:
        raise NothingToProve(why)


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('deposits_proof_number')")
        sequence = cursor.fetchone()[0]
    return f"ZM{on:%Y%m%d}{sequence % 100_000_000:08d}"


@operation
def revoke_proof(*, proof_id: int, reason: str, by: User, at: datetime) -> Proof:
    """Let a proof hold no longer, from now on and for whoever checks its code. Raises NotTheirProof, WrongState."""
    proof = lock(Proof, proof_id)
    if by.door != Door.STAFF and by.person_id != proof.account.person_id:
        raise NotTheirProof(_("只有本人可以撤销自己的证明。"))
    if proof.revoked_at is not None:
        raise WrongState(_("这份证明已经撤销。"))
    proof.revoked_by, proof.revoked_at = by, at
    proof.revoke_reason = reason.strip()[:100] or _("本人撤销")
    proof.save(update_fields=["revoked_by", "revoked_at", "revoke_reason"])
    return proof
