"""The hall of 龙山管理部 on an ordinary day: duty, a morning meeting, hard problems, suggestions, 5S and drills.

Service runs on real time, whatever the business date is: everything lies around `at`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from desk.models import CourtesyItem, Programme
from desk.operations import courtesy, hall, inspection, knowledge, meetings, suggestions
from desk.operations.knowledge import Rule
from desk.queries import knowledge as knowledge_queries
from desk.states.inspection import Level, Mark, Rhythm
from desk.states.knowledge import CitationKind
from policy import queries as policy

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEFORE_THE_LAW = datetime(2026, 9, 1, 2, tzinfo=UTC)
"""Before Decree 844: what was answered then about terms is amber now."""

# question, family, tags, whom they asked, how it was handled, answer, cited parameter, published
PROBLEMS = [
    (
        "工资超过缴存基数上限，怎么申报？",
        "DEPOSIT",
        ["基数", "上限"],
        "归集科",
        "请单位按上限重新填报，系统通过。",
        "按当年公布的月缴存基数上限申报，超过部分不计入缴存基数。单位在清册里直接填上限即可。",
        "contribution_cap_fen",
        True,
    ),
    (
        "发薪日逢节假日，汇缴期限从哪天算？",
        "DEPOSIT",
        ["汇缴", "期限"],
        "12329",
        "查了条例和中心通知，回电告知。",
        "从实际发薪日起算。单位应在发薪之日起规定天数内汇缴，清册可以提前申报。",
        "payment_grace_days",
        True,
    ),
    (
        "客户问贷款多少天能批下来？",
        "LOAN",
        ["贷款", "时限"],
        "信贷科",
        "按条例答复。",
        "自受理之日起十五日内作出准予或者不准予的决定，并通知申请人。",
        "loan_decision_days",
        False,
    ),
]


def fill_hall(*, staff: dict[str, User], at: datetime) -> None:
    """A hall with something in every drawer, built by the same acts as everywhere; `staff` by number."""
    head, clerk, reviewer = staff["1003"], staff["1001"], staff["1002"]
    today = at.astimezone(SHANGHAI).date()
    _roster(head, [clerk, reviewer], today, at)
    _matters(clerk, reviewer, head, at)
    _problems(clerk, reviewer, head, at)
    _meeting(clerk, reviewer, head, today)
    _suggestions(clerk, reviewer, head, today, at)
    _checks(clerk, reviewer, head, today, at)
    _courtesies(clerk, reviewer, today, at)


def _roster(head: User, people: list[User], today: date, at: datetime) -> None:
    """Two weeks, the two in turn."""
    calendar = policy.calendar(today, today + timedelta(days=14))
    shifts: list[tuple[date, str, int | None]] = []
    for place in range(14):
        day = today + timedelta(days=place)
        if calendar.is_working_day(day) or place == 0:
            for half, part in enumerate(("AM", "PM")):
                shifts.append((day, part, people[(place + half) % 2].pk))
    hall.set_roster(branch_id=head.staff.branch_id, shifts=shifts, by=head, at=at)


def _matters(clerk: User, reviewer: User, head: User, at: datetime) -> None:
    """One settled and closed, one waiting."""
    branch_id = head.staff.branch_id
    solved = hall.escalate(
        branch_id=branch_id,
        question="单位名称带全角括号，清册总是匹配不上，单位经办人在窗口等。",
        by=clerk,
        at=at - timedelta(days=1),
    )
    hall.accept_matter(matter_id=solved.pk, by=head, at=at - timedelta(hours=23))
    hall.solve_matter(
        matter_id=solved.pk,
        result="已请单位按统一社会信用代码申报，名称差异不影响入账；当场办好。",
        by=head,
        at=at - timedelta(hours=22),
    )
    hall.close_matter(matter_id=solved.pk, by=clerk, at=at - timedelta(hours=21))
    hall.escalate(branch_id=branch_id, question="外地配偶的公积金缴存证明打不开，客户赶时间。", by=reviewer, at=at)


def _problems(clerk: User, reviewer: User, head: User, at: datetime) -> None:
    for question, family, tags, asked, handling, text, parameter, is_public in PROBLEMS:
        found = knowledge.add_problem(
            branch_id=head.staff.branch_id,
            family=family,
            question=question,
            tags=tags,
            asked=asked,
            handling=handling,
            found_on=BEFORE_THE_LAW.date(),
            by=clerk,
            at=BEFORE_THE_LAW,
        )
        knowledge.answer_problem(
            problem_id=found.pk,
            text=text,
            cited=[Rule(CitationKind.PARAMETER, parameter=parameter)],
            by=reviewer,
            at=BEFORE_THE_LAW,
        )
        if is_public:
            knowledge.set_public(problem_id=found.pk, is_public=True, by=head, at=at)
        knowledge.note_help(problem_id=found.pk, by=head, at=at)
    for pk in knowledge_queries.to_turn_amber(at.astimezone(SHANGHAI).date()):
        knowledge.turn_amber(problem_id=pk, at=at)
    knowledge.add_problem(
        branch_id=head.staff.branch_id,
        family="WITHDRAWAL",
        question="退休职工行动不便，子女代办提取要带什么？",
        tags=["退休", "代办"],
        found_on=at.astimezone(SHANGHAI).date(),
        by=reviewer,
        at=at,
    )


def _meeting(clerk: User, reviewer: User, head: User, today: date) -> None:
    """The last working day's meeting with confirmed minutes, and the coming ones."""
    calendar = policy.calendar(today - timedelta(days=15), today)
    last = next(
        today - timedelta(days=back) for back in range(1, 15) if calendar.is_working_day(today - timedelta(days=back))
    )
    morning = datetime.combine(last, time(8, 10), tzinfo=SHANGHAI)
    first, *_coming = meetings.plan_meetings(
        branch_id=head.staff.branch_id, since=last, count=4, by=head, at=morning - timedelta(days=1)
    )
    meetings.add_programme(
        meeting_id=first.pk, kind="POEM", title="朱熹《观书有感》", lead_id=reviewer.pk, by=reviewer, at=morning
    )
    drill = meetings.add_drill(
        meeting_id=first.pk,
        citizen_id=reviewer.pk,
        clerk_id=clerk.pk,
        window="3",
        business="单位经办人来补缴，材料少一样",
        by=head,
        at=morning,
    )
    presence = {clerk.pk: ("PRESENT", ""), reviewer.pk: ("PRESENT", ""), head.pk: ("LATE", "路上堵车")}
    meetings.hold_meeting(meeting_id=first.pk, presence=presence, by=head, at=morning)
    meetings.record_drill(
        drill_id=drill.pk,
        objections="排了二十分钟才说少一样材料，为什么不早告诉我？",
        answers="先道歉，当场开一次性告知单，说明可以容缺受理，五个工作日内补来。",
        evaluation="态度诚恳，解释清楚；以后取号时就要先问材料齐不齐。",
        by=head,
        at=morning,
    )
    meetings.confirm_minutes(
        meeting_id=first.pk,
        minutes="取号时先问材料；老人来办业务，由引导员全程陪同。",
        by=head,
        at=morning + timedelta(minutes=20),
    )


