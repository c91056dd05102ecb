"""What the employer's and the counter's pages of remittance lists share: the list itself, its papers, its money."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import UserRequest
from common.errors import BusinessError
from common.listing import Column, Listing
from common.money import yuan
from deposits import operations, papers, queries
from deposits.forms import ListFilter, PeopleFilter, ReasonForm
from deposits.models import PersonalAccount, RemittanceList
from deposits.states import (
    LIST_BADGE,
    LIST_MOVES,
    PERSONAL_BADGE,
    WAITING_STATUSES,
    ChangeKind,
    ListStatus,
    PersonalAccountStatus,
)
from deposits.views.uploads import Side

PAPER_MOST = 5_000
"""People on a list that is set as PDF while somebody waits: about two seconds."""
PAID = (ListStatus.ALLOCATED, ListStatus.REVERSED)


def action_words() -> dict[str, str]:
    """What a list's events are called on a timeline."""
    return {
        "declare": _("申报"),
        "receive_part": _("款项到账"),
        "lose_part": _("到账被银行冲正"),
        "allocate": _("入账分摊到个人"),
        "cannot_allocate": _("款已到齐，但没能入账"),
        "void": _("作废"),
        "reverse": _("冲账"),
    }


def lists_listing(request: UserRequest, side: Side, rows: Any, *, with_employer: bool) -> Listing:
    """Lists, newest first."""
    employer = [
        Column("employer_account__number", _("单位账号"), kind="code", narrow=False),
        Column("employer_account__employer__name", _("单位")),
    ]
    return Listing(
        request,
        rows,
        columns=[
            Column("number", _("汇缴书号"), kind="code", link=lambda row: side.url("list", row.pk)),
            *(employer if with_employer else []),
            Column("period", _("汇缴月份"), order="month"),
            Column("person_count", _("人数"), kind="number", narrow=False),
            Column("total_fen", _("合计"), kind="money"),
            Column("get_status_display", _("状态"), badge=lambda row: LIST_BADGE[row.status]),
            Column("declared_at", _("申报时间"), kind="time", order="declared_at", narrow=False),
            Column("allocated_at", _("入账时间"), kind="time", narrow=False),
        ],
        order=("-declared_at", "-id"),
        filters=ListFilter,
        caption=_("汇缴清册"),
        file_name=_("汇缴清册"),
        empty={"title": _("还没有申报过清册")},
    )


def receipts_listing(request: UserRequest, side: Side, rows: Any) -> Listing:
    """Lists whose money has come, the newest first, each leading to its receipt."""
    return Listing(
        request,
        rows,
        columns=[
            Column("number", _("汇缴书号"), kind="code", link=lambda row: side.url("list", row.pk)),
            Column("period", _("汇缴月份"), order="month"),
            Column("person_count", _("人数"), kind="number", narrow=False),
            Column("total_fen", _("合计"), kind="money"),
            Column("value_on", _("到账日期"), kind="date", order="value_on", narrow=False),
            Column("receipt", _("回单"), value=lambda row: _("下载"), link=lambda row: side.url("receipt", row.pk)),
        ],
        order=("-month", "-id"),
        caption=_("汇缴回单"),
        file_name=_("汇缴回单"),
        empty={"title": _("还没有到账的清册"), "text": _("款项到账并分配到每个人以后，这里可以下载回单。")},
    )


def list_page(
    request: UserRequest, side: Side, remittance: RemittanceList, more: dict[str, Any], person_url: str = ""
) -> HttpResponseBase:
    """One list: where it stands, how to pay it, its people, what happened. `person_url` names the page of a line."""
    listing = Listing(
        request,
        queries.items_of(remittance),
        columns=[
            Column("row_no", _("行号"), kind="number"),
            Column(
                "account__person__name",
                _("姓名"),
                link=(lambda row: reverse(person_url, args=[row.account_id])) if person_url else None,
            ),
            Column("account__number", _("个人账号"), kind="code", narrow=False),
            Column("base_fen", _("缴存基数"), kind="money", narrow=False),
            Column("employer_fen", _("单位部分"), kind="money", narrow=False),
            Column("employee_fen", _("个人部分"), kind="money", narrow=False),
            Column("total_fen", _("合计"), kind="money"),
            Column(
                "change",
                _("变更"),
                value=lambda row: "" if row.change == ChangeKind.NORMAL else row.get_change_display(),
                badge=lambda row: "quiet",
            ),
        ],
        order=("row_no", "id"),
        caption=_("人员明细"),
        file_name=_("清册明细"),
    )
    words = action_words()
    context = {
        "side": side.name,
        "remittance": remittance,
        "account": remittance.employer_account,
        "badge": LIST_BADGE[remittance.status],
        "steps": _steps(remittance),
        "is_waiting": remittance.status in WAITING_STATUSES,
        "is_paid": remittance.status in PAID,
        "pay_into": queries.paying_in_accounts() if remittance.status in WAITING_STATUSES else [],
        "events": [
            {"title": words.get(event.action, event.action), "at": event.at, "who": event.by or "", "note": event.note}
            for event in queries.list_events(remittance)
        ],
        "list_pdf": side.url("list_paper", remittance.pk),
        "receipt_pdf": side.url("receipt", remittance.pk),
        "can_void": remittance.status in LIST_MOVES["void"][0],
        "can_reverse": remittance.status in LIST_MOVES["reverse"][0],
        "reason_form": ReasonForm(),
    }
    return listing.response(side.template("list"), context | more)


