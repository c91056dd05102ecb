"""What was handed over about each application, and by what it hangs together with others."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import APPEND_ONLY
from risk.states.screening import LinkKind


class StoredFacts(models.Model):
    """The facts of one application as they were handed over; changed facts are a new row with the next round.

    `content` is sealed JSON (`risk.rules.stored`); `digest` says whether facts have changed without opening it.
    """

    case = models.CharField(_("业务编号"), max_length=20)
    round = models.PositiveSmallIntegerField(_("次序"))
    business = models.CharField(_("业务"), max_length=20)
    reason = models.CharField(_("事由"), max_length=40)
    accepted_on = models.DateField(_("受理日期"))
    person_id = models.BigIntegerField(_("申请人编号"))
    amount_fen = models.BigIntegerField(_("金额（分）"))
    content = EncryptedField(where="storedfacts.content")
    digest = models.CharField(max_length=32)
    at = models.DateTimeField(_("移交时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("业务事实")
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="facts_round_once"),
            models.CheckConstraint(name="facts_amount_not_below_zero", condition=Q(amount_fen__gte=0)),
        ]
        indexes = [models.Index(fields=["person_id", "accepted_on", "id"], name="facts_of_person")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.case


class Link(models.Model):
    """One thing that an application shares, or may share, with others: written from its facts, found by its key.

    `key` is the keyed blind index of the normal form, so nobody reads a phone or card here; `label` is the masked
    text. Rows of facts that were replaced are removed: they only index what `StoredFacts` keeps. A case that ended
    without payment stays with `is_live` false: it is counted as an application and not as money.
    """

    facts = models.ForeignKey(StoredFacts, on_delete=models.PROTECT, related_name="links", db_index=False)
    case = models.CharField(_("业务编号"), max_length=20)
    kind = models.CharField(_("关联"), max_length=8, choices=LinkKind.choices)
    key = models.UUIDField()
    label = models.CharField(_("关联内容"), max_length=80, blank=True)
    on = models.DateField(_("受理日期"))
    business = models.CharField(_("业务"), max_length=20)
    reason = models.CharField(_("事由"), max_length=40)
    is_purchase = models.BooleanField(_("购建住房"))
    amount_fen = models.BigIntegerField(_("金额（分）"))
    person_id = models.BigIntegerField(_("申请人编号"))
    spouse_ids = ArrayField(models.BigIntegerField(), verbose_name=_("配偶"), default=list)
    relative_ids = ArrayField(models.BigIntegerField(), verbose_name=_("父母子女"), default=list)
    house_keys = ArrayField(models.UUIDField(), default=list)
    """Keys of the application's house: whether a document was used for another house."""
    is_live = models.BooleanField(_("未终止"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("关联")
        constraints = [
            models.UniqueConstraint(fields=["facts", "kind", "key"], name="link_once"),
            models.CheckConstraint(name="link_kind_known", condition=Q(kind__in=LinkKind.values)),
        ]
        indexes = [
            models.Index(fields=["key", "kind", "-on", "-id"], name="link_found"),
            models.Index(fields=["case"], name="link_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"


class HouseWatch(models.Model):
    """A registered house that was bought with a withdrawal: its register is asked again until nobody cares (F04).

    `next_on` is the next day on which it is asked; empty: it is asked no more.
    """

    case = models.CharField(_("业务编号"), max_length=20, unique=True)
    since = models.DateField(_("受理日期"))
    asked_on = models.DateField(_("上次查询"), null=True)
    next_on = models.DateField(_("下次查询"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("房屋复查")
        indexes = [models.Index(fields=["next_on", "id"], name="house_to_ask", condition=Q(next_on__isnull=False))]

    def __str__(self) -> str:
        return self.case


class HouseTransfer(models.Model):
    """The title of a house went to somebody: noted after the application, from the register or by hand."""

    key = models.UUIDField()
    on = models.DateField(_("转移日期"))
    to_name = EncryptedField(_("受让人"), where="housetransfer.to_name")
    to_index = models.CharField(max_length=32, editable=False)
    to_person_id = models.BigIntegerField(_("受让人编号"), null=True)
    source = models.CharField(_("来源"), max_length=60)
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("房屋转移")
        constraints = [models.UniqueConstraint(fields=["key", "on", "to_index"], name="house_transfer_once")]
        triggers = [APPEND_ONLY]
