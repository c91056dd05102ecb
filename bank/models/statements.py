"""The centre's bank accounts, the statements they came with, and their lines."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bank.states import AccountKind, Channel, Direction
from common.crypto import EncryptedField
from common.models import APPEND_ONLY


class BankAccount(models.Model):
    """One of the centre's own accounts at a bank (专户), with its account in the books.

    `statement_balance_fen` is the balance the bank last declared, lines of any value date included; empty before the
    first statement.
    """

    number = models.CharField(_("账号"), max_length=40, unique=True)
    name = models.CharField(_("户名"), max_length=120)
    bank_name = models.CharField(_("开户银行"), max_length=80)
    kind = models.CharField(_("资金"), max_length=3, choices=AccountKind.choices, default=AccountKind.FUND)
    channel = models.CharField(_("付款方式"), max_length=10, choices=Channel.choices, default=Channel.GATEWAY)
    ledger_account = models.OneToOneField(
        "ledger.Account", verbose_name=_("分户账"), on_delete=models.PROTECT, related_name="bank_account"
    )
    is_active = models.BooleanField(_("在用"), default=True)
    statement_balance_fen = models.BigIntegerField(_("对账单余额（分）"), null=True, blank=True, editable=False)
    statement_on = models.DateField(_("对账单日期"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("银行账户")

    def __str__(self) -> str:
        return f"{self.bank_name} {self.number}"


class StatementImport(models.Model):
    """One statement file as far as it concerns one bank account. The same file is taken once."""

    bank_account = models.ForeignKey(
        BankAccount, verbose_name=_("银行账户"), on_delete=models.PROTECT, related_name="imports"
    )
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("校验值"), max_length=64)
    opening_fen = models.BigIntegerField(_("期初余额（分）"))
    closing_fen = models.BigIntegerField(_("期末余额（分）"))
    gap_fen = models.BigIntegerField(_("与上一份对账单的差额（分）"), default=0)
    line_count = models.PositiveIntegerField(_("明细数"))
    new_count = models.PositiveIntegerField(_("新明细数"))
    repeated_count = models.PositiveIntegerField(_("重复明细数"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("导入人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("导入时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("对账单")
        constraints = [models.UniqueConstraint(fields=["bank_account", "sha256"], name="one_import_a_file")]
        indexes = [models.Index(fields=["-at", "-id"], name="import_newest")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.file_name


class BankLine(models.Model):
    """One line of a bank account, from a file or a notice, once for ever (domain §2.5, §8.2).

    `amount_fen` is below zero only where the bank reverses by a negative line. Account numbers of others are
    encrypted: found by index, shown by their last four digits.
    """

    bank_account = models.ForeignKey(
        BankAccount, verbose_name=_("银行账户"), on_delete=models.PROTECT, related_name="lines"
    )
    statement = models.ForeignKey(
        StatementImport, verbose_name=_("对账单"), null=True, on_delete=models.PROTECT, related_name="lines"
    )
    line_no = models.PositiveIntegerField(_("行号"), default=0)
    value_date = models.DateField(_("起息日"))
    time = models.TimeField(_("时间"))
    bank_serial = models.CharField(_("银行流水号"), max_length=40)
    direction = models.CharField(_("方向"), max_length=1, choices=Direction.choices)
    amount_fen = models.BigIntegerField(_("金额（分）"))
    balance_fen = models.BigIntegerField(_("余额（分）"))
    counter_account = EncryptedField(_("对方账号"), where="bank_line.counter_account", blank=True, default="")
    counter_index = models.CharField(max_length=32, blank=True, editable=False)
    counter_tail = models.CharField(_("对方账号尾号"), max_length=4, blank=True)
    counter_name = models.CharField(_("对方户名"), max_length=120, blank=True)
    remark = models.CharField(_("备注"), max_length=200, blank=True)
    summary = models.CharField(_("摘要"), max_length=200, blank=True)
    is_reversal = models.BooleanField(_("冲正"), default=False)
    at = models.DateTimeField(_("收到时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("银行明细")
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "value_date", "bank_serial"], name="bank_line_once"),
            models.CheckConstraint(
                name="bank_line_amount",
                condition=Q(amount_fen__gt=0) | Q(amount_fen__lt=0, is_reversal=True),
            ),
            models.CheckConstraint(name="bank_line_direction", condition=Q(direction__in=Direction.values)),
        ]
        indexes = [
            models.Index(fields=["amount_fen", "counter_index"], name="bank_line_amount_and_payer"),
            models.Index(fields=["bank_account", "at"], name="bank_line_noticed", condition=Q(statement=None)),
            models.Index(fields=["statement", "line_no"], name="bank_line_of_statement"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.bank_serial

    @property
    def signed_fen(self) -> int:
        """What the line adds to the account's balance, in fen."""
        return self.amount_fen if self.direction == Direction.CREDIT else -self.amount_fen
