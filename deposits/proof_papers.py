"""Proofs as PDF and as lines for a page, both from what was certified and nothing else (deposits/papers.py)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import DocumentType
from common import identity
from common.money import yuan
from common.paper import set_paper
from deposits.models import Proof
from deposits.papers import month_words, proved
from deposits.rules import proofs as rules
from deposits.states import PersonalAccountStatus, ProofKind

_CERTIFICATE_NOTE = gettext_lazy("本证明据实开具，涂改无效；以验真页面显示的“有效”为准。")
_BILL_NOTE = gettext_lazy("金额单位为元；日期为起息日。对账单有疑问，请拨打 12329 或到任一管理部查询。")


def proof_paper(proof: Proof, *, verify_url: str) -> bytes:
    """The paper of a proof: the same whenever it is set, since everything on it was fixed when it was issued."""
    said = proof.facts
    data = {
        "title": _title(proof, said),
        "centre": settings.CENTRE_NAME,
        "footer": _("证明编号 %(number)s　开具于 %(at)s") % _issued(proof),
        **proved(proof.verify_code, verify_url),
    }
    if proof.kind == ProofKind.BILL:
        return set_paper("deposits/papers/bill", {**data, **_bill(said), "note": _note(proof, _BILL_NOTE)})
    issued = [
        (_("证明编号"), proof.number),
        (_("开具日期"), f"{proof.issued_on:%Y-%m-%d}"),
        (_("有效期至"), f"{proof.expires_on:%Y-%m-%d}" if proof.expires_on else ""),
    ]
    rows = [[label, value] for label, value in lines_of(said, masked=False)]
    words = _("兹证明 %(name)s 在本中心缴存住房公积金，截至 %(day)s 的情况如下（金额单位为元）：")
    more = {
        "facts": issued,
        "intro": words % {"name": said["name"], "day": said["as_of"]},
        "rows": rows,
        "note": _note(proof, _CERTIFICATE_NOTE),
    }
    return set_paper("deposits/papers/proof", {**data, **more})


def _note(proof: Proof, words: Any) -> str:
    return f"{words}{_('内容指纹')} {rules.short_fingerprint(proof.fingerprint)}"


def file_name(proof: Proof) -> str:
    """What the paper is saved as."""
    return f"{proof.get_kind_display()}-{proof.number}"


def _title(proof: Proof, said: dict[str, Any]) -> str:
    if proof.kind == ProofKind.BILL:
        return _("住房公积金 %(year)s 年度账单") % {"year": said["year"]}
    return str(proof.get_kind_display())


def _issued(proof: Proof) -> dict[str, str]:
    return {"number": proof.number, "at": f"{timezone.localtime(proof.issued_at):%Y-%m-%d %H:%M}"}


def lines_of(said: dict[str, Any], *, masked: bool) -> list[tuple[str, str]]:
    """What a certificate says, line by line; `masked` hides the middle of the identity number."""
    number = said["document_number"]
    lines = [
        (_("姓名"), said["name"]),
        (str(DocumentType(said["document_type"]).label), identity.mask(number, head=4, tail=4) if masked else number),
        (_("缴存单位"), said["employer"]),
        (_("个人账号"), said["account"]),
        (_("账户状态"), str(PersonalAccountStatus(said["status"]).label)),
        (_("开户日期"), said["opened_on"]),
    ]
    if said["closed_on"]:
        lines.append((_("销户日期"), said["closed_on"]))
    if "base_fen" in said:
        lines += _paid(said)
    if "loans" in said:
        lines += _burdens(said)
    return lines


def _paid(said: dict[str, Any]) -> list[tuple[str, str]]:
    rates = _("单位 %(employer)s%%，个人 %(employee)s%%")
    lines = [
        (_("缴存基数"), yuan(said["base_fen"])),
        (_("缴存比例"), rates % {"employer": said["employer_rate"], "employee": said["employee_rate"]}),
        (_("单位月缴存额"), yuan(said["employer_part_fen"])),
        (_("个人月缴存额"), yuan(said["employee_part_fen"])),
        (_("月缴存额合计"), yuan(said["monthly_fen"])),
        (_("缴至年月"), month_words(said["paid_through"])),
        (_("在本中心连续缴存"), _("%(count)d 个月") % {"count": said["months_continuous"]}),
    ]
    if said["months_elsewhere"]:
        lines.append((_("异地转入的缴存月数"), _("%(count)d 个月") % {"count": said["months_elsewhere"]}))
    return [*lines, (_("账户余额"), yuan(said["balance_fen"]))]


def _burdens(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Loans and bars that are on record here; that none is on record is said as that."""
    if said["loans"]:
        told = _("登记 %(all)d 笔，其中未还清 %(open)d 笔") % {"all": said["loans"], "open": said["loans_unsettled"]}
    else:
        told = _("本中心没有登记")
    return [(_("公积金贷款"), told), (_("冻结、担保和限制"), "；".join(said["burdens"]) or _("本中心没有登记"))]


def _bill(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "facts": [
            [_("姓名"), said["name"]],
            [_("个人账号"), said["account"]],
            [_("单位"), said["employer"]],
            [_("账单期间"), f"{said['since']} – {said['until']}"],
            [_("账户状态"), str(PersonalAccountStatus(said["status"]).label)],
            [_("缴至年月"), month_words(said["paid_through"])],
        ],
        "figures": [
            [_("年初余额"), yuan(said["opening_fen"])],
            [_("缴存"), f"+{yuan(said['contributed_fen'])}"],
            [_("结息和其他收入"), f"+{yuan(said['interest_fen'])}"],
            [_("支出"), f"−{yuan(said['out_fen'])}"],
            [_("年末余额"), yuan(said["closing_fen"])],
        ],
        "heads": [_("日期"), _("事由"), _("为什么是这个数"), _("金额"), _("余额")],
        "rows": [
            [
                line["value_on"],
                line["title"],
                line["why"],
                f"{'+' if line['change_fen'] >= 0 else '−'}{yuan(abs(line['change_fen']))}",
                yuan(line["balance_fen"]),
            ]
            for line in said["lines"]
        ],
        "foot": ["", _("年末余额"), "", "", yuan(said["closing_fen"])],
    }
