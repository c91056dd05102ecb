"""What an applicant told of home, family and an old loan, as labels and words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from common.money import yuan
from loans.models import Application

Line = tuple[str, str]


def lines(found: Application) -> list[Line]:
    """Everything that was asked and told; what was left open is left out."""
    said = found.told
    house, old, away = said.house, said.old_loan, said.elsewhere
    rows: list[tuple[str, Any]] = [
        (_("贷款品种"), found.get_product_display()),
        (_("申请金额（元）"), yuan(found.asked_fen)),
        (_("贷款年限"), found.months // 12),
        (_("年利率（%）"), f"{found.annual_rate.normalize():f}"),
        (_("还款方式"), found.get_method_display()),
        (_("共同借款人"), found.co_borrower.name if found.co_borrower else ""),
        (_("住房"), f"{found.get_home_display()}，{found.get_house_kind_display()}"),
        (_("楼盘"), found.project.name if found.project else ""),
        (_("网签合同编号"), house.contract_number),
        (_("不动产权证号"), house.title_number),
        (_("房屋坐落"), house.address),
        (_("建筑面积（平方米）"), house.area),
        (_("房屋总价（元）"), yuan(house.price_fen)),
        (_("评估价（元）"), yuan(house.appraisal_fen) if house.appraisal_fen else ""),
        (_("已付首付款（元）"), yuan(house.paid_fen) if house.paid_fen else ""),
        (_("合同签订日期"), house.signed_on),
        (_("售房人"), house.seller),
        (_("家庭每月其他还款（元）"), yuan(said.other_debt_fen) if said.other_debt_fen else ""),
        (_("商业贷款银行"), said.bank),
        (_("商业贷款部分（元）"), yuan(said.bank_fen) if said.bank_fen else ""),
        (_("原贷款银行"), old.lender if old else ""),
        (_("商业贷款剩余本金（元）"), yuan(old.left_fen) if old else ""),
        (_("缴存地公积金中心"), away.centre if away else ""),
        (_("缴存使用证明编号"), away.certificate if away else ""),
        (_("收款人"), f"{found.payee_name}（{found.payee_tail}）"),
        (_("还款卡"), _("尾号 %(tail)s") % {"tail": found.card_tail}),
    ]
    return [(label, _words(value)) for label, value in rows if value]


def _words(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
