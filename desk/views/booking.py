"""Booking in four steps, the same for everybody: which branch, what business, which day, what time. Then a check.

Each step is an address, so it works without JavaScript, can be gone back from, and nothing is lost by waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Branch
from common.errors import BusinessError
from desk import queries
from desk.forms.appointments import FORMS, CheckForm
from desk.models import Appointment, Kind, Line
from desk.operations import Details
from desk.rules.appointments import Place
from desk.states.appointments import AT_THE_HALL, SLOT_BADGE, SlotKind

OFFERED = (SlotKind.ORDINARY, SlotKind.HOME_VISIT, SlotKind.EARLY)
"""What a depositor may ask for; Sunday and after hours are simply times of the first."""


@dataclass(frozen=True)
class Choice:
    """Something to choose: its words, what limits it, and the address that chooses it; without one it cannot be."""

    label: str
    hint: str = ""
    url: str = ""
    badge: str = ""
    badge_kind: str = ""


@dataclass(frozen=True)
class Wanted:
    """What has been chosen so far, read from the address. What does not exist has not been chosen."""

    kind: str
    branch: Branch | None
    line: Line | None
    day: date | None
    key: str
    kept: Mapping[str, str] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of slots that will do."""
        return AT_THE_HALL if self.kind == SlotKind.ORDINARY else (self.kind,)

    def address(self, **more: object) -> str:
        """This page with something chosen; steps after it are forgotten."""
        chosen: dict[str, object] = {**self.kept}
        if self.kind != SlotKind.ORDINARY:
            chosen["kind"] = self.kind
        if self.branch:
            chosen["branch"] = self.branch.pk
        if self.line:
            chosen["line"] = self.line.pk
        if self.day:
            chosen["day"] = self.day.isoformat()
        return "?" + urlencode({key: value for key, value in {**chosen, **more}.items() if value})

    def back(self) -> str:
        """The step before this one, or nothing at the first."""
        if self.key:
            return self.address()
        if self.day:
            return self.address(day="")
        if self.line:
            return self.address(line="")
        return self.address(branch="") if self.branch else ""


