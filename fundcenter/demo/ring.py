"""A ring in the demo centre: seven people, one house, one agent, one clerk; found, explained, handed over.

They are applications of the months before, told to the checks as any application is; no money of the books is
touched. Beside them stand a suspicion that waits, and a finding that a reviewer has to look at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Person, User
from common.transactions import operation
from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus
from risk import operations as risk
from risk.models import RiskCase
from risk.operations import cases, decisions, hand_overs, insiders, patterns
from risk.queries import cases as queries
from risk.rules.facts import Facts, Handler, House, Paper
from risk.states.cases import Receiver, RiskCaseStatus, Verdict
from risk.states.insiders import ActKind

SOURCE = "history"
"""Nobody claims news of these: they were paid before the portal was."""
SEVEN, NEEDED, LOOKED_AT = 7, 11, 600
OLD_HOUSE = House(
    title_number="桂（2026）南宁市不动产权第0031877号",
    address="南宁市西乡塘区衡阳东路58号3栋2单元602室",
    city="南宁市",
    price_fen=12_000_000,
    own_money_fen=12_000_000,
    is_share_purchase=True,
    is_out_of_town=True,
)
FLAT = House(title_number="吉（2026）辽源市不动产权第0008123号", address="辽源市西安区仙城大街16号4栋1单元502室")
CHEAP = House(
    title_number="吉（2026）东丰县不动产权第0002750号", address="东丰县东丰大街9号1栋101室", price_fen=6_500_000
)


def fill_ring(*, staff: Mapping[str, User], depositor: User | None, at: datetime) -> None:
    """Play it with people who save here, where there are enough of them."""
    rows = PersonalAccount.objects.filter(status=PersonalAccountStatus.NORMAL).order_by("-id")
    own = depositor.person_id if depositor is not None else 0
    found = list(rows.exclude(person=own).values_list("person", flat=True)[:LOOKED_AT])
    people = list(dict.fromkeys(found))[:NEEDED]
    if len(people) == NEEDED:
        play_ring(people=people, staff=staff, at=at)


def play_ring(*, people: Sequence[int], staff: Mapping[str, User], at: datetime) -> RiskCase:
    """Seven applications, their case to its end, and what is left for the next day. Eleven people are needed."""
    members, agent = people[:SEVEN], people[SEVEN]
    clerk = staff["1010"].person_id
    for place, person in enumerate(members):
        _screen(place + 1, person, OLD_HOUSE, at - timedelta(days=24 - 3 * place), agent=agent, clerk=clerk)
    for place, person in enumerate(people[SEVEN + 1 : SEVEN + 3]):
        _screen(SEVEN + 1 + place, person, FLAT, at - timedelta(days=2 - place))
    _screen(NEEDED, people[NEEDED - 1], CHEAP, at - timedelta(days=1))
    for pk in queries.screenings_without_case():
        cases.open_found(screening_id=pk, at=at)
    while patterns.look_for_rings(today=timezone.localdate(at), at=at) is not None:
        pass
    ring = RiskCase.objects.filter(matters__case=_number(SEVEN, at)).order_by("id")[0]
    _finish(ring, staff, at)
    _watch(members, agent, clerk, at)
    return RiskCase.objects.get(pk=ring.pk)


def _number(place: int, at: datetime) -> str:
    return f"LS{timezone.localdate(at):%Y}{place:06d}"


@operation
def _screen(
    place: int, person: int, house: House, on: datetime, *, agent: int | None = None, clerk: int | None = None
) -> None:
    """One application of the months before, with what it had then."""
    facts = Facts(
        case=_number(place, on),
        business="withdrawal",
        reason="purchase",
        accepted_on=timezone.localdate(on),
        applicant_id=person,
        applicant_name=Person.objects.get(pk=person).name,
        amount_fen=4_000_000 + 150_000 * place,
        house=house,
        documents=(Paper("title", house.title_number), Paper("contract", f"HT2026{place:05d}")),
        agent_id=agent,
        handlers=(Handler(clerk),) if clerk else (),
        contribution_city="辽源市",
        household_city="辽源市",
    )
    screening = risk.hand_over(facts=facts, at=on, source=SOURCE)
    risk.run(screening_id=screening.pk, at=on)


def _finish(ring: RiskCase, staff: Mapping[str, User], at: datetime) -> None:
    """Verified, decided, handed to the police, answered."""
    investigator = staff["1015"]
    director = next(user for user in staff.values() if "DIRECTOR" in user.roles)
    if ring.status != RiskCaseStatus.SUSPECTED:
        return
    cases.take(case_id=ring.pk, by=investigator, at=at)
    for text in (
        "函询南宁市不动产登记中心：七人按份共有，办证当日即转出，成交价与评估价相差悬殊。",
        "七人均由同一代办人陪同到同一窗口办理，互不相识；代办人收取提取金额的两成。",
    ):
        cases.add_note(case_id=ring.pk, text=text, by=investigator, at=at)
    matters = {row.pk: (True, row.amount_fen) for row in ring.matters.all()}
    cases.propose(
        case_id=ring.pk,
        verdict=Verdict.ESTABLISH,
        people=list(ring.people.values_list("pk", flat=True)),
        is_forged=True,
        grounds="虚假交易、按份共有套取住房公积金，有中介组织。依据《住房公积金管理条例》和建金〔2018〕46号。",
        matters=matters,
        by=investigator,
        at=at,
    )
    decisions.decide(case_id=ring.pk, agreed=True, reason="事实清楚，证据充分，同意。", by=director, at=at)
    handed = hand_overs.propose_hand_over(
        case_id=ring.pk,
        receiver=Receiver.POLICE,
        office="辽源市公安局经侦支队",
        reason="中介组织多人虚假购房，涉嫌诈骗。",
        by=investigator,
        at=at,
    )
    hand_overs.decide_hand_over(hand_over_id=handed.pk, agreed=True, reason="同意移送。", by=director, at=at)
    hand_overs.record_answer(
        hand_over_id=handed.pk,
        on=timezone.localdate(at),
        answer="已立案侦查，代办人和两名组织者被刑事拘留。",
        detained=3,
        dismissed=0,
        by=investigator,
        at=at,
    )


def _watch(members: Sequence[int], agent: int, clerk: int, at: datetime) -> None:
    """The clerk who handled all seven comes before the discipline office."""
    _note(members, agent, clerk, at)
    insiders.look_at_staff(today=timezone.localdate(at), at=at)


@operation
def _note(members: Sequence[int], agent: int, clerk: int, at: datetime) -> None:
    acts = [
        insiders.Act(
            key=f"history:{place}",
            kind=ActKind.HANDLE,
            staff_id=clerk,
            at=at - timedelta(days=24 - 3 * place),
            case=_number(place + 1, at),
            person_id=person,
            agent_id=agent,
        )
        for place, person in enumerate(members)
    ]
    insiders.note_staff_acts(acts=acts)