def _suggestions(clerk: User, reviewer: User, head: User, today: date, at: datetime) -> None:
    """One done, one under way, one new."""
    texts = [
        ("填单台放三副老花镜", "老人常常看不清表格上的小字。"),
        ("把样表换成大字版", "现在的样表字太小，填错的多。"),
        ("中午安排一个窗口不打烊", "上班的人只有中午有空。"),
    ]
    raised = [
        suggestions.raise_suggestion(branch_id=head.staff.branch_id, title=title, text=text, by=clerk, at=at)
        for title, text in texts
    ]
    for suggestion in raised[:2]:
        suggestions.adopt(
            suggestion_id=suggestion.pk,
            reason="对老人方便，花费不大，马上办。",
            responsible_id=reviewer.pk,
            due_on=today + timedelta(days=7),
            by=head,
            at=at,
        )
    suggestions.finish_suggestion(
        suggestion_id=raised[0].pk, evidence="已放三副，100、200、300 度各一副。", by=reviewer, at=at
    )


def _checks(clerk: User, reviewer: User, head: User, today: date, at: datetime) -> None:
    branch_id = head.staff.branch_id
    for programme in Programme.objects.order_by("order")[:6]:
        items = list(programme.items.order_by("order", "id"))
        fails = programme.code == "forms"
        check = inspection.record_check(
            branch_id=branch_id,
            programme_id=programme.pk,
            level=Level.WINDOW,
            rhythm=Rhythm.DAILY,
            on=today,
            marks={item.pk: (Mark.FAIL if fails and place == 1 else Mark.PASS, "") for place, item in enumerate(items)},
            by=clerk,
            at=at,
        )
        if fails:
            inspection.add_finding(
                branch_id=branch_id,
                programme_id=programme.pk,
                level=Level.WINDOW,
                text="两支笔写不出字，老花镜只剩一副。",
                head_id=reviewer.pk,
                due_on=today + timedelta(days=3),
                check_id=check.pk,
                by=clerk,
                at=at,
            )


def _courtesies(clerk: User, reviewer: User, today: date, at: datetime) -> None:
    items = list(CourtesyItem.objects.order_by("group", "order"))
    for participant, observer in ((clerk, reviewer), (reviewer, clerk)):
        scores = {item.pk: 5 - (place + participant.pk) % 3 // 2 for place, item in enumerate(items)}
        courtesy.record_courtesy_drill(
            participant_id=participant.pk,
            on=today,
            scores=scores,
            scene="老人第一次来取公积金",
            by=observer,
            at=at,
        )
