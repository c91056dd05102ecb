"""Double-entry books: subjects, accounts, journals and their entries, holds, sealed days, vouchers.

What must never be false is guarded by the triggers in `ledger.guards`, declared here beside the table they watch.
"""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY
from ledger import guards
from ledger.states import HoldStatus, Reason, Side


class Subject(models.Model):
    """A line of the chart of accounts (会计科目), domain §6.1: number, name, normal side."""

    code = models.CharField(_("科目编号"), max_length=12, primary_key=True)
    name = models.CharField(_("科目名称"), max_length=60)
    side = models.CharField(_("余额方向"), max_length=1, choices=Side.choices)
    parent = models.ForeignKey("self", verbose_name=_("上级科目"), null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name = verbose_name_plural = _("会计科目")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Account(models.Model):
    """One account under a subject.

    A *guarded* account belongs to somebody (a depositor, an employer's suspense): its balance is cached in the row
    by trigger and may never fall below what is held. A control account (101, 401, 411 …) has neither, so that
    nobody queues for its row; its balance is the last day snapshot plus the entries since.
    """

    code = models.CharField(_("账号"), max_length=40, unique=True)
    name = models.CharField(_("户名"), max_length=120)
    subject = models.ForeignKey(Subject, verbose_name=_("科目"), on_delete=models.PROTECT)
    is_credit = models.BooleanField(_("贷方余额"))
    is_guarded = models.BooleanField(_("不得透支"))
    balance_fen = models.BigIntegerField(_("余额（分）"), default=0)
    held_fen = models.BigIntegerField(_("占用（分）"), default=0)
    opened_on = models.DateField(_("开户日期"))
    closed_on = models.DateField(_("销户日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("分户账")
        constraints = [
            models.CheckConstraint(
                name="balance_covers_holds",
                condition=Q(is_guarded=False, balance_fen=0, held_fen=0)
                | Q(is_guarded=True, held_fen__gte=0, balance_fen__gte=F("held_fen")),
            ),
            models.CheckConstraint(name="closed_account_is_empty", condition=Q(closed_on=None) | Q(balance_fen=0)),
        ]
        indexes = [models.Index(fields=["subject"], name="account_of_subject")]
        triggers = [
            pgtrigger.Trigger(
                name="cached_figures_by_trigger_only",
                operation=pgtrigger.UpdateOf("balance_fen", "held_fen"),
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "pg_trigger_depth() = 0 AND (OLD.balance_fen, OLD.held_fen)"
                    " IS DISTINCT FROM (NEW.balance_fen, NEW.held_fen)"
                ),
                func=guards.refuse("figures of a ledger account follow its entries and are never written by hand"),
            ),
            pgtrigger.Trigger(
                name="nature_never_changes",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "((OLD.id, OLD.code, OLD.subject_id, OLD.is_credit, OLD.is_guarded, OLD.opened_on)"
                    " IS DISTINCT FROM (NEW.id, NEW.code, NEW.subject_id, NEW.is_credit, NEW.is_guarded, NEW.opened_on)"
                    " OR OLD.closed_on IS DISTINCT FROM NEW.closed_on AND OLD.closed_on IS NOT NULL)"
                ),
                func=guards.refuse("a ledger account keeps its code, subject and kind, and is closed once"),
            ),
            pgtrigger.Trigger(
                name="starts_empty",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.balance_fen <> 0 OR NEW.held_fen <> 0"),
                func=guards.refuse("a ledger account starts empty"),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            guards.NO_TRUNCATE,
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def available_fen(self) -> int:
        """What may still leave a guarded account: balance less holds, in fen."""
        return self.balance_fen - self.held_fen


class Journal(models.Model):
    """One booking (分录): immutable, balanced, with its reason and its two dates.

    `on` is the open business date: sealing, vouchers and hashes go by it. `value_on` (that day or earlier) is the
    bank's date: interest and statements go by it. `key` is the caller's idempotency key.
    """

    key = models.CharField(_("业务键"), max_length=80, unique=True)
    body_hash = models.CharField(max_length=64)
    reason = models.CharField(_("事由"), max_length=24, choices=Reason.choices)
    on = models.DateField(_("会计日期"))
    value_on = models.DateField(_("起息日"))
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), null=True, on_delete=models.PROTECT)
    case = models.CharField(_("办件号"), max_length=20, blank=True)
    memo = models.CharField(_("摘要"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("经办"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("记账时间"))
    reverses = models.OneToOneField(
        "self", verbose_name=_("冲销"), null=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    txid = models.BigIntegerField(editable=False, default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("分录")
        constraints = [
            models.CheckConstraint(name="value_date_not_after_book_date", condition=Q(value_on__lte=F("on"))),
            models.CheckConstraint(name="journal_reason_known", condition=Q(reason__in=Reason.values)),
        ]
        indexes = [
            models.Index(fields=["on", "reason"], name="journal_of_day"),
            models.Index(fields=["case"], name="journal_of_case", condition=~Q(case="")),
        ]
        triggers = [
            APPEND_ONLY,
            guards.NO_TRUNCATE,
            pgtrigger.Trigger(
                name="open_day_only", operation=pgtrigger.Insert, when=pgtrigger.Before, func=guards.OPEN_DAY_ONLY
            ),
            pgtrigger.Trigger(
                name="has_entries",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func=guards.HAS_ENTRIES,
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Entry(models.Model):
    """One side of a journal on one account: debit or credit in fen, exactly one above zero. Immutable.

    `employer` stamps a depositor's entry with the employer of its day.
    """

    journal = models.ForeignKey(Journal, verbose_name=_("分录"), on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(
        Account, verbose_name=_("账户"), on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    debit_fen = models.BigIntegerField(_("借方（分）"), default=0)
    credit_fen = models.BigIntegerField(_("贷方（分）"), default=0)
    on = models.DateField(_("会计日期"))
    value_on = models.DateField(_("起息日"))
    employer = models.ForeignKey(
        "accounts.Employer", verbose_name=_("单位"), null=True, on_delete=models.PROTECT, db_index=False
    )

    class Meta:
        verbose_name = verbose_name_plural = _("明细")
        constraints = [
            models.CheckConstraint(
                name="debit_or_credit",
                condition=Q(debit_fen__gt=0, credit_fen=0) | Q(debit_fen=0, credit_fen__gt=0),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "value_on", "id"], name="entry_of_account"),
            models.Index(fields=["on", "account"], name="entry_of_day"),
        ]
        triggers = [
            APPEND_ONLY,
            guards.NO_TRUNCATE,
            pgtrigger.Trigger(
                name="whole_and_balanced",
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(new="new_entries"),
                declare=[("fault", "text"), ("missing", "boolean")],
                func=guards.WHOLE_AND_BALANCED,
            ),
        ]


class Hold(models.Model):
    """Money promised and not yet paid: reserved on a guarded account until posted or released."""

    key = models.CharField(_("业务键"), max_length=80, unique=True)
    account = models.ForeignKey(Account, verbose_name=_("账户"), on_delete=models.PROTECT, related_name="holds")
    fen = models.BigIntegerField(_("金额（分）"))
    status = models.CharField(_("状态"), max_length=10, choices=HoldStatus.choices, default=HoldStatus.HELD)
    case = models.CharField(_("办件号"), max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("占用时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    journal = models.OneToOneField(Journal, null=True, on_delete=models.PROTECT, related_name="hold")

    class Meta:
        verbose_name = verbose_name_plural = _("占用")
        constraints = [
            models.CheckConstraint(name="hold_above_zero", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="hold_status_fits_facts",
                condition=Q(status=HoldStatus.HELD, ended_at=None, journal=None)
                | Q(status=HoldStatus.POSTED, ended_at__isnull=False, journal__isnull=False)
                | Q(status=HoldStatus.RELEASED, ended_at__isnull=False, journal=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            guards.NO_TRUNCATE,
            pgtrigger.Trigger(
                name="held_figure",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                func=guards.HELD_FIGURE,
            ),
        ]


class AccountSnapshot(models.Model):
    """A control account's balance at the end of a sealed day, on its normal side, in fen."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="snapshots")
    on = models.DateField()
    balance_fen = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "on"], name="one_snapshot_a_day")]
        triggers = [APPEND_ONLY, guards.NO_TRUNCATE]


class SubjectDay(models.Model):
    """What a sealed day turned over under one subject, in fen."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)
    on = models.DateField()
    debit_fen = models.BigIntegerField()
    credit_fen = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "on"], name="one_total_a_subject_day")]
        triggers = [APPEND_ONLY, guards.NO_TRUNCATE]


class DayTurnover(models.Model):
    """What a sealed day turned over, by subject, bank's date and reason, in fen: what statements are made from.

    `account` is named where it is a control account; depositors' accounts of a subject are one line.
    """

    subject = models.ForeignKey(Subject, verbose_name=_("科目"), on_delete=models.PROTECT)
    account = models.ForeignKey(Account, verbose_name=_("账户"), null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("会计日期"))
    value_on = models.DateField(_("起息日"))
    reason = models.CharField(_("事由"), max_length=24, choices=Reason.choices)
    debit_fen = models.BigIntegerField(_("借方（分）"))
    credit_fen = models.BigIntegerField(_("贷方（分）"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["on", "subject", "account", "value_on", "reason"],
                name="one_turnover_a_line",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["subject", "on", "id"], name="turnover_of_subject")]
        triggers = [APPEND_ONLY, guards.NO_TRUNCATE]


class DaySeal(models.Model):
    """A closed business day: nothing can be posted into it, and its hash is chained to the day before."""

    on = models.DateField(_("会计日期"), primary_key=True)
    entry_count = models.BigIntegerField(_("明细笔数"))
    turnover_fen = models.BigIntegerField(_("借方合计（分）"))
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(_("校验值"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("日结人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("日结时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("日结")
        triggers = [APPEND_ONLY, guards.NO_TRUNCATE]


class Voucher(models.Model):
    """The day's journals of one reason and branch (记账凭证), numbered without gaps within a month at day close."""

    number = models.CharField(_("凭证号"), max_length=12, unique=True)
    on = models.DateField(_("会计日期"), db_index=True)
    reason = models.CharField(_("事由"), max_length=24, choices=Reason.choices)
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), null=True, on_delete=models.PROTECT)
    journal_count = models.PositiveIntegerField(_("分录数"))
    total_fen = models.BigIntegerField(_("金额（分）"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("制单"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("复核"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_by_person = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_by_person = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("记账凭证")
        constraints = [
            models.UniqueConstraint(
                fields=["on", "reason", "branch"], name="one_voucher_a_reason", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="maker_is_not_reviewer",
                condition=Q(reviewed_by_person=None)
                | Q(made_by_person=None)
                | ~Q(reviewed_by_person=F("made_by_person")),
            ),
            models.CheckConstraint(
                name="voucher_review_whole",
                condition=Q(reviewed_by=None, reviewed_by_person=None, reviewed_at=None)
                | Q(reviewed_by__isnull=False, reviewed_by_person__isnull=False, reviewed_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            guards.NO_TRUNCATE,
            pgtrigger.Trigger(
                name="only_the_review",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=guards.ONLY_THE_REVIEW,
            ),
        ]

    def __str__(self) -> str:
        return self.number
