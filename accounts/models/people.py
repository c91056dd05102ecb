"""Branches, persons with their relations and cards, and employers."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField


class DocumentType(models.TextChoices):
    """Identity documents, codes of the national transfer platform."""

    CITIZEN = "01", _("身份证")
    OFFICER = "02", _("军官证")
    PASSPORT = "03", _("护照")
    RESIDENCE = "04", _("外国人永久居留身份证")
    OTHER = "99", _("其他")


class Branch(models.Model):
    """A branch of the centre (管理部): same rules, single set of books."""

    code = models.CharField(_("编号"), max_length=8, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    hours = models.CharField(_("办公时间"), max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("管理部")

    def __str__(self) -> str:
        return self.name


def _before() -> tuple[pghistory.RowEvent, ...]:
    """Track what a row was before each change: a new row writes none, so 50,000 people of one list cost no more."""
    return pghistory.UpdateEvent(row="OLD"), pghistory.DeleteEvent()


@pghistory.track(*_before(), exclude=["search_keys"])
class Person(models.Model):
    """One natural person, once, by identity document. Numbers are encrypted; `…_index` are their blind indexes."""

    name = models.CharField(_("姓名"), max_length=120)
    document_type = models.CharField(
        _("证件类型"), max_length=2, choices=DocumentType.choices, default=DocumentType.CITIZEN
    )
    document_number = EncryptedField(_("证件号码"), where="person.document_number")
    document_index = models.CharField(max_length=32, editable=False)
    phone = EncryptedField(_("手机号码"), where="person.phone", blank=True, default="")
    phone_index = models.CharField(max_length=32, blank=True, default="", editable=False)
    phone_verified_at = models.DateTimeField(_("手机验证时间"), null=True, blank=True)
    """When the person typed a code that came to this phone."""
    phone_seen_at = models.DateTimeField(_("手机柜台核实时间"), null=True, blank=True)
    """When the person gave this phone at a window, identity document in hand."""
    phone_wrong_at = models.DateTimeField(_("手机报错时间"), null=True, blank=True)
    """When whoever holds this phone said that it is not the person's: nothing is sent to it any more."""
    birth_on = models.DateField(_("出生日期"), null=True, blank=True)
    search_keys = ArrayField(models.CharField(max_length=120), default=list, editable=False)
    created_at = models.DateTimeField(_("建档时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("人员")
        constraints = [
            models.UniqueConstraint(fields=["document_type", "document_index"], name="one_person_a_document"),
            models.UniqueConstraint(
                fields=["phone_index"], name="verified_phone_unique", condition=Q(phone_verified_at__isnull=False)
            ),
            models.CheckConstraint(
                name="verified_phone_exists", condition=Q(phone_verified_at=None) | ~Q(phone_index="")
            ),
            models.CheckConstraint(name="seen_phone_exists", condition=Q(phone_seen_at=None) | ~Q(phone_index="")),
            models.CheckConstraint(
                name="wrong_phone_is_not_own",
                condition=Q(phone_wrong_at=None) | Q(phone_verified_at=None, phone_seen_at=None),
            ),
        ]
        indexes = [
            GinIndex(fields=["search_keys"], name="person_search_keys"),
            models.Index(OpClass("name", "text_pattern_ops"), name="person_name_prefix"),
            models.Index(fields=["phone_index"], name="person_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def phone_is_own(self) -> bool:
        """Whether the phone is the person's own word. Any other was reported by an employer and opens no door."""
        return bool(self.phone_verified_at or self.phone_seen_at)


class RelationKind(models.TextChoices):
    """How two persons are related."""

    SPOUSE = "SPOUSE", _("配偶")
    PARENT = "PARENT", _("父母")
    CHILD = "CHILD", _("子女")


@pghistory.track()
class Relation(models.Model):
    """`relative` is the `kind` of `person`, on the proof named, from one date to another."""

    person = models.ForeignKey(Person, verbose_name=_("本人"), on_delete=models.PROTECT, related_name="relations")
    relative = models.ForeignKey(Person, verbose_name=_("亲属"), on_delete=models.PROTECT, related_name="relations_to")
    kind = models.CharField(_("关系"), max_length=10, choices=RelationKind.choices)
    proof = models.CharField(_("证明材料"), max_length=120)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("亲属关系")
        constraints = [
            models.CheckConstraint(name="not_own_relative", condition=~Q(person=models.F("relative"))),
            models.UniqueConstraint(
                fields=["person"], name="one_spouse_at_a_time", condition=Q(kind="SPOUSE", until=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}–{self.relative}"


@pghistory.track()
class BankCard(models.Model):
    """A person's own bank card, same-name checked when bound."""

    person = models.ForeignKey(Person, verbose_name=_("持卡人"), on_delete=models.PROTECT, related_name="cards")
    number = EncryptedField(_("卡号"), where="bank_card.number")
    number_index = models.CharField(max_length=32, db_index=True, editable=False)
    bank_name = models.CharField(_("开户银行"), max_length=80, blank=True)
    bound_at = models.DateTimeField(_("绑定时间"))
    ended_at = models.DateTimeField(_("解绑时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("银行卡")
        constraints = [
            models.UniqueConstraint(fields=["person", "number_index"], name="card_once", condition=Q(ended_at=None))
        ]


@pghistory.track(*_before(), exclude=["search_keys"])
class Employer(models.Model):
    """A depositing employer, the legal entity (单位)."""

    name = models.CharField(_("单位名称"), max_length=120)
    name_key = models.CharField(max_length=120, db_index=True, editable=False)
    social_credit_code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    branch = models.ForeignKey(Branch, verbose_name=_("管理部"), on_delete=models.PROTECT)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    contact_phone = EncryptedField(_("经办人手机"), where="employer.contact_phone", blank=True, default="")
    search_keys = ArrayField(models.CharField(max_length=120), default=list, editable=False)
    created_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        indexes = [GinIndex(fields=["search_keys"], name="employer_search_keys")]

    def __str__(self) -> str:
        return self.name
