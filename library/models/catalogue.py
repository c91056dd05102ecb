"""Titles, their copies, the shelves on display, and who gave books."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from library.states import CopyStatus, House, ItemKind, Source

BYTES = "C"
"""Collation of key columns: an ordinary index then serves what begins with a text, in order."""


def user_field(label: Any) -> models.ForeignKey:
    """Who did it; None for the system and for readers, whom the trail must not keep."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


class Title(models.Model):
    """A work as the catalogue describes it. `…_key`, `initials` and `search_keys` are made by `library.rules.search`.

    An e-book is a title with a link and no copies.
    """

    kind = models.CharField(_("类型"), max_length=10, choices=ItemKind.choices, default=ItemKind.BOOK)
    isbn = models.CharField(_("ISBN"), max_length=13, blank=True)
    title = models.CharField(_("题名"), max_length=300)
    subtitle = models.CharField(_("副题名"), max_length=300, blank=True)
    volume = models.CharField(_("卷册"), max_length=40, blank=True)
    authors = models.CharField(_("责任者"), max_length=300, blank=True)
    publisher = models.CharField(_("出版者"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("出版年"), null=True, blank=True)
    clc = models.CharField(_("中图分类号"), max_length=40, blank=True, db_collation=BYTES)
    subjects = models.CharField(_("主题词"), max_length=300, blank=True)
    summary = models.TextField(_("内容提要"), blank=True)
    price_fen = models.BigIntegerField(_("定价（分）"), null=True, blank=True)
    link = models.URLField(_("阅读链接"), max_length=300, blank=True)
    format = models.CharField(_("格式"), max_length=20, blank=True)
    title_key = models.CharField(max_length=120, editable=False, db_collation=BYTES)
    initials = models.CharField(max_length=120, editable=False, db_collation=BYTES)
    search_keys = ArrayField(models.TextField(), default=list, editable=False)
    made_by = user_field(_("编目人"))
    made_at = models.DateTimeField(_("编目时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("书目")
        constraints = [
            models.CheckConstraint(name="title_kind_known", condition=Q(kind__in=ItemKind.values)),
            models.CheckConstraint(name="title_isbn_has_13", condition=Q(isbn="") | Q(isbn__regex=r"^97[89]\d{10}$")),
            models.CheckConstraint(name="ebook_has_its_link", condition=Q(kind="EBOOK") ^ Q(link="")),
            models.CheckConstraint(name="title_price_positive", condition=Q(price_fen=None) | Q(price_fen__gte=0)),
            models.UniqueConstraint(fields=["isbn", "kind", "volume"], name="one_title_an_isbn", condition=~Q(isbn="")),
            models.UniqueConstraint(fields=["link"], name="one_title_a_link", condition=Q(kind="EBOOK")),
        ]
        indexes = [
            GinIndex(fields=["search_keys"], name="title_search_keys"),
            models.Index(fields=["title_key", "id"], name="title_key_prefix"),
            models.Index(fields=["initials", "id"], name="title_initials_prefix"),
            models.Index(fields=["clc", "title_key", "id"], name="title_clc"),
            models.Index(fields=["-made_at", "-id"], name="title_newest"),
        ]

    def __str__(self) -> str:
        return f"《{self.title}》"

    @property
    def full(self) -> str:
        """Title, subtitle and volume as a list names them."""
        name = f"{self.title}：{self.subtitle}" if self.subtitle else self.title
        return f"{name} {self.volume}" if self.volume else name

    @property
    def is_ebook(self) -> bool:
        """Whether it is read on a screen and has no copies."""
        return self.kind == ItemKind.EBOOK


class Donor(models.Model):
    """Who gave books: a person or an organisation, named as they want to be named."""

    name = models.CharField(_("捐赠人"), max_length=120)
    is_organisation = models.BooleanField(_("单位"), default=False)
    contact = models.CharField(_("联系方式"), max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("捐赠人")

    def __str__(self) -> str:
        return self.name


class Donation(models.Model):
    """One gift of books; its certificate carries the number."""

    donor = models.ForeignKey(Donor, verbose_name=_("捐赠人"), on_delete=models.PROTECT, related_name="donations")
    number = models.CharField(_("证书编号"), max_length=20, unique=True)
    on = models.DateField(_("捐赠日期"))
    volumes = models.PositiveIntegerField(_("册数"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    made_by = user_field(_("登记人"))
    made_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("捐赠")
        constraints = [models.CheckConstraint(name="donation_has_volumes", condition=Q(volumes__gt=0))]
        indexes = [models.Index(fields=["-on", "-id"], name="donations_newest")]

    def __str__(self) -> str:
        return self.number


class Copy(models.Model):
    """One volume on the shelf, under its barcode. `home` is the house it belongs to, `place` where it is."""

    title = models.ForeignKey(Title, verbose_name=_("书目"), on_delete=models.PROTECT, related_name="copies")
    barcode = models.CharField(_("条码"), max_length=40, unique=True)
    call_number = models.CharField(_("索书号"), max_length=60, blank=True)
    shelf = models.CharField(_("书架"), max_length=40, blank=True)
    item_kind = models.CharField(_("借阅类型"), max_length=10, choices=ItemKind.choices, default=ItemKind.BOOK)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices, default=Source.BOUGHT)
    donation = models.ForeignKey(
        Donation, verbose_name=_("捐赠"), null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    price_fen = models.BigIntegerField(_("价格（分）"), null=True, blank=True)
    home = models.CharField(_("所属馆"), max_length=5, choices=House.choices, default=House.OURS)
    place = models.CharField(_("所在馆"), max_length=5, choices=House.choices, default=House.OURS)
    status = models.CharField(_("状态"), max_length=10, choices=CopyStatus.choices, default=CopyStatus.AVAILABLE)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    added_on = models.DateField(_("入藏日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("馆藏")
        constraints = [
            models.CheckConstraint(name="copy_status_known", condition=Q(status__in=CopyStatus.values)),
            models.CheckConstraint(name="copy_can_be_held", condition=~Q(item_kind="EBOOK")),
            models.CheckConstraint(name="copy_gift_has_giver", condition=Q(donation=None) | Q(source="DONATED")),
            models.CheckConstraint(name="copy_price_positive", condition=Q(price_fen=None) | Q(price_fen__gte=0)),
        ]
        indexes = [
            models.Index(fields=["title", "status"], name="copies_of_title"),
            models.Index(fields=["shelf", "call_number", "id"], name="copies_of_shelf"),
            models.Index(fields=["status", "id"], name="copies_off_the_shelf", condition=~Q(status="AVAILABLE")),
        ]

    def __str__(self) -> str:
        return self.barcode


class CopyEvent(EventBase):
    """What happened to a copy; never who borrowed it."""

    record = models.ForeignKey(Copy, on_delete=models.PROTECT, related_name="events")

    class Meta(EventBase.Meta):
        indexes = [models.Index(fields=["record", "-id"], name="events_of_copy")]


class Display(models.Model):
    """A shelf on display, such as the red one (红色陈列区)."""

    code = models.SlugField(_("代号"), max_length=30, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    intro = models.CharField(_("介绍"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)
    is_open = models.BooleanField(_("展出中"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("陈列")

    def __str__(self) -> str:
        return self.name


class DisplayItem(models.Model):
    """A title on display, with a line that says why."""

    display = models.ForeignKey(Display, verbose_name=_("陈列"), on_delete=models.PROTECT, related_name="items")
    title = models.ForeignKey(Title, verbose_name=_("书目"), on_delete=models.PROTECT, related_name="displayed")
    note = models.CharField(_("推荐语"), max_length=120, blank=True)
    added_at = models.DateTimeField(_("加入时间"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["display", "title"], name="displayed_once")]
