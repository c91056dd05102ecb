"""Papers of enforcement as PDF: the notice, the order, the fine, the application to the court (deposits/papers.py)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from common.money import yuan
from common.paper import set_paper
from deposits.models import EnforcementStep
from deposits.papers import capitals, month_words, proved
from deposits.states import EnforcementKind, Rung

DECREE_844 = date(2026, 9, 20)
"""From this day the articles on orders and fines are 40 and 39; before, 38 and 37 (domain §0)."""


def title(paper: EnforcementStep) -> str:
    """What the paper is called."""
    arrears = paper.file.kind == EnforcementKind.ARREARS
    titles = {
        Rung.NOTICE: _("住房公积金催缴通知书"),
        Rung.ORDER: _("责令限期缴存通知书") if arrears else _("责令限期办理通知书"),
        Rung.FINE: _("行政处罚决定书"),
        Rung.COURT: _("强制执行申请书"),
    }
    return titles[Rung(paper.rung)]


def step_paper(paper: EnforcementStep, *, verify_url: str) -> bytes:
    """The paper of a step, from what it said on its day and nothing else."""
    file = paper.file
    facts = [
        [_("文书号"), paper.number],
        [_("日期"), f"{paper.on:%Y-%m-%d}"],
        [_("单位名称"), file.name],
        [_("统一社会信用代码"), file.social_credit_code],
        [_("单位账号"), file.account.number if file.account else "–"],
        [_("管理部"), str(file.branch)],
    ]
    rows = [[month_words(month), due_on, yuan(fen)] for month, due_on, fen in paper.facts.get("months", [])]
    data = {
        "title": title(paper),
        "centre": settings.CENTRE_NAME,
        "footer": _("文书号 %(number)s") % {"number": paper.number},
        "facts": facts,
        "paragraphs": _paragraphs(paper),
        "heads": [_("月份"), _("最迟缴款日"), _("欠缴金额（元）")] if rows else [],
        "rows": rows,
        "foot": [_("合计"), "", yuan(paper.facts["fen"])] if rows else [],
        **proved(paper.verify_code, verify_url),
    }
    return set_paper("deposits/papers/enforcement", data)


def _paragraphs(paper: EnforcementStep) -> list[str]:
    return {Rung.NOTICE: _notice, Rung.ORDER: _order, Rung.FINE: _fine, Rung.COURT: _court}[Rung(paper.rung)](paper)


def _said(paper: EnforcementStep) -> dict[str, Any]:
    law = date.fromisoformat(paper.facts["law"]) if "law" in paper.facts else paper.on
    new = law >= DECREE_844
    return {
        "name": paper.file.name,
        "day": f"{paper.on:%Y-%m-%d}",
        "amount": yuan(paper.facts.get("fen", 0)),
        "count": len(paper.facts.get("months", [])),
        "days": paper.facts.get("days", 0),
        "fine_days": paper.facts.get("fine_days", 0),
        "late": _("第四十条") if new else _("第三十八条"),
        "unregistered": _("第三十九条") if new else _("第三十七条"),
        "fine": yuan(paper.fine_fen or 0),
        "capitals": capitals(paper.fine_fen or 0),
        "words": paper.words,
    }


def _remedy() -> str:
    return _(
        "对本决定不服的，可以自送达之日起六十日内申请行政复议，或者自送达之日起六个月内向人民法院提起行政诉讼。"
        "复议或者诉讼期间，本决定不停止执行。"
    )


def _notice(paper: EnforcementStep) -> list[str]:
    said = _said(paper)
    return [
        _("%(name)s：截至 %(day)s，你单位有 %(count)d 个月的住房公积金逾期未缴，共 %(amount)s 元，明细如下。") % said,
        _("请尽快汇缴。一次付清有困难的，可以与本中心商定分期缴款，或者依法申请缓缴。"),
        _("仍不缴存的，本中心将依照《住房公积金管理条例》%(late)s责令限期缴存；逾期仍不缴存的，申请人民法院强制执行。")
        % said,
    ]


def _order(paper: EnforcementStep) -> list[str]:
    said = _said(paper)
    if paper.file.kind == EnforcementKind.ARREARS:
        return [
            _("%(name)s：经查，截至 %(day)s，你单位有 %(count)d 个月的住房公积金逾期未缴，共 %(amount)s 元。") % said,
            said["words"],
            _(
                "依照《住房公积金管理条例》%(late)s，责令你单位自本通知书送达之日起 %(days)d 个工作日内缴清上述款项。"
                "逾期仍不缴存的，本中心将申请人民法院强制执行。"
            )
            % said,
            _remedy(),
        ]
    return [
        _("%(name)s：经查，你单位没有在规定期限内办理住房公积金缴存登记或者为职工设立账户。") % said,
        said["words"],
        _(
            "依照《住房公积金管理条例》%(unregistered)s，责令你单位自本通知书送达之日起 %(days)d 个工作日内办理。"
            "逾期不办理的，将处以罚款。"
        )
        % said,
        _remedy(),
    ]


def _fine(paper: EnforcementStep) -> list[str]:
    said = _said(paper)
    return [
        _("%(name)s：你单位没有办理住房公积金缴存登记或者为职工设立账户，经责令限期办理，逾期仍未办理。") % said,
        *_before(paper),
        said["words"],
        _(
            "依照《住房公积金管理条例》%(unregistered)s，决定对你单位处以罚款 %(fine)s 元（%(capitals)s），"
            "请自本决定书送达之日起 %(fine_days)d 日内缴纳。"
        )
        % said,
        _remedy(),
    ]


def _court(paper: EnforcementStep) -> list[str]:
    said = _said(paper)
    asked = (
        _("申请依照《住房公积金管理条例》%(late)s强制执行被申请人 %(name)s 欠缴的住房公积金 %(amount)s 元。") % said
        if paper.file.kind == EnforcementKind.ARREARS
        else _("申请强制执行对被申请人 %(name)s 的行政处罚决定。") % said
    )
    return [asked, *_before(paper), said["words"]]


def _before(paper: EnforcementStep) -> list[str]:
    words = _("%(number)s 号文书已于 %(day)s 送达，期限至 %(term)s，逾期没有履行。")
    return [words % {"number": number, "day": day, "term": term} for number, day, term in paper.facts["before"]]
