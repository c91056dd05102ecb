"""What people said to the demo centre: ratings of cases that ended, complaints, and questions with their owners."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from desk import operations as desk
from desk import queries
from desk.models import Case
from desk.operations import Said, Voice
from desk.states.cases import CheckedBy
from desk.states.complaints import VoiceKind, VoiceWay
from desk.states.crossing import Via
from desk.states.enquiries import AskedWay
from desk.states.ratings import Finding, Tag

RATED = (
    Said(5, (Tag.QUICK, Tag.KIND), "两分钟就办好了。"),
    Said(5, (Tag.CLEAR,)),
    Said(4),
    Said(5, (Tag.FEW_PAPERS,), "身份证就够了，真方便。"),
    Said(3),
    Said(2, (Tag.SLOW,), "中午只开一个窗口，等了四十分钟。"),
    Said(5),
    Said(4, (Tag.KIND,)),
)
QUESTIONS = (
    ("异地买房，本地的公积金能提取吗？", "可以，凭购房合同和发票，在缴存地申请。", AskedWay.PHONE),
    ("换了单位，原来的账户怎么办？", "同城由新单位直接启封，余额不动。", AskedWay.WINDOW),
    ("我父母能用我的公积金看病吗？", "", AskedWay.WINDOW),
    ("灵活就业的怎么缴？", "", AskedWay.PHONE),
)


def fill_voices(*, staff: Mapping[str, User], depositor: User | None, at: datetime) -> None:
    """Say it all through the operations. What there is of ended cases is rated, the first ones by their window."""
    teller, other, head = staff["1001"], staff["1009"], staff["1003"]
    _rate(teller, at=at)
    _complain(head, depositor, at=at)
    for question, answer, way in QUESTIONS:
        desk.record_enquiry(
            question=question,
            answer=answer,
            way=way,
            branch_id=teller.staff.branch_id,
            by=teller,
            at=at - timedelta(hours=2),
        )
    offered = queries.my_open_enquiries(teller)[0]
    note = "对方下午再来，请按灵活就业办法答复。"
    desk.hand_over_enquiry(enquiry_id=offered.pk, taker_id=other.pk, note=note, by=teller, at=at)
    if depositor is not None:
        branch_id = teller.staff.branch_id
        desk.send_enquiry(question="年度账单什么时候能看？", branch_id=branch_id, by=depositor, at=at)
        _forward(teller, depositor, at=at - timedelta(days=4))


def _rate(teller: User, *, at: datetime) -> None:
    """Each ended case in turn gets one of the ratings, by the link that the window shows."""
    ended = Case.objects.filter(status__in=queries.RATEABLE, rating=None).order_by("id")
    for case, said in zip(ended[: len(RATED)], RATED, strict=False):
        _invitation, token = desk.ask_at_window(case_id=case.pk, by=teller, at=at)
        desk.rate_by_link(token=token, said=said, by=None, at=at)


def _complain(head: User, depositor: User | None, *, at: datetime) -> None:
    """A complaint that was answered, one that waits, and a suggestion."""
    branch_id, before = head.staff.branch_id, at - timedelta(days=2)
    person_id = depositor.person_id if depositor else None
    queue = Voice(
        VoiceKind.COMPLAINT, "中午等候时间长", "中午只开一个窗口，等了四十分钟。", branch_id, person_id=person_id
    )
    answered = desk.complain(voice=queue, way=VoiceWay.PORTAL, by=depositor, at=before)
    desk.assign_complaint(complaint_id=answered.pk, owner_id=head.pk, by=head, at=before)
    text = "情况属实。自下周一起，11:30 至 13:30 增开一个窗口，并在叫号屏显示预计等候时间。感谢您的批评。"
    desk.answer_complaint(complaint_id=answered.pk, text=text, finding=Finding.TRUE, by=head, at=at)
    sign = Voice(VoiceKind.COMPLAINT, "指示牌看不清", "二楼的指示牌字太小，老人看不清。", branch_id, name="李女士")
    desk.complain(voice=sign, way=VoiceWay.PHONE, by=None, at=at)
    water = Voice(VoiceKind.SUGGESTION, "大厅放饮水机", "夏天等候时想喝水，建议放一台饮水机。", branch_id)
    desk.complain(voice=water, way=VoiceWay.PUBLIC, by=None, at=at)


def _forward(teller: User, depositor: User, *, at: datetime) -> None:
    """A certificate asked of another centre: identity checked, papers sent, and no answer yet."""
    person = depositor.person
    asked = desk.Asked(
        kind="cross-certificate",
        centre_id=queries.centres().get(code="370800").pk,
        name=person.name,
        document_type=person.document_type,
        document_number=person.document_number,
        asked="曾在济宁缴存三年，申请出具缴存使用证明，用于本地贷款。",
    )
    made = desk.open_crossing(asked=asked, by=teller, at=at)
    for paper in made.case.requirements.order_by("id"):
        desk.check_paper(requirement_id=paper.pk, how=CheckedBy.SEEN, by=teller, at=at)
    desk.accept_case(case_id=made.case_id, by=teller, at=at)
    desk.forward_crossing(case_id=made.case_id, via=Via.PLATFORM, tracking="KS2026110001", by=teller, at=at)
