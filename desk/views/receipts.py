"""The receipt of an acceptance on paper, for whoever may see the case."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common import paper as papers
from desk import queries
from desk.models import Case, Receipt
from desk.states.cases import CheckedBy


def receipt_paper(request: HttpRequest, case: Case) -> HttpResponse:
    """The receipt of a case as PDF, with a code that proves it and leads to the case; 404 before acceptance."""
    found = queries.receipt_of(case)
    if found is None:
        raise Http404
    url = request.build_absolute_uri(reverse("desk:public_receipt", args=[found.verify_code]))
    title = _("受理回执")
    data = {
        "title": title,
        "centre": settings.CENTRE_NAME,
        "footer": _("办件编号 %(number)s") % {"number": case.number},
        "facts": _facts(case, found),
        "heads": [_("序号"), _("收到的材料"), _("怎样收取")],
        "rows": [[str(place), each["label"], _taken(each["how"])] for place, each in enumerate(found.papers, start=1)],
        "none": _("这个事项不需要材料。"),
        "note": _(
            "您的申请已经受理，请保存本回执。进度可在网上“我的办件”查看，也可持本回执到任一管理部窗口查询；办结后会通知您。"
            "有疑问请拨打 %(hotline)s。"
        )
        % {"hotline": settings.HOTLINE},
        "sign": [_("受理人"), str(found.by) if found.by else _("系统自动受理"), _("申请人签收"), ""],
        "qr": segno.make(url, error="m").svg_inline(border=0),
        "verify_code": found.verify_code,
        "verify_label": _("验真码"),
        "verify_words": _("扫码可核对本回执是否由本中心出具；窗口扫码可直接打开办件。"),
        "verify_url": url.removeprefix("https://").removeprefix("http://"),
        "seal": _("业务专用章"),
    }
    return papers.response(papers.set_paper("desk/papers/receipt", data), f"{title}-{case.number}")


def _facts(case: Case, found: Receipt) -> list[list[Any]]:
    where = str(found.branch)
    if found.window:
        where = _("%(branch)s %(window)s 号窗口") % {"branch": where, "window": found.window}
    facts = [
        [_("申请人"), str(case.applicant)],
        [_("事项"), case.version.label],
        [_("办件编号"), case.number],
        [_("受理时间"), f"{timezone.localtime(found.at):%Y-%m-%d %H:%M}"],
        [_("承诺办结"), f"{timezone.localtime(found.promised_due_at):%Y-%m-%d %H:%M}"],
        [_("受理窗口"), where],
    ]
    if found.statutory_due_on:
        facts.append([_("法定期限"), found.statutory_due_on.isoformat()])
    if case.agent:
        facts.append([_("代办人"), str(case.agent)])
    return [*facts, [_("咨询电话"), settings.HOTLINE]]


def _taken(how: str) -> str:
    return str(CheckedBy(how).label) if how else _("容缺，承诺后补")
