"""What can be borrowed and why not, before and while it is asked: one reckoning for page, window and decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from common.crypto import blind_index
from common.money import yuan
from ledger.queries import statements
from loans.models import Application, Project
from loans.queries import couples
from loans.queries.terms import rate_of
from loans.rules import eligibility, offers
from loans.rules.asking import Asked
from loans.rules.eligibility import Condition, Past, Saver, Situation
from loans.rules.offers import Offer, Wish
from loans.rules.telling import House
from loans.states.applying import Home, HouseKind, Product
from loans.states.projects import ProjectStatus
from policy import queries as policy
from policy.rules import ServiceTerms
from risk.rules import facts as risk
from risk.rules import normal


@dataclass(frozen=True)
class Judged:
    """All that was found about an application: every condition, what could be lent, and how it comes about."""

    conditions: tuple[Condition, ...]
    offer: Offer
    home: Home
    house_keys: tuple[str, ...]

    @property
    def unmet(self) -> tuple[Condition, ...]:
        """What stands in the way."""
        return eligibility.unmet(self.conditions)

    @property
    def why_not(self) -> str:
        """Why nothing is lent, in sentences; nothing where something can be."""
        if self.unmet:
            return " ".join(each.words for each in self.unmet)
        if self.offer.fen <= 0 or self.offer.months <= 0:
            return _("按目前的情况算下来没有可贷额度。") + " ".join(self.offer.because)
        return ""


@dataclass(frozen=True)
class Estimate:
    """What somebody could borrow before any paper: what concerns the persons, and for a price the four limits."""

    borrower: Saver
    partner: Saver | None
    conditions: tuple[Condition, ...]
    offer: Offer | None

    @property
    def unmet(self) -> tuple[Condition, ...]:
        """What stands in the way."""
        return eligibility.unmet(self.conditions)


def judge(asked: Asked, on: date, *, without: int | None = None) -> Judged:
    """Judge an application by the terms of a day. `without`: the application itself, when it is judged again."""
    terms, told, known_on = policy.service_on(on), asked.told, min(on, policy.book_date())
    borrower, partner = _couple(asked, known_on)
    people = [asked.borrower_id] + ([asked.co_borrower_id] if asked.co_borrower_id else [])
    keys = house_keys(told.house)
    past = _past(people, on, keys, without)
    situation = Situation(
        on=on,
        known_on=known_on,
        product=asked.product,
        house_kind=asked.house_kind,
        borrower=borrower,
        partner=partner,
        past=replace(past, project_missing=project_on(asked.project_id, on) is None),
        signed_on=told.house.signed_on,
        built_year=told.house.built_year,
        homes_before=told.homes_before,
        old_since=told.old_loan.since if told.old_loan else None,
    )
    home = offers.home_of(told.homes_before)
    offer = offers.offer(_wish(asked, on, borrower, partner, home), terms, _rate_for(terms, home))
    found = eligibility.conditions(situation, terms)
    if asked.product != Product.CONVERSION and asked.house_kind != HouseKind.BUILD:
        found = (*found, _down_paid(told.house, offer.down_percent))
    return Judged(found, offer, home, keys)


def estimate(
    person_id: int, on: date, *, partner_id: int | None = None, wish: dict[str, object] | None = None
) -> Estimate:
    """What could be borrowed by the accounts as they stand; with `wish` (price, home, years…) also how much."""
    terms, known_on = policy.service_on(on), min(on, policy.book_date())
    borrower = couples.saver_of(person_id, known_on)
    partner = couples.saver_of(partner_id, known_on) if partner_id else None
    people = [person_id] + ([partner_id] if partner_id else [])
    situation = Situation(
        on=on,
        known_on=known_on,
        product=Product.FUND,
        house_kind=HouseKind.NEW,
        borrower=borrower,
        partner=partner,
        past=_past(people, on, (), None),
        is_open=True,
    )
    offer = None
    if wish and borrower.has_account:
        asked = Wish(
            on=on,
            product=Product.FUND,
            borrower=borrower,
            partner=partner,
            ratio_percent=loan_ratio(on),
            **wish,  # type: ignore[arg-type]
        )
        offer = offers.offer(asked, terms, _rate_for(terms, Home(asked.home)))
    return Estimate(borrower, partner, eligibility.conditions(situation, terms), offer)


def still_allowed(application: Application, on: date) -> str:
    """Why what was asked cannot be granted by the law and limits of `on`, the day of its acceptance; "" where it can.

    What time has done to the house's contract or to a term is judged too; the day asked is never judged twice.
    """
    if on == application.judged_on:
        return ""
    found = judge(asked_of(application), on, without=application.pk)
    if found.why_not:
        return found.why_not
    if application.asked_fen > found.offer.fen:
        words = {"asked": yuan(application.asked_fen), "most": yuan(found.offer.fen)}
        return _("申请 %(asked)s 元，按受理日的规定最多可贷 %(most)s 元。") % words
    return ""


def asked_of(application: Application) -> Asked:
    """What an application asked for."""
    return Asked(
        borrower_id=application.borrower_id,
        told=application.told,
        product=application.product,
        house_kind=application.house_kind,
        co_borrower_id=application.co_borrower_id,
        project_id=application.project_id,
        asked_fen=application.asked_fen,
        months=application.months,
        method=application.method,
    )


def house_keys(house: House) -> tuple[str, ...]:
    """What a home is found by, as keyed look-up values of 32 characters."""
    found = normal.house_keys(
        risk.House(title_number=house.title_number, contract_number=house.contract_number, address=house.address)
    )
    return tuple(blind_index(each, kind="loans.house") for each in found)


def project_on(project_id: int | None, on: date) -> Project | None:
    """A registered project whose agreement holds on a day."""
    found = Project.objects.filter(pk=project_id or 0, status=ProjectStatus.ACTIVE, since__lte=on).first()
    return None if found is None or (found.until is not None and found.until < on) else found


def projects_on(on: date) -> list[Project]:
    """The projects that an application can choose from, by name."""
    rows = Project.objects.filter(status=ProjectStatus.ACTIVE, since__lte=on).order_by("name", "id")
    return [each for each in rows[:MOST_PROJECTS] if each.until is None or each.until >= on]


MOST_PROJECTS = 300
"""A centre has some dozens of them under agreement at a time."""


def loan_ratio(on: date) -> Decimal:
    """Share of the deposits that is lent (个贷率), in percent, by the books of the day before."""
    day = min(on, policy.book_date()) - timedelta(days=1)
    sums = {"121": 0, "122": 0, "201": 0}
    for row in statements.trial_balance(day, day):
        for code in sums:
            if code in (row.subject.code, row.subject.parent_id):
                sums[code] += row.closing_fen
    lent = sums["121"] + sums["122"]
    return Decimal(lent) * 100 / sums["201"] if sums["201"] > 0 else Decimal(0)


# --- within


def _couple(asked: Asked, known_on: date) -> tuple[Saver, Saver | None]:
    if asked.product == Product.OUT_OF_TOWN and asked.told.elsewhere is not None:
        borrower = couples.saver_elsewhere(asked.borrower_id, asked.told.elsewhere)
    else:
        borrower = couples.saver_of(asked.borrower_id, known_on)
    partner = couples.saver_of(asked.co_borrower_id, known_on) if asked.co_borrower_id else None
    return borrower, partner


def _past(people: list[int], on: date, keys: tuple[str, ...], without: int | None) -> Past:
    """Loans are the household's, whoever of it borrows; a ban is of those who borrow."""
    owed, settled = couples.loans_before(couples.household_of(people, on), on)
    taken = couples.house_taken(keys, without=without) if keys else None
    sentence = _("这套房屋已有一笔公积金贷款或申请（%(number)s），不能再贷。")
    return Past(
        open_loans=owed,
        settled_loans=settled,
        banned=couples.bans_of(people, on),
        house_taken=sentence % {"number": taken.case.number} if taken else "",
    )


