"""The demo centre's party organisation: a general branch with three branches, thirty members, a year of its life.

Nobody here has a user but the two whose log-ins the start-up prints: party affairs and a branch's secretary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from accounts.models import User
from common import months
from fundcenter.demo import names
from partybuilding.models import Meeting, Member, Organisation
from partybuilding.operations import admission, dues, growing, meetings, organisation
from partybuilding.operations.meetings import TopicWords
from partybuilding.queries import organisation as people
from partybuilding.rules.admission import STEPS
from partybuilding.states.organisation import Employment, OrganisationKind, PostKind

FOUNDED = date(2012, 7, 1)
BRANCHES = ("机关第一支部", "龙山第二支部", "县区第三支部")
MEMBERS = (
    *("周长河", "吴秀兰", "郑国栋", "冯晓梅", "陈立新", "褚明辉", "卫红霞", "蒋德胜", "沈玉珍"),
    *("韩永刚", "杨春燕", "朱建军", "秦淑华", "尤志强", "许丽萍", "何振东", "吕桂芳", "施海涛"),
    *("张凤英", "孔祥瑞", "曹文静", "严伟民", "华秋月", "金世昌", "魏冬梅", "陶永福", "姜雪松", "戚向阳"),
)
TOPICS = (
    ("PARTY", "学习党章第一章", "逐条学习，结合窗口服务谈体会，六位同志发言。", "每人写一篇学习心得，月底前交。"),
    (
        "INTEGRITY",
        "通报窗口作风抽查情况",
        "抽查三个窗口，一处接待不耐心，当事人作了说明。",
        "当事人书面检讨，支部一个月后回看。",
    ),
)


def fill_party(*, staff: Mapping[str, User], at: datetime) -> None:
    """Everything by the acts of the pages; `staff` by number."""
    affairs, secretary = staff["1019"], staff["1020"]
    today = timezone.localtime(at).date()
    branches = _organisations(affairs, today, at)
    roll = _members(affairs, secretary, branches, at)
    _posts(affairs, branches, roll, at)
    _meetings(secretary, branches[1], roll[1], at)
    _dues(affairs, branches, roll, today, at)
    _applicant(affairs, branches[1], roll[1], today, at)
    _growing(secretary, branches[1], roll[1], today, at)


def _organisations(by: User, today: date, at: datetime) -> list[Organisation]:
    def found(kind: str, name: str, parent: Organisation | None = None) -> Organisation:
        facts = {"founded_on": FOUNDED, "approval": "市直机关工委〔2012〕21号", "by": by, "at": at}
        return organisation.found_organisation(
            kind=kind,
            name=name,
            parent_id=parent.pk if parent else None,
            **facts,  # type: ignore[arg-type]
        )

    general = found(OrganisationKind.GENERAL, "中心党总支")
    branches = [found(OrganisationKind.BRANCH, name, general) for name in BRANCHES]
    found(OrganisationKind.GROUP, "龙山第二支部第一党小组", branches[1])
    found(OrganisationKind.LEADING, "中心党组")
    for kind, name in (
        (OrganisationKind.UNION, "中心工会"),
        (OrganisationKind.YOUTH, "中心团支部"),
        (OrganisationKind.WOMEN, "中心妇联"),
    ):
        found(kind, name)
    for place, each in enumerate([general, *branches]):
        since = today - timedelta(days=365 * 3 - 90 * (place + 1))
        organisation.begin_term(organisation_id=each.pk, since=since, approval="市直机关工委批复", by=by, at=at)
    return branches


def _members(affairs: User, secretary: User, branches: Sequence[Organisation], at: datetime) -> list[list[Member]]:
    random, taken = Random(19), set[str]()
    roll: list[list[Member]] = [[] for _branch in branches]
    known = [(affairs, 0), (secretary, 1)]
    for user, place in known:
        number = user.person.document_number
        roll[place].append(_enrol(user.person.name, number, branches[place], date(1998, 10, 26), affairs, at))
    for place, name in enumerate(MEMBERS):
        born = date(1968 + place % 28, place % 12 + 1, place % 27 + 1)
        number = names.citizen_number(random, born, place % 2 == 0, taken)
        joined = date(born.year + 24, (place * 5) % 12 + 1, (place * 3) % 27 + 1)
        roll[place % 3].append(_enrol(name, number, branches[place % 3], joined, affairs, at))
    return roll


def _enrol(name: str, number: str, branch: Organisation, joined: date, by: User, at: datetime) -> Member:
    return organisation.enrol(
        name=name,
        document_number=number,
        branch_id=branch.pk,
        joined_on=joined,
        full_on=joined.replace(year=joined.year + 1),
        employment=Employment.IN_WORK,
        since=max(joined, FOUNDED),
        origin="",
        by=by,
        at=at,
    )


def _posts(by: User, branches: Sequence[Organisation], roll: Sequence[Sequence[Member]], at: datetime) -> None:
    kinds = (PostKind.SECRETARY, PostKind.ORGANISATION, PostKind.PUBLICITY)
    for branch, members in zip(branches, roll, strict=True):
        for kind, member in zip(kinds, members, strict=False):
            organisation.fill_post(
                organisation_id=branch.pk, member_id=member.pk, kind=kind, since=FOUNDED, by=by, at=at
            )


def _meetings(by: User, branch: Organisation, members: Sequence[Member], at: datetime) -> None:
    """Four weeks ago a theme day, minutes handed in; today's is called; the rest of the year is planned."""
    meetings.plan_year(organisation_id=branch.pk, year=timezone.localtime(at).year, by=by, at=at)
    for kind, shift, theme in (("THEME_DAY", -28, "学党章、强服务"), ("COMMITTEE", -7, "研究发展党员")):
        meeting = _called(by, branch, members, kind, theme, at + timedelta(days=shift), at)
        rows = list(meeting.attendances.order_by("member_id"))
        presences = {row.pk: ("PRESENT", "") for row in rows}
        presences[rows[-1].pk] = ("LEAVE", "下乡驻村") if kind == "THEME_DAY" else ("PRESENT", "")
        meetings.record_attendance(meeting_id=meeting.pk, presences=presences, guests="", by=by, at=at)
        for words in TOPICS:
            topic = meetings.add_topic(
                meeting_id=meeting.pk, words=TopicWords(words[0], words[1], str(members[1]), *words[2:]), by=by, at=at
            )
        meetings.close_meeting(meeting_id=meeting.pk, by=by, at=at)
        meetings.submit_minutes(meeting_id=meeting.pk, summary="会议按议程进行，气氛热烈。", by=by, at=at)
        meetings.assign_resolution(
            topic_id=topic.pk,
            text="回看窗口作风整改",
            owner_id=members[2].pk,
            due_on=timezone.localtime(at).date() + timedelta(days=5),
            by=by,
            at=at,
        )
    _called(by, branch, members, "LECTURE", "书记讲党课", at + timedelta(hours=4), at)


