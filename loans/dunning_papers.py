"""Letters to late borrowers as PDF: the dunning letter and the lawyer's."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from common.money import yuan
from common.paper import set_paper
from deposits.papers import capitals
from loans.models import DunningStep
from loans.states.dunning import Rung


def letter(step: DunningStep, *, due_fen: int, on: date) -> bytes:
    """The letter of a step, with what is owed on the day it is printed, penalty included."""
    loan, is_lawyers = step.loan, step.rung == Rung.LAWYER
    title = _("律师函") if is_lawyers else _("住房公积金贷款催收函")
    said = _(
        "您的住房公积金贷款自 %(since)s 起未按约还款，截至 %(today)s 共欠 %(amount)s 元（含罚息，大写：%(words)s）。"
    )
    facts = {"since": f"{step.since:%Y-%m-%d}", "today": f"{on:%Y-%m-%d}", "amount": yuan(due_fen)}
    asked = _("请在收到本函之日起 10 日内还清，罚息按合同利率的 %(factor)s 倍每日计收，直至还清。")
    last = _("逾期不还，本中心将依法提起诉讼，要求提前归还全部贷款并处置抵押房屋，由此产生的费用由您承担。")
    mild = _("逾期记录会报送征信机构。如确有困难，请尽快到本中心协商，可以申请延期。")
    data = {
        "title": title,
        "centre": settings.CENTRE_NAME,
        "footer": _("编号 %(number)s　出具于 %(day)s") % {"number": step.number, "day": f"{on:%Y-%m-%d}"},
        "facts": [
            [_("借款人"), loan.borrower.name],
            [_("共同借款人"), loan.co_borrower.name if loan.co_borrower else "—"],
            [_("贷款账号"), loan.number],
            [_("编号"), step.number],
        ],
        "paragraphs": [
            said % {**facts, "words": capitals(due_fen)},
            asked % {"factor": f"{loan.penalty_factor.normalize():f}"},
            last if is_lawyers else mild,
            _("咨询电话 %(hotline)s。") % {"hotline": settings.HOTLINE},
        ],
    }
    return set_paper("loans/papers/dunning", data)
