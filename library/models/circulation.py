"""Readers, the rules of lending, loans, holds and what is owed."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from library.models.catalogue import Copy, Title, user_field
from library.states import (
    LENT_KINDS,
    ChargeKind,
    ChargeStatus,
    HoldStatus,
    ItemKind,
    LoanStatus,
    ReaderKind,
    ReaderStatus,
)


class Reader(models.Model):
    """Somebody with a card. A citizen may have no person on file: then name and phone are the reader's own."""

    kind = models.CharField(_("读者类型"), max_length=10, choices=ReaderKind.choices)
    person = models.OneToOneField(
        "accounts.Person",
        verbose_name=_("本人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reader",
    )
    name = models.CharField(_("姓名"), max_length=120)
    phone = EncryptedField(_("手机号码"), where="reader.phone", blank=True, default="")
    phone_index = models.CharField(max_length=32, blank=True, default="", editable=False)
    card = models.CharField(_("证号"), max_length=40, unique=True)
    status = models.CharField(_("状态"), max_length=10, choices=ReaderStatus.choices, default=ReaderStatus.ACTIVE)
    until = models.DateField(_("有效期至"), null=True, blank=True)
    made_at = models.DateTimeField(_("办证时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("读者")
        constraints = [
            models.CheckConstraint(name="reader_kind_known", condition=Q(kind__in=ReaderKind.values)),
            models.CheckConstraint(name="reader_status_known", condition=Q(status__in=ReaderStatus.values)),
            models.CheckConstraint(
                name="reader_is_a_person_or_citizen", condition=Q(person__isnull=False) | Q(kind="CITIZEN")
            ),
        ]
        indexes = [
            models.Index(fields=["phone_index"], name="reader_phone"),
            models.Index(OpClass("name", "text_pattern_ops"), name="reader_name_prefix"),
        ]

    def __str__(self) -> str:
        return self.name


class ReaderEvent(EventBase):
    """What happened to a card."""

    record = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="events")


class LendingRule(models.Model):
    """One cell of the matrix from a day on: a later row of the same two kinds replaces it."""

    reader_kind = models.CharField(_("读者类型"), max_length=10, choices=ReaderKind.choices)
    item_kind = models.CharField(_("借阅类型"), max_length=10, choices=[(k.value, k.label) for k in LENT_KINDS])
    valid_from = models.DateField(_("生效日期"))
    most_loans = models.PositiveSmallIntegerField(_("可借册数"), help_text=_("0 表示只在馆内阅览。"))
    days = models.PositiveSmallIntegerField(_("借期（天）"))
    renewals = models.PositiveSmallIntegerField(_("可续借次数"))
    renew_days = models.PositiveSmallIntegerField(_("每次续借（天）"))
    most_holds = models.PositiveSmallIntegerField(_("可预约种数"))
    grace_days = models.PositiveSmallIntegerField(_("宽限（天）"))
    made_by = user_field(_("登记人"))
    made_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("借阅规则")
        constraints = [
            models.UniqueConstraint(fields=["reader_kind", "item_kind", "valid_from"], name="one_rule_a_day"),
            models.CheckConstraint(name="lending_rule_lasts", condition=Q(most_loans=0) | Q(days__gt=0)),
        ]


class Loan(models.Model):
    """A copy lent to a reader. Open it has its reader; some months after its end nobody knows any more whose it was."""

    copy = models.ForeignKey(Copy, verbose_name=_("馆藏"), on_delete=models.PROTECT, related_name="loans")
    reader = models.ForeignKey(
        Reader, verbose_name=_("读者"), null=True, on_delete=models.PROTECT, related_name="loans"
    )
    reader_kind = models.CharField(_("读者类型"), max_length=10, choices=ReaderKind.choices)
    item_kind = models.CharField(_("借阅类型"), max_length=10, choices=ItemKind.choices)
    clc = models.CharField(_("中图大类"), max_length=1, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=LoanStatus.choices, default=LoanStatus.OPEN)
    lent_at = models.DateTimeField(_("借出时间"))
    lent_on = models.DateField(_("借出日期"))
    due_on = models.DateField(_("应还日期"))
    renewals = models.PositiveSmallIntegerField(_("已续借"), default=0)
    override = models.CharField(_("破例原因"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("归还时间"), null=True)
    ended_on = models.DateField(_("归还日期"), null=True)
    reminded_on = models.DateField(_("最近催还"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("借阅")
        constraints = [
            # Two desks that lend the same copy at once: one of them gets it.
            models.UniqueConstraint(fields=["copy"], name="one_open_loan_a_copy", condition=Q(status="OPEN")),
            models.CheckConstraint(name="lending_status_known", condition=Q(status__in=LoanStatus.values)),
            models.CheckConstraint(
                name="open_loan_has_its_reader", condition=~Q(status="OPEN") | Q(reader__isnull=False)
            ),
            models.CheckConstraint(
                name="ended_lending_has_its_day",
                condition=Q(status="OPEN", ended_at=None, ended_on=None)
                | (~Q(status="OPEN") & Q(ended_at__isnull=False, ended_on__isnull=False)),
            ),
            models.CheckConstraint(name="loan_due_later", condition=Q(due_on__gte=F("lent_on"))),
        ]
        indexes = [
            models.Index(fields=["reader", "status", "-id"], name="loans_of_reader"),
            models.Index(fields=["due_on", "id"], name="loans_due", condition=Q(status="OPEN")),
            models.Index(fields=["copy", "-id"], name="loans_of_copy"),
            models.Index(fields=["lent_on", "id"], name="loans_by_day"),
            models.Index(
                fields=["ended_on", "id"], name="loans_to_forget", condition=Q(reader__isnull=False) & ~Q(status="OPEN")
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.copy.title.title}》"


class LoanEvent(EventBase):
    """What happened to a loan. A reader's own act has nobody in `by`: the trail must not outlive the reader's name."""

    record = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="events")
    due_before = models.DateField(_("原应还日期"), null=True)

    class Meta(EventBase.Meta):
        indexes = [
            models.Index(fields=["by", "-id"], name="loan_events_by"),
            models.Index(fields=["record", "-id"], name="events_of_loan"),
        ]


class Hold(models.Model):
    """A reader's place in the queue for a title; ready, it names the copy that waits and until when."""

    title = models.ForeignKey(Title, verbose_name=_("书目"), on_delete=models.PROTECT, related_name="holds")
    reader = models.ForeignKey(
        Reader, verbose_name=_("读者"), null=True, on_delete=models.PROTECT, related_name="holds"
    )
    copy = models.ForeignKey(
        Copy, verbose_name=_("留给读者的书"), null=True, on_delete=models.PROTECT, related_name="holds"
    )
    status = models.CharField(_("状态"), max_length=10, choices=HoldStatus.choices, default=HoldStatus.WAITING)
    queued_at = models.DateTimeField(_("预约时间"))
    keep_until = models.DateField(_("保留至"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("预约")
        constraints = [
            models.UniqueConstraint(
                fields=["title", "reader"], name="one_open_hold_a_title", condition=Q(status__in=["WAITING", "READY"])
            ),
            models.UniqueConstraint(fields=["copy"], name="one_ready_hold_a_copy", condition=Q(status="READY")),
            models.CheckConstraint(name="hold_status_known", condition=Q(status__in=HoldStatus.values)),
            models.CheckConstraint(
                name="ready_hold_has_its_copy",
                condition=~Q(status="READY") | Q(copy__isnull=False, keep_until__isnull=False),
            ),
            models.CheckConstraint(
                name="open_hold_has_its_reader",
                condition=~Q(status__in=["WAITING", "READY"]) | Q(reader__isnull=False, ended_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["title", "id"], name="holds_queue", condition=Q(status="WAITING")),
            models.Index(fields=["keep_until", "id"], name="holds_ready", condition=Q(status="READY")),
            models.Index(fields=["reader", "status", "-id"], name="holds_of_reader"),
            models.Index(fields=["ended_at", "id"], name="holds_to_forget", condition=Q(reader__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"《{self.title.title}》"


class HoldEvent(EventBase):
    """What happened to a hold; a reader's own act has nobody in `by`."""

    record = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="events")


class Charge(models.Model):
    """What a reader owes the library: the price of a lost book, or a fine where the centre sets one.

    A record of its own, far from the fund's books.
    """

    reader = models.ForeignKey(
        Reader, verbose_name=_("读者"), null=True, on_delete=models.PROTECT, related_name="charges"
    )
    loan = models.ForeignKey(Loan, verbose_name=_("借阅"), on_delete=models.PROTECT, related_name="charges")
    kind = models.CharField(_("事由"), max_length=10, choices=ChargeKind.choices)
    fen = models.BigIntegerField(_("金额（分）"))
    status = models.CharField(_("状态"), max_length=10, choices=ChargeStatus.choices, default=ChargeStatus.OWED)
    made_at = models.DateTimeField(_("登记时间"))
    settled_at = models.DateTimeField(_("处理时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("赔偿和逾期费")
        constraints = [
            models.UniqueConstraint(fields=["loan", "kind"], name="one_charge_a_reason"),
            models.CheckConstraint(name="charge_positive", condition=Q(fen__gte=0)),
            models.CheckConstraint(
                name="owed_charge_has_its_reader", condition=~Q(status="OWED") | Q(reader__isnull=False)
            ),
            models.CheckConstraint(
                name="settled_charge_has_its_time",
                condition=Q(status="OWED", settled_at=None) | (~Q(status="OWED") & Q(settled_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["reader", "status", "id"], name="charges_of_reader")]

    def __str__(self) -> str:
        return self.get_kind_display()


class ChargeEvent(EventBase):
    """How a charge was settled."""

    record = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="events")


class ReadingYear(models.Model):
    """How many books of a class a reader read in a year: what is kept of loans whose reader is forgotten."""

    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    clc = models.CharField(max_length=1, blank=True)
    loans = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "year", "clc"], name="one_count_a_class")]
