"""The hall's queue: lines, windows, tickets with what is done in one visit, and the machines in the hall."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from desk.models.cases import Case
from desk.states.cases import Family
from desk.states.queueing import AT_A_WINDOW, DeviceKind, GreenReason, Lane, TicketStatus, WindowStatus


class Line(models.Model):
    """A line of the queue (业务队列): the letter on its tickets, and which businesses it is for. The same at every
    branch; the windows of a branch say which they serve."""

    letter = models.CharField(_("字母"), max_length=1, unique=True)
    label = models.CharField(_("名称"), max_length=20)
    hint = models.CharField(_("办什么"), max_length=60, blank=True)
    families = ArrayField(
        models.CharField(max_length=12, choices=Family.choices), verbose_name=_("业务类别"), default=list, blank=True
    )
    bring = models.CharField(_("请带上"), max_length=120, default="身份证原件")
    order = models.PositiveSmallIntegerField(_("排序"), default=10)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("业务队列")
        constraints = [models.CheckConstraint(name="line_letter_is_one", condition=Q(letter__regex=r"^[A-Z]$"))]

    def __str__(self) -> str:
        return f"{self.letter} {self.label}"


class Window(models.Model):
    """A window of a branch: which lines it serves, whether it calls, and who sits there."""

    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    number = models.CharField(_("窗口号"), max_length=4)
    lines = models.ManyToManyField(Line, verbose_name=_("服务的队列"), related_name="windows")
    status = models.CharField(
        _("状态"), max_length=8, choices=WindowStatus.choices, default=WindowStatus.CLOSED, editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("谁在窗口"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    since = models.DateTimeField(_("状态自"), null=True, editable=False)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("窗口")
        constraints = [
            models.UniqueConstraint(fields=["branch", "number"], name="window_number_once"),
            models.UniqueConstraint(fields=["user"], name="one_window_a_user", condition=Q(user__isnull=False)),
            models.CheckConstraint(
                name="window_open_with_somebody",
                condition=Q(status=WindowStatus.CLOSED, user=None) | (~Q(status="CLOSED") & Q(user__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(number)s 号窗口") % {"number": self.number})


class WindowEvent(EventBase):
    """A window opened, paused, closed."""

    record = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="events")

    class Meta(EventBase.Meta):
        indexes = [models.Index(fields=["record", "at"], name="window_event_in_order")]


class Device(models.Model):
    """A machine of the hall, bound once with a code that a member of staff made. Its token is kept hashed."""

    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    kind = models.CharField(_("用途"), max_length=6, choices=DeviceKind.choices)
    label = models.CharField(_("名称"), max_length=40)
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(_("绑定码有效至"), null=True)
    token_hash = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("登记时间"))
    bound_at = models.DateTimeField(_("绑定时间"), null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("解绑时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("大厅设备")
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="device_token_once", condition=~Q(token_hash="")),
            models.UniqueConstraint(fields=["code_hash"], name="device_code_once", condition=~Q(code_hash="")),
            models.CheckConstraint(
                name="device_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False, token_hash="", code_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class TicketSequence(models.Model):
    """The last number given in a line of a branch on a day: counted under lock, so there are no gaps."""

    branch = models.ForeignKey("accounts.Branch", on_delete=models.PROTECT)
    line = models.ForeignKey(Line, on_delete=models.PROTECT)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "line", "day"], name="tickets_a_day")]


class Ticket(models.Model):
    """A place in the queue of one day. Nothing on it names a person; `person` is known where they said who they are.
    Its code stays that of the line in which it was taken, also where somebody is passed on to another.

    `place_at` is what the order goes by: when it was taken, or later when a missed number came back. `due_at` is the
    appointment's time where it came in time for it. A transferred ticket keeps its place, in front.
    """

    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    line = models.ForeignKey(Line, verbose_name=_("队列"), on_delete=models.PROTECT)
    day = models.DateField(_("日期"))
    number = models.PositiveIntegerField(_("序号"))
    code = models.CharField(_("号码"), max_length=6)
    secret = models.CharField(max_length=32, unique=True, editable=False)
    status = models.CharField(_("状态"), max_length=8, choices=TicketStatus.choices, default=TicketStatus.WAITING)
    lane = models.CharField(_("通道"), max_length=12, choices=Lane.choices, default=Lane.ORDINARY)
    green_reason = models.CharField(_("优先理由"), max_length=10, choices=GreenReason.choices, blank=True)
    taken_at = models.DateTimeField(_("取号时间"))
    place_at = models.DateTimeField(_("排队时间"))
    due_at = models.DateTimeField(_("预约时间"), null=True)
    is_transferred = models.BooleanField(_("转办"), default=False)
    only_window = models.ForeignKey(
        Window, verbose_name=_("指定窗口"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    window = models.ForeignKey(Window, verbose_name=_("窗口"), null=True, on_delete=models.PROTECT)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("叫号人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    called_at = models.DateTimeField(_("叫号时间"), null=True)
    first_called_at = models.DateTimeField(_("首次叫号时间"), null=True)
    calls = models.PositiveSmallIntegerField(_("叫号次数"), default=0)
    started_at = models.DateTimeField(_("开始办理"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("本人"), null=True, on_delete=models.PROTECT, related_name="tickets"
    )
    case = models.ForeignKey(Case, verbose_name=_("办件"), null=True, on_delete=models.PROTECT, related_name="tickets")
    device = models.ForeignKey(Device, verbose_name=_("取号机"), null=True, on_delete=models.PROTECT)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("代取人"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("排队号")
        constraints = [
            models.UniqueConstraint(fields=["branch", "day", "code"], name="ticket_number_once"),
            models.UniqueConstraint(fields=["window"], name="one_ticket_a_window", condition=Q(status__in=AT_A_WINDOW)),
            models.CheckConstraint(
                name="ticket_at_a_window_is_called",
                condition=~Q(status__in=AT_A_WINDOW)
                | Q(window__isnull=False, called_at__isnull=False, called_by__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_served_was_started", condition=~Q(status="SERVING") | Q(started_at__isnull=False)
            ),
            models.CheckConstraint(
                name="ticket_ended_when_ended",
                condition=Q(status__in=["WAITING", "CALLED", "SERVING"], ended_at=None)
                | (~Q(status__in=["WAITING", "CALLED", "SERVING"]) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="ticket_green_for_a_reason",
                condition=Q(lane=Lane.GREEN) & ~Q(green_reason="") | ~Q(lane=Lane.GREEN) & Q(green_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "day", "status", "place_at"], name="ticket_of_the_day"),
            models.Index(fields=["branch", "day", "first_called_at"], name="ticket_last_called"),
            models.Index(fields=["device", "taken_at"], name="ticket_of_device", condition=Q(device__isnull=False)),
            models.Index(fields=["called_by", "day"], name="ticket_of_caller"),
            models.Index(fields=["day"], name="ticket_still_open", condition=Q(status__in=["WAITING", *AT_A_WINDOW])),
            models.Index(fields=["person", "-taken_at"], name="ticket_of_person", condition=Q(person__isnull=False)),
            models.Index(fields=["case"], name="ticket_of_case", condition=Q(case__isnull=False)),
            models.Index(fields=["taken_at"], name="ticket_to_forget", condition=Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code


class TicketEvent(EventBase):
    """What happened to a ticket, and at which window."""

    record = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    window = models.CharField(_("窗口"), max_length=4, blank=True)

    class Meta(EventBase.Meta):
        indexes = [models.Index(fields=["record", "at", "id"], name="ticket_event_in_order")]


class TicketService(models.Model):
    """One business of a visit: several may be done on one ticket, each with its own time and case."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="services")
    branch = models.ForeignKey("accounts.Branch", on_delete=models.PROTECT)
    line = models.ForeignKey(Line, verbose_name=_("业务"), on_delete=models.PROTECT)
    window = models.ForeignKey(Window, null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        Case, verbose_name=_("办件"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    began_at = models.DateTimeField(_("开始"), null=True)
    ended_at = models.DateTimeField(_("结束"), null=True)
    seconds = models.PositiveIntegerField(_("秒数"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("本次业务")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], name="one_service_at_a_time", condition=Q(began_at__isnull=False, ended_at=None)
            ),
            models.CheckConstraint(
                name="service_ends_after_it_began",
                condition=Q(ended_at=None, seconds=None)
                | Q(began_at__isnull=False, ended_at__gte=F("began_at"), seconds__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["branch", "line", "-ended_at"], name="service_pace", condition=Q(seconds__gt=0)),
        ]
