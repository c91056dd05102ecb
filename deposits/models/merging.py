"""Two accounts of one person become one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deposits.models.accounts import PersonalAccount
from deposits.states import MergeProof


class AccountMerge(models.Model):
    """An account that goes into another of the same person (合并账户, state 03); the request stands on its case.

    The movements that earn interest since the last settlement move with their value dates, so that the interest of
    the year is what both would have earned. `fen` is the balance that moved.
    """

    case = models.OneToOneField(
        "desk.Case", verbose_name=_("办件"), on_delete=models.PROTECT, related_name="account_merge"
    )
    source = models.ForeignKey(
        PersonalAccount, verbose_name=_("并入的账户"), on_delete=models.PROTECT, related_name="merges_out"
    )
    target = models.ForeignKey(
        PersonalAccount, verbose_name=_("保留的账户"), on_delete=models.PROTECT, related_name="merges_in"
    )
    source_person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(_("怎么证明是同一人"), max_length=16, choices=MergeProof.choices)
    note = models.CharField(_("说明"), max_length=200)
    fen = models.BigIntegerField(_("转入余额（分）"), default=0)
    done_at = models.DateTimeField(_("合并时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("账户合并")
        constraints = [
            models.CheckConstraint(name="merge_of_two_accounts", condition=~Q(source=F("target"))),
            models.UniqueConstraint(fields=["source"], name="merged_once", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return _("%(source)s并入%(target)s") % {"source": self.source, "target": self.target}