def wanted(request: HttpRequest, kinds: tuple[str, ...] = OFFERED, keep: tuple[str, ...] = ()) -> Wanted:
    """What the address says. `keep`: further values of the address that every step carries on."""
    asked = request.GET
    kind = asked.get("kind", "")
    branch = Branch.objects.filter(pk=_number(asked.get("branch"))).first()
    line = queries.active_lines().filter(pk=_number(asked.get("line"))).first() or _line_of_matter(asked.get("matter"))
    try:
        day = date.fromisoformat(asked.get("day", ""))
    except ValueError:
        day = None
    return Wanted(
        kind=kind if kind in kinds else kinds[0],
        branch=branch,
        line=line if branch else None,
        day=day if branch and line else None,
        key=asked.get("place", "")[:40] if branch and line else "",
        kept={name: asked[name] for name in keep if asked.get(name)},
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _line_of_matter(code: str | None) -> Line | None:
    """A guide page may lead here with the code of its business."""
    kind = Kind.objects.filter(code=code).first() if code else None
    return queries.line_for(kind.family) if kind else None


def matter_id(want: Wanted) -> int | None:
    """The business that a guide page named, where the line chosen is still its own."""
    kind = Kind.objects.filter(code=want.kept.get("matter", "")).first()
    if kind is None or want.line is None or kind.family not in want.line.families:
        return None
    return kind.pk


Book = Callable[[Wanted, Details], Appointment]


def step(
    request: HttpRequest,
    want: Wanted,
    *,
    book: Book,
    template: str,
    done: str,
    context: dict[str, Any],
) -> HttpResponse:
    """The page of the next step; at the last one a POST books and leads to the appointment."""
    now = timezone.now()
    place = None
    if want.key and want.branch and want.line:
        place = queries.place(want.branch.pk, want.kinds, want.line.pk, want.key, now)
    form = FORMS.get(place.plan.kind if place else "", CheckForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and place is not None and form.is_valid():
        try:
            appointment = book(want, form.details())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(done, appointment.pk)
    page = page_of(want, place, now)
    return render(
        request, template, {"want": want, "place": place, "form": form, "back": want.back(), **page, **context}
    )


def page_of(want: Wanted, place: Place | None, now: datetime) -> dict[str, Any]:
    """Heading, choices and number of the step."""
    if place is not None:
        return {"step": 5, "title": _("请核对"), "answers": _answers(want, place), "badge": _badge(place.plan.kind)}
    if want.branch is None:
        return {"step": 1, "title": _("去哪里办？"), "choices": _branches(want), "nothing": _("现在没有可预约的网点。")}
    if want.line is None:
        title = _("想办什么？")
        lines = [Choice(each.label, each.hint, want.address(line=each.pk)) for each in queries.active_lines()]
        return {"step": 2, "title": title, "choices": lines, "nothing": ""}
    if want.day is None:
        nothing = _("最近两周没有开放的时间，请拨打 12329。")
        return {"step": 3, "title": _("哪一天方便？"), "choices": _days(want, now), "nothing": nothing}
    nothing = _("这一天没有可预约的时间了，请另选一天。")
    choices = _times(want, now)
    return {
        "step": 4,
        "title": _("几点来？") if want.kind != SlotKind.HOME_VISIT else _("几点上门？"),
        "choices": choices,
        "nothing": nothing,
        "is_gone": bool(want.key),
        "is_full": bool(choices) and not any(each.url for each in choices),
        "wish_query": want.address(),
    }


def _branches(want: Wanted) -> list[Choice]:
    offering = queries.branches_with(want.kind)
    rows = Branch.objects.filter(pk__in=offering).order_by("code", "id")
    return [Choice(each.name, each.address, want.address(branch=each.pk)) for each in rows]


def _days(want: Wanted, now: datetime) -> list[Choice]:
    assert want.branch and want.line
    places = queries.places(want.branch.pk, want.kinds, want.line.pk, now)
    by_day: dict[date, list[Place]] = {}
    for each in places:
        by_day.setdefault(each.starts_at.date(), []).append(each)
    today = timezone.localdate(now)
    return [_day(want, day, found, today) for day, found in sorted(by_day.items())]


def _day(want: Wanted, day: date, found: list[Place], today: date) -> Choice:
    free = sum(each.free for each in found)
    kinds = {each.plan.kind for each in found}
    only = next(iter(kinds)) if len(kinds) == 1 else SlotKind.ORDINARY
    label = str(SlotKind(only).label) if only in (SlotKind.SUNDAY, SlotKind.AFTER_HOURS) else ""
    return Choice(
        label=day_words(day, today),
        hint=_("还有 %(count)d 个名额") % {"count": free} if free else _("已约满，可以候补"),
        url=want.address(day=day.isoformat()),
        badge=label,
        badge_kind=SLOT_BADGE[only],
    )


def day_words(day: date, today: date) -> str:
    """A day as people say it: "明天 10月12日 周一"."""
    names = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
    near = {today: _("今天"), today + timedelta(days=1): _("明天"), today + timedelta(days=2): _("后天")}
    words = _("%(month)d月%(day)d日 %(weekday)s") % {
        "month": day.month,
        "day": day.day,
        "weekday": names[day.weekday()],
    }
    return f"{near[day]} {words}" if day in near else words


def _times(want: Wanted, now: datetime) -> list[Choice]:
    assert want.branch and want.line and want.day
    places = queries.places(want.branch.pk, want.kinds, want.line.pk, now, [want.day])
    return [
        Choice(
            label=f"{each.starts_at:%H:%M}–{each.ends_at:%H:%M}",
            hint=_("还有 %(count)d 个名额") % {"count": each.free} if each.free else _("已约满"),
            url=want.address(place=each.key) if each.free else "",
            badge="" if each.plan.kind == SlotKind.ORDINARY else str(SlotKind(each.plan.kind).label),
            badge_kind=_badge(each.plan.kind),
        )
        for each in places
    ]


def _badge(kind: str) -> str:
    return SLOT_BADGE[kind]


def _answers(want: Wanted, place: Place) -> list[tuple[str, str, str]]:
    """What will be booked, each line with the address that changes it."""
    assert want.branch and want.line
    day = place.starts_at.date()
    when = f"{day_words(day, day - timedelta(days=9))} {place.starts_at:%H:%M}–{place.ends_at:%H:%M}"
    answers = [
        (_("网点"), want.branch.name, want.address(branch="", line="", day="")),
        (_("业务"), want.line.label, want.address(line="", day="")),
        (_("时间"), when, want.address(day="")),
    ]
    if place.plan.kind != SlotKind.ORDINARY:
        answers.insert(2, (_("类型"), str(SlotKind(place.plan.kind).label), ""))
    return answers
