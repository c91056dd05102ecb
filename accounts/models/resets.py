"""New passwords for colleagues: asked for by one, confirmed by another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.doors import User
from accounts.models.people import Person


class PasswordReset(models.Model):
    """A colleague's password and second factor are to start anew: asked for by one person, confirmed by another.

    It is open until it is confirmed or withdrawn, a day at most. The password itself is nowhere but in the answer to
    whoever confirms. The persons stand beside the users because one person may have several doors.
    """

    user = models.ForeignKey(
        User, verbose_name=_("为谁"), on_delete=models.PROTECT, related_name="password_resets", editable=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    reason = models.CharField(_("原因"), max_length=120)
    asked_by = models.ForeignKey(User, verbose_name=_("申请人"), on_delete=models.PROTECT, related_name="+")
    asked_by_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("申请时间"))
    confirmed_by = models.ForeignKey(
        User, verbose_name=_("确认人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by_person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("密码重设申请")
        constraints = [
            models.CheckConstraint(
                name="reset_confirmed_by_another",
                condition=Q(confirmed_by_person=None) | ~Q(confirmed_by_person=F("asked_by_person")),
            ),
            models.CheckConstraint(
                name="reset_never_ones_own",
                condition=~Q(asked_by_person=F("person"))
                & (Q(confirmed_by_person=None) | ~Q(confirmed_by_person=F("person"))),
            ),
            models.CheckConstraint(
                name="reset_confirmed_whole",
                condition=Q(confirmed_at=None, confirmed_by=None, confirmed_by_person=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, confirmed_by_person__isnull=False),
            ),
            models.CheckConstraint(name="reset_ends_one_way", condition=Q(confirmed_at=None) | Q(withdrawn_at=None)),
            models.UniqueConstraint(
                fields=["user"], name="one_open_reset", condition=Q(confirmed_at=None, withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"
