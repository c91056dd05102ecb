"""What forbids that an account is closed or goes elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deposits.states import EncumbranceKind


class Encumbrance(models.Model):
    """Something that lies on a person's account: put in by the app above that knows (a loan, a ban), read here.

    `sentence` is what people read where it forbids something. It holds from `since` to `until` (empty: until lifted).
    """

    key = models.CharField(_("业务键"), max_length=80, unique=True)
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("人员"), on_delete=models.PROTECT, related_name="encumbrances"
    )
    kind = models.CharField(_("种类"), max_length=10, choices=EncumbranceKind.choices)
    source = models.CharField(_("来源"), max_length=40)
    sentence = models.CharField(_("说明"), max_length=200)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("登记时间"))
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("解除人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(_("解除时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("账户限制")
        constraints = [
            models.CheckConstraint(name="encumbrance_kind_known", condition=Q(kind__in=EncumbranceKind.values)),
            models.CheckConstraint(name="encumbrance_says_why", condition=~Q(sentence="")),
            models.CheckConstraint(
                name="encumbrance_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]
        indexes = [models.Index(fields=["person", "id"], name="encumbrance_on", condition=Q(lifted_at=None))]

    def __str__(self) -> str:
        return self.sentence
