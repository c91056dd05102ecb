"""What happens in the house: stock-taking, issues of periodicals, readings and lectures."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from library.models.catalogue import Copy, Title, user_field
from library.models.circulation import Reader
from library.states import ActivityStatus, PlaceStatus, StockStatus


class StockTaking(models.Model):
    """One round of looking at a shelf: what was scanned, what was found out at its end."""

    shelf = models.CharField(_("书架"), max_length=40)
    status = models.CharField(_("状态"), max_length=10, choices=StockStatus.choices, default=StockStatus.OPEN)
    begun_at = models.DateTimeField(_("开始时间"))
    begun_by = user_field(_("盘点人"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    expected = models.PositiveIntegerField(_("应在架"), default=0)
    missing = models.PositiveIntegerField(_("未见"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("盘点")
        constraints = [
            models.UniqueConstraint(fields=["shelf"], name="one_open_stock_taking", condition=Q(status="OPEN"))
        ]
        indexes = [models.Index(fields=["-id"], name="stock_takings_newest")]

    def __str__(self) -> str:
        return self.shelf


class StockTakingEvent(EventBase):
    """What happened to a stock-taking."""

    record = models.ForeignKey(StockTaking, on_delete=models.PROTECT, related_name="events")


class StockScan(models.Model):
    """A barcode seen on a shelf; without copy the catalogue does not know it."""

    taking = models.ForeignKey(StockTaking, on_delete=models.CASCADE, related_name="scans")
    barcode = models.CharField(_("条码"), max_length=40)
    copy = models.ForeignKey(Copy, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["taking", "barcode"], name="scanned_once_a_taking")]


class Subscription(models.Model):
    """A periodical that comes: how often, since when; each issue expected is a row once its day is near."""

    title = models.OneToOneField(Title, verbose_name=_("刊名"), on_delete=models.PROTECT, related_name="subscription")
    issues_a_year = models.PositiveSmallIntegerField(_("每年期数"))
    shelf = models.CharField(_("书架"), max_length=40, blank=True)
    since_year = models.PositiveSmallIntegerField(_("订阅起始年"))
    is_active = models.BooleanField(_("在订"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("报刊订阅")
        constraints = [
            models.CheckConstraint(name="subscription_comes", condition=Q(issues_a_year__gte=1, issues_a_year__lte=366))
        ]


class Issue(models.Model):
    """One issue: expected on a day, arrived or claimed; an arrived one that is lent has its copy."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="issues")
    year = models.PositiveSmallIntegerField(_("年"))
    number = models.PositiveSmallIntegerField(_("期"))
    expected_on = models.DateField(_("预计到刊"))
    arrived_on = models.DateField(_("到刊日期"), null=True)
    claimed_on = models.DateField(_("催刊日期"), null=True)
    copy = models.OneToOneField(Copy, null=True, on_delete=models.PROTECT, related_name="issue")

    class Meta:
        verbose_name = verbose_name_plural = _("期")
        constraints = [
            models.UniqueConstraint(fields=["subscription", "year", "number"], name="one_issue_a_number"),
            models.CheckConstraint(name="copy_of_an_arrived_issue", condition=Q(copy=None) | ~Q(arrived_on=None)),
        ]
        indexes = [models.Index(fields=["expected_on", "id"], name="issues_expected", condition=Q(arrived_on=None))]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


class Activity(models.Model):
    """A reading, lecture or exhibition held in the library, with its seats."""

    name = models.CharField(_("活动"), max_length=120)
    intro = models.TextField(_("介绍"), max_length=2000, blank=True)
    venue = models.CharField(_("地点"), max_length=120)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    seats = models.PositiveIntegerField(_("名额"))
    status = models.CharField(_("状态"), max_length=10, choices=ActivityStatus.choices, default=ActivityStatus.OPEN)
    made_by = user_field(_("发布人"))
    made_at = models.DateTimeField(_("发布时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("活动")
        constraints = [
            models.CheckConstraint(name="activity_ends_later", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="activity_has_seats", condition=Q(seats__gt=0)),
        ]
        indexes = [models.Index(fields=["-starts_at", "-id"], name="activities_newest")]

    def __str__(self) -> str:
        return self.name


class ActivityEvent(EventBase):
    """What happened to an activity."""

    record = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="events")


class Place(models.Model):
    """A reader who comes, waits for a seat, or came."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="places")
    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="places")
    status = models.CharField(_("状态"), max_length=10, choices=PlaceStatus.choices)
    asked_at = models.DateTimeField(_("报名时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("报名")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "reader"], name="one_place_a_reader", condition=~Q(status="CANCELLED")
            )
        ]
        indexes = [models.Index(fields=["activity", "status", "id"], name="places_of_activity")]


class PlaceEvent(EventBase):
    """What happened to a place."""

    record = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="events")
