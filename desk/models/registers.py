"""Questions put to outside registers and what they answered."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from desk.models.cases import Case, Requirement
from desk.states.registers import UNANSWERED, AnswerStatus


class RegisterAnswer(models.Model):
    """One question about one person for one case. Question and answer are personal data and encrypted.

    `differing` names the fields in which paper and register differ; a person settles them with a reason.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="register_answers")
    requirement = models.ForeignKey(Requirement, null=True, on_delete=models.PROTECT, related_name="register_answers")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    register = models.SlugField(_("登记库"), max_length=30)
    digest = models.CharField(_("问题摘要"), max_length=64)
    question = EncryptedField(where="registeranswer.question")
    answer = EncryptedField(where="registeranswer.answer", blank=True)
    differing = ArrayField(models.CharField(max_length=40), verbose_name=_("不一致的项目"), default=list)
    status = models.CharField(_("状态"), max_length=10, choices=AnswerStatus.choices, default=AnswerStatus.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("查询人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("查询时间"))
    next_try_at = models.DateTimeField(_("下次尝试"), null=True)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    took_ms = models.PositiveIntegerField(_("用时（毫秒）"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("判断人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("判断理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("登记库查询")
        constraints = [
            models.CheckConstraint(
                name="register_answered_at_a_time",
                condition=Q(status__in=UNANSWERED) | Q(answered_at__isnull=False, took_ms__isnull=False),
            ),
            models.CheckConstraint(
                name="register_settled_with_reason",
                condition=~Q(status="SETTLED") | (~Q(reason="") & Q(settled_by__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["case", "register", "digest"],
                name="register_asked_once_at_a_time",
                condition=Q(status__in=UNANSWERED),
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="register_to_ask", condition=Q(status__in=UNANSWERED)),
            models.Index(fields=["case", "id"], name="register_of_case"),
        ]

    def __str__(self) -> str:
        return self.register


class RegisterAnswerEvent(EventBase):
    """What happened to a question."""

    record = models.ForeignKey(RegisterAnswer, on_delete=models.PROTECT, related_name="events")
