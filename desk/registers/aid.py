"""Registers about costs and need: invoices (发票查验), relief of civil affairs (低保和临时救助)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from desk.registers.shapes import Answer, Question, said


@dataclass(frozen=True)
class InvoiceQuestion(Question):
    """What an invoice says; `total` in yuan, as text."""

    invoice: str = said(_("发票号码"))
    total: str = said(_("价税合计（元）"))
    issued_on: str = said(_("开票日期"))


@dataclass(frozen=True)
class InvoiceAnswer(Answer):
    """The invoice as the tax administration knows it."""

    invoice: str = said(_("发票号码"))
    total: str = said(_("价税合计（元）"))
    issued_on: str = said(_("开票日期"))


@dataclass(frozen=True)
class ReliefQuestion(Question):
    """What a certificate of relief says; `need` a month in yuan, as text."""

    certificate: str = said(_("救助证号"))
    need: str = said(_("月基本生活需要（元）"))


@dataclass(frozen=True)
class ReliefAnswer(Answer):
    """The relief as civil affairs know it."""

    certificate: str = said(_("救助证号"))
    need: str = said(_("月基本生活需要（元）"))
    until: str = said(_("有效期至"))