def _wish(asked: Asked, on: date, borrower: Saver, partner: Saver | None, home: Home) -> Wish:
    told = asked.told
    return Wish(
        on=on,
        product=asked.product,
        home=home,
        house_kind=asked.house_kind,
        price_fen=told.house.price_fen,
        borrower=borrower,
        partner=partner,
        appraisal_fen=told.house.appraisal_fen,
        built_year=told.house.built_year,
        other_debt_fen=told.other_debt_fen,
        months=asked.months,
        is_multi_child=told.is_multi_child,
        is_talent=told.is_talent,
        need_fen=_need(asked),
        ratio_percent=loan_ratio(on),
    )


def _need(asked: Asked) -> int | None:
    """What is missing at most: the price less what was paid; taking over, what is left of the bank's loan."""
    told = asked.told
    if asked.product == Product.CONVERSION:
        return told.old_loan.left_fen if told.old_loan else 0
    return max(0, told.house.price_fen - told.house.paid_fen)


def _rate_for(terms: ServiceTerms, home: Home) -> partial[Decimal]:
    return partial(_rate, terms, home)


def _rate(terms: ServiceTerms, home: Home, count: int) -> Decimal:
    return rate_of(terms, is_first=home == Home.FIRST, months=count)


def _down_paid(house: House, down_percent: Decimal) -> Condition:
    return eligibility.down_paid(house.price_fen, house.paid_fen, down_percent)
