"""An owner's objection to the balance of an account, and the written answer to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deposits.states import Finding

_SUMS = ("opening_fen", "in_fen", "out_fen", "closing_fen")


def _nothing(*names: str) -> Q:
    given: dict[str, Any] = {f"{name}__isnull": True for name in names}
    return Q(**given)


class BalanceObjection(models.Model):
    """What an owner says is wrong with an account: one entry, a period, or the balance as a whole.

    Everything about the request stands on its case (Regulation: a written answer within five days). The answer is
    written before it goes to the reviewer, with the figures that re-adding the entries gave then; it is issued under
    `verify_code` once the reviewer has agreed.
    """

    case = models.OneToOneField(
        "desk.Case", verbose_name=_("办件"), on_delete=models.PROTECT, related_name="balance_objection"
    )
    account = models.ForeignKey(
        "deposits.PersonalAccount", verbose_name=_("账户"), on_delete=models.PROTECT, related_name="objections"
    )
    entry = models.ForeignKey(
        "ledger.Entry", verbose_name=_("有异议的一笔"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateField(_("时段起"), null=True)
    until = models.DateField(_("时段止"), null=True)
    words = models.CharField(_("本人怎么说"), max_length=500)
    evidence = models.CharField(_("手里的材料"), max_length=200, blank=True)
    # --- the answer
    finding = models.CharField(_("结论"), max_length=10, choices=Finding.choices, blank=True)
    answer = models.TextField(_("答复"), blank=True)
    journal = models.ForeignKey(
        "ledger.Journal", verbose_name=_("更正分录"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_since = models.DateField(_("核对自"), null=True)
    checked_until = models.DateField(_("核对至"), null=True)
    opening_fen = models.BigIntegerField(_("期初余额（分）"), null=True)
    in_fen = models.BigIntegerField(_("增加（分）"), null=True)
    out_fen = models.BigIntegerField(_("减少（分）"), null=True)
    closing_fen = models.BigIntegerField(_("期末余额（分）"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("答复人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("写答复的时间"), null=True)
    verify_code = models.CharField(_("验真码"), max_length=16, blank=True)
    issued_at = models.DateTimeField(_("出具时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("余额异议")
        constraints = [
            models.CheckConstraint(
                name="objection_to_entry_or_period",
                condition=_nothing("since", "until") | Q(entry=None, since__isnull=False, until__gte=F("since")),
            ),
            models.CheckConstraint(name="objection_in_words", condition=~Q(words="")),
            models.CheckConstraint(
                name="objection_answered_as_a_whole",
                condition=(Q(finding="", answer="") & _nothing("answered_by", "answered_at", "journal", *_SUMS))
                | (~Q(finding="") & ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="objection_sums_add_up",
                condition=Q(answered_at=None)
                | Q(closing_fen=F("opening_fen") + F("in_fen") - F("out_fen"), closing_fen__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_corrected_by_a_journal",
                condition=Q(finding=Finding.CORRECTED, journal__isnull=False)
                | (~Q(finding=Finding.CORRECTED) & Q(journal=None)),
            ),
            models.CheckConstraint(
                name="objection_issued_once_answered",
                condition=Q(verify_code="", issued_at=None)
                | (~Q(verify_code="") & ~Q(finding="") & Q(issued_at__isnull=False)),
            ),
            models.UniqueConstraint(fields=["verify_code"], name="answer_code_once", condition=~Q(verify_code="")),
        ]

    def __str__(self) -> str:
        return _("%(account)s的余额异议") % {"account": self.account}
