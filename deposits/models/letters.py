"""Contact letters between two centres (异地转移接续), and what is said about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from deposits.models.accounts import PersonalAccount
from deposits.rules.letters import AccountInfo
from deposits.states import OPEN_LETTERS, LetterDirection, LetterStatus, LetterWord


class TransferLetter(models.Model):
    """One person's account on its way from one centre to another, in either direction.

    The request stands on the desk case; this row is what the other centre knows of it. A letter in has its number once
    it is sent; a letter out may have neither person nor case: then it was refused on arrival. `infos` counts what the
    old centre told, `orders` the payments made.
    """

    direction = models.CharField(_("方向"), max_length=3, choices=LetterDirection.choices)
    number = models.CharField(_("联系函编号"), max_length=20, blank=True)
    status = models.CharField(_("状态"), max_length=3, choices=LetterStatus.choices)
    centre = models.ForeignKey("desk.Centre", verbose_name=_("对方中心"), on_delete=models.PROTECT)
    case = models.OneToOneField(
        "desk.Case", verbose_name=_("办件"), null=True, on_delete=models.PROTECT, related_name="letter"
    )
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("人员"), null=True, on_delete=models.PROTECT, related_name="letters"
    )
    account = models.ForeignKey(PersonalAccount, null=True, on_delete=models.PROTECT, related_name="letters")
    name = models.CharField(_("姓名"), max_length=120)
    document_type = models.CharField(_("证件类型"), max_length=2)
    document_number = EncryptedField(_("证件号码"), where="transfer_letter.document_number")
    their_account = models.CharField(_("对方个人账号"), max_length=30, blank=True)
    # --- where the money of a letter out goes
    payee_account = EncryptedField(_("收款账号"), where="transfer_letter.payee_account", blank=True, default="")
    payee_name = models.CharField(_("收款户名"), max_length=120, blank=True)
    payee_bank_no = models.CharField(_("收款行号"), max_length=14, blank=True)
    # --- what the old centre says
    infos = models.PositiveSmallIntegerField(default=0)
    principal_fen = models.BigIntegerField(_("本金（分）"), null=True)
    interest_fen = models.BigIntegerField(_("利息（分）"), null=True)
    opened_month = models.CharField(_("开户年月"), max_length=6, blank=True)
    paid_through = models.CharField(_("缴至年月"), max_length=6, blank=True)
    is_continuous = models.BooleanField(_("连续缴存六个月以上"), default=False)
    loans = models.PositiveSmallIntegerField(_("公积金贷款次数"), default=0)
    has_unsettled_loan = models.BooleanField(_("有未结清贷款"), default=False)
    is_fraud = models.BooleanField(_("有骗提骗贷记录"), default=False)
    months_counted = models.PositiveSmallIntegerField(_("计入连续缴存的月数"), default=0)
    # --- how it went
    was_negotiated = models.BooleanField(_("协商过"), default=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    orders = models.PositiveSmallIntegerField(default=0)
    value_on = models.DateField(_("起息日"), null=True)
    journal = models.OneToOneField("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="letter")
    verify_code = models.CharField(_("验真码"), max_length=16, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("登记时间"))
    sent_at = models.DateTimeField(_("发函时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("异地转移联系函")
        constraints = [
            models.UniqueConstraint(fields=["verify_code"], name="letter_code_once", condition=~Q(verify_code="")),
            models.CheckConstraint(name="letter_status_known", condition=Q(status__in=LetterStatus.values)),
            models.CheckConstraint(
                name="letter_sent_has_number",
                condition=Q(status__in=[LetterStatus.NEW, LetterStatus.CANCELLED])
                | (~Q(number="") & Q(sent_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="letter_done_has_journal",
                condition=~Q(status__in=[LetterStatus.DONE, LetterStatus.DONE_AFTER])
                | Q(journal__isnull=False, principal_fen__isnull=False, value_on__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_open_has_case", condition=~Q(status__in=OPEN_LETTERS) | Q(case__isnull=False)
            ),
            models.CheckConstraint(
                name="letter_ends_with_a_time",
                condition=Q(status__in=OPEN_LETTERS, ended_at=None)
                | (~Q(status__in=OPEN_LETTERS) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(name="letter_no_says_why", condition=~Q(status=LetterStatus.REFUSED) | ~Q(note="")),
            models.UniqueConstraint(fields=["number"], name="letter_number_once", condition=~Q(number="")),
            models.UniqueConstraint(
                fields=["person", "direction"],
                name="one_open_letter_a_person",
                condition=Q(status__in=OPEN_LETTERS, person__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["direction", "-id"], name="letters_newest"),
            models.Index(fields=["status", "id"], name="letters_open", condition=Q(status__in=OPEN_LETTERS)),
        ]

    def __str__(self) -> str:
        return _("联系函 %(number)s") % {"number": self.number} if self.number else str(_("联系函（未发出）"))

    @property
    def is_in(self) -> bool:
        """Whether the money comes to us."""
        return self.direction == LetterDirection.IN

    @property
    def is_by_platform(self) -> bool:
        """Whether it goes by the platform; a letter typed by staff came on paper, and is answered on paper."""
        return self.is_in or self.made_by_id is None

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.status in OPEN_LETTERS

    @property
    def total_fen(self) -> int:
        """Principal and interest, in fen; 0 until they are known."""
        return (self.principal_fen or 0) + (self.interest_fen or 0)

    @property
    def key(self) -> str:
        """Under what ledger and bank know it."""
        return f"letter-{self.pk}"

    @property
    def expectation_key(self) -> str:
        """The money that the bank waits for, as the old centre announced it last."""
        return f"{self.key}-{self.infos}"

    @property
    def info(self) -> AccountInfo | None:
        """What the old centre said last."""
        if self.principal_fen is None or self.interest_fen is None:
            return None
        return AccountInfo(
            name=self.name,
            document_number=self.document_number,
            principal_fen=self.principal_fen,
            interest_fen=self.interest_fen,
            opened_month=self.opened_month,
            paid_through=self.paid_through,
            is_continuous=self.is_continuous,
            loans=self.loans,
            has_unsettled_loan=self.has_unsettled_loan,
            is_fraud=self.is_fraud,
        )


class TransferLetterEvent(EventBase):
    """One move of a letter, or a word about it."""

    record = models.ForeignKey(TransferLetter, on_delete=models.PROTECT, related_name="events")


class LetterSequence(models.Model):
    """The last letter number given on a day. Gaps are allowed."""

    day = models.DateField(primary_key=True)
    last = models.PositiveSmallIntegerField()


class LetterMessage(models.Model):
    """A word of ours for the platform: written with the act that causes it, delivered in order, again until it is."""

    letter = models.ForeignKey(TransferLetter, on_delete=models.PROTECT, related_name="messages")
    word = models.CharField(_("内容"), max_length=10, choices=LetterWord.choices)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))
    tries = models.PositiveIntegerField(_("发送次数"), default=0)
    sent_at = models.DateTimeField(_("送达时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("联系函报文")
        indexes = [models.Index(fields=["id"], name="letter_message_waiting", condition=Q(sent_at=None))]


class SandboxLetter(models.Model):
    """What the sandbox platform knows of a letter: a stand-in for the other centre's own records, with none of ours."""

    number = models.CharField(max_length=20, unique=True)
    facts = models.JSONField(default=dict)
    is_ours = models.BooleanField()
    asked = models.PositiveIntegerField(default=0)
    words = models.JSONField(default=list)
