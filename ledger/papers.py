"""Papers of the books as PDF, and the same as tables: statements, vouchers, the general ledger."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Sum
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from common import sheets
from common.money import yuan
from common.paper import response, set_paper
from ledger import queries
from ledger.models import DaySeal, Entry, Voucher
from ledger.queries import Report

PAPER_LINES = 2_000
"""Lines of a voucher by account; a batch may have tens of thousands, which are then summed by subject."""


def report_file(report: Report, form: str, *, at: datetime) -> HttpResponseBase:
    """A statement as "pdf" or "xlsx". Raises Http404 for anything else."""
    name = f"{report.title} {report.span}"
    if form == "pdf":
        return response(report_paper(report, at=at), name)
    if form != "xlsx":
        raise Http404
    heads = [(_("项目"), "text"), *((str(head), "money") for head in report.heads)]
    blank = [None] * len(report.heads)
    return sheets.response(f"{name}.xlsx", heads, ([row.label, *(row.amounts or blank)] for row in report.rows))


def report_paper(report: Report, *, at: datetime) -> bytes:
    """A statement on paper, with the seal of the books it was made from."""
    blank = [""] * len(report.heads)
    rows = [
        {"weight": row.weight, "cells": [row.label, *([_amount(fen) for fen in row.amounts] or blank)]}
        for row in report.rows
    ]
    data = {
        "title": report.title,
        "centre": settings.CENTRE_NAME,
        "footer": _printed(at),
        "facts": [[_("期间"), report.span], [_("金额单位"), _("元")], [_("账簿校验值"), sealed_words()]],
        "heads": [_("项目"), *map(str, report.heads)],
        "rows": rows,
        "note": " ".join(map(str, report.notes)),
        "signs": [_("制表"), _("复核"), _("财务负责人"), _("单位负责人")],
    }
    return set_paper("ledger/papers/report", data)


def sealed_words() -> str:
    """The last closed day and the beginning of its hash: the same statement from other books has another."""
    last = DaySeal.objects.order_by("-on").first()
    return f"{last.on:%Y-%m-%d} {last.hash[:16]}" if last else str(_("还没有日结"))


def voucher_paper(voucher: Voucher, *, at: datetime) -> bytes:
    """A voucher (记账凭证) with its sides by account; by subject where there are too many."""
    branch = str(voucher.branch) if voucher.branch else _("全中心")
    entries = Entry.objects.filter(journal__in=queries.journals_of_voucher(voucher).order_by().values("pk"))
    sides = entries.values_list("account__code", "account__name", "account__subject__name")
    totals = sides.annotate(debit=Sum("debit_fen"), credit=Sum("credit_fen")).order_by("account__code")
    rows = [
        [f"{subject} {code} {name}", _side(debit), _side(credit)]
        for code, name, subject, debit, credit in totals[: PAPER_LINES + 1]
    ]
    if len(rows) > PAPER_LINES:
        by_subject = entries.values_list("account__subject", "account__subject__name")
        sums = by_subject.annotate(debit=Sum("debit_fen"), credit=Sum("credit_fen")).order_by("account__subject")
        rows = [[f"{code} {name}", _side(debit), _side(credit)] for code, name, debit, credit in sums]
    reviewed = f"{voucher.reviewed_by} {voucher.reviewed_at:%Y-%m-%d}" if voucher.reviewed_at else _("待复核")
    data = {
        "title": _("记账凭证"),
        "centre": settings.CENTRE_NAME,
        "footer": _printed(at),
        "facts": [
            [_("凭证号"), voucher.number],
            [_("会计日期"), f"{voucher.on:%Y-%m-%d}"],
            [_("事由"), str(voucher.get_reason_display())],
            [_("管理部"), branch],
            [_("分录数"), str(voucher.journal_count)],
            [_("金额单位"), _("元")],
        ],
        "heads": [_("科目与账户"), _("借方"), _("贷方")],
        "rows": rows,
        "foot": [_("合计"), yuan(voucher.total_fen), yuan(voucher.total_fen)],
        "signs": [
            _("制单：%(name)s") % {"name": voucher.made_by or _("系统自动")},
            _("复核：%(name)s") % {"name": reviewed},
            _("附件      张"),
        ],
    }
    return set_paper("ledger/papers/voucher", data)


def _amount(fen: int | None) -> str:
    return "" if fen is None else yuan(fen)


def _side(fen: int) -> str:
    return yuan(fen) if fen else ""


def _printed(at: datetime) -> str:
    return _("打印时间 %(time)s") % {"time": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}