def _steps(remittance: RemittanceList) -> list[dict[str, str]]:
    """Declared, paid, allocated: as a courier would show it."""
    paid = remittance.status in PAID
    came = _("%(fen)s 元") % {"fen": yuan(remittance.received_fen)} if remittance.received_fen else ""
    waiting = "now" if remittance.status in WAITING_STATUSES else ""
    value = f"{remittance.value_on:%m-%d}" if remittance.value_on else came
    steps = [
        {"title": _("已申报"), "state": "done", "note": _local(remittance.declared_at)},
        {"title": _("款项到账"), "state": "done" if paid else waiting, "note": value},
        {
            "title": _("分摊到个人"),
            "state": "done" if paid else "",
            "note": _local(remittance.allocated_at) if remittance.allocated_at else "",
        },
    ]
    if remittance.status in (ListStatus.VOID, ListStatus.REVERSED):
        steps.append({"title": str(remittance.get_status_display()), "state": "now", "note": ""})
    return steps


def _local(at: Any) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M}"


def list_paper(request: UserRequest, side: Side, remittance: RemittanceList) -> HttpResponse:
    """The list as PDF; of a very long one, the way to the table instead: nobody prints a thousand pages."""
    if remittance.person_count > PAPER_MOST:
        text = _("超过 %(most)s 人的清册不生成 PDF，请在“每个人”下面导出表格。")
        messages.warning(request, text % {"most": f"{PAPER_MOST:,}"})
        return redirect(side.url("list", remittance.pk))
    url = _verify_url(request, remittance)
    paper = papers.list_paper(remittance, queries.items_of(remittance), verify_url=url, at=timezone.now())
    return papers.response(paper, _("汇缴清册-%(number)s") % {"number": remittance.number})


def receipt(request: UserRequest, remittance: RemittanceList) -> HttpResponse:
    """The receipt as PDF; there is none before the money is allocated."""
    if remittance.status not in PAID:
        raise Http404
    paper = papers.receipt_paper(remittance, verify_url=_verify_url(request, remittance), at=timezone.now())
    return papers.response(paper, _("汇缴回单-%(number)s") % {"number": remittance.number})


def _verify_url(request: UserRequest, remittance: RemittanceList) -> str:
    return request.build_absolute_uri(reverse("deposits:public_verified", args=[remittance.verify_code]))


def void(request: UserRequest, side: Side, remittance: RemittanceList) -> HttpResponse:
    """Make a waiting list void, for a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明作废的原因。"))
        return redirect(side.url("list", remittance.pk))
    try:
        reason = form.cleaned_data["reason"]
        operations.void_list(list_id=remittance.pk, reason=reason, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("清册已作废，可以重新申报；已到的款项转入单位暂收款。"))
    return redirect(side.url("list", remittance.pk))


def people_listing(
    request: UserRequest,
    rows: Any,
    *,
    person_url: str = "",
    seal_url: str = "",
    file_name: str = "",
    prefix: str = "",
) -> Listing:
    """A roster, those who pay first. `person_url` names the page of an account, `seal_url` where one is sealed."""
    columns = [
        Column(
            "person__name",
            _("姓名"),
            link=(lambda row: reverse(person_url, args=[row.pk])) if person_url else None,
        ),
        Column("number", _("个人账号"), kind="code", order="number"),
        Column("get_status_display", _("状态"), badge=lambda row: PERSONAL_BADGE[row.status]),
        Column("base_fen", _("缴存基数"), kind="money", order="base_fen", narrow=False),
        Column("monthly_fen", _("月缴存额"), kind="money"),
        Column("paid_through", _("缴至年月"), kind="month", narrow=False),
        Column("opened_on", _("开户日期"), kind="date", narrow=False),
    ]
    if seal_url and not request.GET.get(f"{prefix}export"):
        columns.append(Column("seal", _("操作"), value=_seal_words, link=lambda row: reverse(seal_url, args=[row.pk])))
    return Listing(
        request,
        rows,
        columns=columns,
        order=("status", "number", "id"),
        filters=PeopleFilter,
        caption=_("职工"),
        file_name=file_name,
        prefix=prefix,
        empty={"title": _("还没有职工"), "text": _("上传清册并申报后，新增的人会自动开户。")},
    )


def _seal_words(row: PersonalAccount) -> str:
    """What the roster offers; only who pays can be sealed."""
    return _("封存") if row.status == PersonalAccountStatus.NORMAL else ""
