"""What the pages about transfers between centres share: the way of a letter in words, and the letter as a paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.paper import response
from deposits.letter_papers import letter_paper
from deposits.models import TransferLetter
from deposits.states import LetterStatus
from desk.models import Case

_S = LetterStatus


@dataclass(frozen=True)
class Step:
    """One step of a letter's way: "done", "now" or "" (still to come)."""

    title: str
    state: str
    note: str = ""


def steps(letter: TransferLetter) -> list[Step]:
    """The way of a letter as its owner follows it; one that ended otherwise ends with that."""
    titles = (
        [_("发出联系函"), _("原中心受理"), _("原中心销户转款"), _("记入账户")]
        if letter.is_in
        else [_("收到联系函"), _("审核结息"), _("转款销户"), _("对方确认")]
    )
    if letter.status in (_S.REFUSED, _S.CANCELLED):
        sent = [Step(titles[0], "done")] if letter.number else []
        return [*sent, Step(str(LetterStatus(letter.status).label), "now")]
    if letter.status in (_S.DONE, _S.DONE_AFTER):
        return [Step(title, "done") for title in titles]
    stood = {_S.NEW: 0, _S.SENT: 1, _S.ACCEPTED: 2, _S.INFORMED: 3, _S.NEGOTIATING: 3, _S.FAILED: 2}
    here = stood[LetterStatus(letter.status)]
    return [
        Step(title, "done" if place < here else "now" if place == here else "") for place, title in enumerate(titles)
    ]


def events(letter: TransferLetter) -> list[dict[str, object]]:
    """What happened to a letter, newest first."""
    words = {
        "ask": _("提出申请"),
        "receive": _("收到联系函"),
        "send": _("联系函已发出"),
        "accept": _("已受理"),
        "inform": _("账户信息已确认"),
        "negotiate": _("协商"),
        "fail": _("转出失败"),
        "refuse": _("不予办理"),
        "cancel": _("撤销"),
        "finish": _("办结"),
        "finish_after": _("协商后办结"),
        "cannot_pay": _("暂时不能转出"),
        "returned": _("付款被银行退回"),
        "returned_late": _("付款后被银行退回"),
        "paid_anew": _("重新付款成功"),
        "take_back": _("银行冲正，入账冲回"),
        "pay_again": _("更正账户，重新付款"),
        "inform_again": _("重新发送账户信息"),
        "cannot_credit": _("暂时不能入账"),
        "uncovered": _("到账款项被冲正"),
        "came_after_all": _("款项足额到账"),
        "give_up": _("终止办理"),
        "stuck": _("暂时不能继续"),
        "not_closed": _("账户仍有余额，没有销户"),
    }
    found = letter.events.select_related("by__person").order_by("-at", "-id")
    return [
        {"title": words.get(each.action, each.action), "at": each.at, "who": each.by or "", "note": each.note}
        for each in found
    ]


def paper(request: HttpRequest, letter: TransferLetter) -> HttpResponse:
    """The contact letter as a PDF."""
    address = request.build_absolute_uri(reverse("deposits:public_verified", args=[letter.verify_code]))
    made = letter_paper(letter, verify_url=address, at=timezone.now())
    return response(made, f"{_('异地转移联系函')}-{letter.number}")


def links(case: Case, side: str) -> list[tuple[str, str]]:
    """The letter of a case, for its owner (settings.CASE_LINKS); staff have it as the case's own page."""
    found = TransferLetter.objects.filter(case=case).values_list("pk", flat=True).first()
    if found is None or side != "portal":
        return []
    return [(_("联系函走到哪里了"), reverse("deposits:portal_letter", args=[found]))]
