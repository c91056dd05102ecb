"""Asked for: the couple's accounts are locked, the conditions judged, the case opens, the checks begin side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries as people
from accounts.models import BankCard, Door
from common.errors import BusinessError
from common.money import yuan
from common.transactions import operation, step, wake
from deposits.models import PersonalAccount
from deposits.states import OPEN_STATUSES
from desk import operations as desk
from desk.models import Case, Requirement
from desk.states.cases import Channel, CheckedBy
from loans.models import Application, Check
from loans.operations import binding, co_borrowing, evidence
from loans.queries import couples, offering, payees
from loans.queries.offering import Judged
from loans.rules.asking import Asked, Payee
from loans.rules.payees import why_not_developer
from loans.rules.telling import to_text
from loans.states.applying import CheckKind, HouseKind, Product

if TYPE_CHECKING:
    from accounts.models import User

KINDS: dict[str, str] = {each: f"loan_{each.lower()}" for each in Product.values}
"""Product → code of its kind of business."""


class NotEligible(BusinessError):
    """The conditions are not met, or less can be had than was asked. `judged` says what and why."""

    def __init__(self, sentence: str, judged: Judged | None = None) -> None:
        super().__init__(sentence)
        self.judged = judged


class NotTheirs(BusinessError):
    """Only the borrower asks through the portal; a window asks for whoever stands there."""


class NotTheSpouse(BusinessError):
    """A co-borrower is the spouse on file."""


class BadAccount(BusinessError):
    """The money goes to the seller's, developer's or lender's account, and is paid back from a card of one's own."""


@operation
def apply(
    *,
    asked: Asked,
    channel: str,
    by: User,
    at: datetime,
    branch_id: int | None = None,
    draft_id: int | None = None,
    agent_id: int | None = None,
    mandate: str = "",
    seen: Collection[str] = (),
) -> Application:
    """Ask for a loan. Both accounts are bound from now on; the checks run after commit, each by itself.

    `seen`: codes of papers whose originals a window has seen. Raises NotTheirs, NotTheSpouse, NotEligible, BadAccount,
    and as `desk.open_case`.
    """
    if by.door != Door.STAFF and by.person_id != asked.borrower_id:
        raise NotTheirs(_("只有借款人本人可以在网上申请。"))
    on = timezone.localdate(at)
    account = _lock_couple(asked, on)
    _one_at_a_time(offering.house_keys(asked.told.house))
    judged = _judged(asked, on)
    payee, card = payee_of(asked, on), _card_of(asked)
    case = desk.open_case(
        kind=KINDS[asked.product],
        title=_("%(product)s %(amount)s 元")
        % {"product": Product(asked.product).label, "amount": yuan(asked.asked_fen)},
        person_id=asked.borrower_id,
        agent_id=agent_id,
        mandate=mandate,
        amount_fen=asked.asked_fen,
        channel=channel,
        branch_id=branch_id or _branch_of(account),
        tags=_tags(asked, on, channel),
        draft_id=draft_id,
        by=by,
        at=at,
    )
    made = Application.objects.create(
        case=case, account=account, judged_on=on, submitted_at=at, **_facts(asked, judged, payee, card)
    )
    made.events.create(action="apply", by=by, at=at)
    binding.bind(made, case.number, on, by=by, at=at)
    evidence.ask_registers(made, by=by, at=at)
    if by.door == Door.STAFF and seen:
        _take_in(made, case, seen, by=by, at=at)
    for kind in CheckKind:
        Check.objects.create(application=made, kind=kind, asked_at=at)
        wake(evidence.CHECK_TASK, application_id=made.pk, kind=kind.value)
    co_borrowing.tell(made, at=at)
    made.case.refresh_from_db()
    return made


def payee_of(asked: Asked, on: date) -> Payee:
    """To whom the money goes: a registered project's supervised account, else whom the application names.

    Raises BadAccount where nobody is named, or somebody to whom the money may not go.
    """
    project = offering.project_on(asked.project_id, on)
    if project is not None:
        _refuse_payee(why_not_developer(asked.told, project.developer))
        return Payee(project.account, project.account_name, project.bank_no)
    if asked.house_kind == HouseKind.NEW and asked.product != Product.CONVERSION:
        raise BadAccount(_("请选择楼盘，贷款付到楼盘的监管账户。"))
    if not (asked.payee.account and asked.payee.name):
        raise BadAccount(_("请填写收款账户：售房人的资金监管账户，或原贷款银行的还款账户。"))
    why_not = payees.why_not_told(
        asked.told,
        product=asked.product,
        house_kind=asked.house_kind,
        borrowers=_couple_ids(asked.borrower_id, asked.co_borrower_id),
        on=on,
        name=asked.payee.name,
        account=asked.payee.account,
    )
    _refuse_payee(why_not)
    return asked.payee


def _refuse_payee(why_not: str) -> None:
    if why_not:
        raise BadAccount(why_not)


# --- within


@step
def _lock_couple(asked: Asked, on: date) -> PersonalAccount | None:
    """The household's open accounts, locked in one order; the borrower's is given back. Raises NotTheSpouse,
    NotEligible.
    """
    if asked.co_borrower_id is not None:
        spouse = couples.spouse_of(asked.borrower_id, on)
        if spouse is None or spouse.pk != asked.co_borrower_id:
            raise NotTheSpouse(_("共同借款人须是登记在册的配偶，请先到窗口登记或更正。"))
    ids = couples.household_of(_couple_ids(asked.borrower_id, asked.co_borrower_id), on)
    rows = PersonalAccount.objects.select_for_update(of=("self",), no_key=True).filter(
        person__in=ids, status__in=OPEN_STATUSES
    )
    locked = list(rows.select_related("employer_account__employer").order_by("pk"))
    _refuse_busy(ids, on)
    own = next((each for each in locked if each.person_id == asked.borrower_id), None)
    return None if asked.product == Product.OUT_OF_TOWN else own


def _refuse_busy(ids: Iterable[int], on: date) -> None:
    """One application at a time for a household, whoever of it asked."""
    laid = couples.laid_on(list(ids), on).filter(source=couples.APPLYING).first()
    if laid is not None:
        raise NotEligible(laid.sentence)


def _couple_ids(borrower_id: int, co_borrower_id: int | None) -> list[int]:
    return [borrower_id] if co_borrower_id is None else sorted((borrower_id, co_borrower_id))


@step
def _one_at_a_time(keys: Iterable[str]) -> None:
    """Two who ask for the same home wait for each other: the second sees what the first has written."""
    with connection.cursor() as cursor:
        for each in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"loan-house:{each}"])


def _judged(asked: Asked, on: date) -> Judged:
    """Raises NotEligible."""
    found = offering.judge(asked, on)
    if found.why_not:
        raise NotEligible(found.why_not, found)
    if asked.asked_fen <= 0 or asked.asked_fen > found.offer.fen:
        words = {"most": yuan(found.offer.fen), "why": " ".join(found.offer.because)}
        raise NotEligible(_("最多可贷 %(most)s 元。%(why)s") % words, found)
    if asked.months <= 0 or asked.months % 12 or asked.months > found.offer.most_months:
        words = {"most": str(found.offer.most_months // 12), "why": found.offer.because[-1]}
        raise NotEligible(_("贷款年限须是 1 到 %(most)s 年的整年。%(why)s") % words, found)
    return found


def _card_of(asked: Asked) -> BankCard:
    card = people.cards_of(asked.borrower_id).filter(pk=asked.card_id or 0).first()
    if card is None:
        raise BadAccount(_("请选择已绑定的本人银行卡，用来按月还款。"))
    return card


def _branch_of(account: PersonalAccount | None) -> int:
    if account is None:
        raise NotEligible(_("在外地缴存的，请到窗口申请。"))
    return account.employer_account.employer.branch_id


def _tags(asked: Asked, on: date, channel: str) -> set[str]:
    """The situation, by which the kind asks its papers."""
    tags = {channel.lower(), asked.house_kind.lower(), asked.product.lower()}
    if channel == Channel.HOME:
        tags.add("window")  # somebody of ours sees the identity document there too
    if asked.house_kind != HouseKind.BUILD:
        tags.add("purchase")
    if asked.co_borrower_id is not None:
        tags.add("co_borrower")
    if couples.spouse_of(asked.borrower_id, on) is not None:
        tags |= {"married"} if asked.co_borrower_id is not None else {"married", "spouse_only"}
    return tags


def _facts(asked: Asked, judged: Judged, payee: Payee, card: BankCard) -> dict[str, Any]:
    return {
        "product": asked.product,
        "borrower_id": asked.borrower_id,
        "co_borrower_id": asked.co_borrower_id,
        "home": judged.home,
        "house_kind": asked.house_kind,
        "project_id": asked.project_id,
        "house_keys": list(judged.house_keys),
        "told_text": to_text(asked.told),
        "price_fen": asked.told.house.price_fen,
        "appraisal_fen": asked.told.house.appraisal_fen,
        "asked_fen": asked.asked_fen,
        "ceiling_fen": judged.offer.fen,
        "because": list(judged.offer.because),
        "months": asked.months,
        "method": asked.method,
        "annual_rate": judged.offer.annual_rate,
        "payee_account": payee.account,
        "payee_tail": payee.account[-4:],
        "payee_name": payee.name,
        "payee_bank_no": payee.bank_no,
        "card_account": card.number,
        "card_tail": card.number[-4:],
    }


@step
def _take_in(made: Application, case: Case, seen: Collection[str], *, by: User, at: datetime) -> None:
    """Papers whose originals the window has seen are checked; with all of them the case is accepted at once."""
    for row in Requirement.objects.filter(case=case, code__in=list(seen)):
        desk.check(requirement_id=row.pk, how=CheckedBy.SEEN, by=by, at=at)
    try:
        desk.accept(case_id=case.pk, by=by, at=at)
    except desk.PapersMissing:
        desk_note = _("其余材料等登记库答复")
        desk.note(case, "remark", by=by, at=at, text=desk_note)