def _called(
    by: User, branch: Organisation, members: Sequence[Member], kind: str, theme: str, starts: datetime, at: datetime
) -> Meeting:
    planned = meetings.plan_meeting(
        organisation_id=branch.pk, kind=kind, on=timezone.localtime(starts).date(), theme=theme, by=by, at=at
    )
    return meetings.call_meeting(
        meeting_id=planned.pk,
        starts_at=starts,
        place="三楼党员活动室",
        theme=theme,
        host_id=members[0].pk,
        recorder_id=members[1].pk,
        by=by,
        at=at,
    )


def _dues(
    by: User, branches: Sequence[Organisation], roll: Sequence[Sequence[Member]], today: date, at: datetime
) -> None:
    """Bases of the year; its months worked out; all but two have paid up to last month."""
    this = months.month_of(today)
    first = f"{this[:4]}01"
    for branch, members in zip(branches, roll, strict=True):
        for place, member in enumerate(members):
            base_fen = 420_000 + 65_000 * place
            dues.fix_base(member_id=member.pk, since=first, base_fen=base_fen, by=by, at=at)
        for month in months.months_from(first, this):
            dues.charge_month(branch_id=branch.pk, month=month, by=by, at=at)
        past = months.months_from(first, months.shift(this, -1))
        for member in members[2:] if past else ():
            dues.pay(
                member_id=member.pk, month_names=past, paid_on=today.replace(day=1), channel="TRANSFER", by=by, at=at
            )


def _applicant(by: User, branch: Organisation, members: Sequence[Member], today: date, at: datetime) -> None:
    """Somebody in the middle of the way: an activist for eleven months, reviewed once."""
    number = names.citizen_number(Random(20), date(1996, 4, 18), True, set())
    begun = today - timedelta(days=420)
    applicant = admission.apply_to_join(
        name="林晓雨",
        document_number=number,
        branch_id=branch.pk,
        on=begun,
        papers=[str(paper) for paper in STEPS[0].papers],
        by=by,
        at=at,
    )
    for step, shift in ((2, 20), (3, 85), (4, 90), (5, 92)):
        if step == 5:
            for member in members[:2]:
                admission.add_backer(applicant_id=applicant.pk, member_id=member.pk, role="TRAINER", by=by, at=at)
        admission.take_step(
            applicant_id=applicant.pk,
            number=step,
            on=begun + timedelta(days=shift),
            papers=[str(paper) for paper in STEPS[step - 1].papers],
            note="",
            by=by,
            at=at,
        )
    admission.add_review(
        applicant_id=applicant.pk,
        on=begun + timedelta(days=280),
        text="思想汇报按季提交，窗口业务熟练，群众评价好。",
        by=by,
        at=at,
    )


def _growing(by: User, branch: Organisation, members: Sequence[Member], today: date, at: datetime) -> None:
    growing.record_session(
        branch_id=branch.pk,
        kind="LECTURE",
        title="学习《住房公积金管理条例》修订内容",
        on=today - timedelta(days=10),
        hours=3,
        member_ids=[member.pk for member in members],
        by=by,
        at=at,
    )
    host = people.head_of(branch)
    assert host is not None
    growing.record_talk(
        organisation_id=branch.pk,
        kind="ONE",
        on=today - timedelta(days=6),
        host_id=host.pk,
        member_ids=[members[3].pk],
        content="了解家庭和工作情况，鼓励参加岗位练兵。",
        by=by,
        at=at,
    )
