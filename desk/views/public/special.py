"""The eight special services (八项特色服务, seed 004): what each is, for whom, and where it begins."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import public
from desk.queries.terms import booking_terms, queue_terms
from desk.states.appointments import SlotKind


@dataclass(frozen=True)
class Service:
    """One special service as the page tells it; no address where one simply asks at the counter."""

    label: str
    what: str
    how: str
    url: str = ""
    action: str = ""


def _booking(kind: str = "") -> str:
    return reverse("desk:portal_book") + (f"?kind={kind}" if kind else "")


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _at_the_hall() -> list[Service]:
    """Whoever comes: first in line, with a paper missing, at a time of their own; or does not come at all."""
    today = timezone.localdate()
    hours = int(booking_terms(today).cancel_before.total_seconds() // 3600)
    return [
        Service(
            _("绿色通道"),
            _("%(age)d 周岁以上老人、孕妇和带婴幼儿的、残疾人、军人和退役军人及家属，到大厅优先叫号。")
            % {"age": queue_terms(today).green_age},
            _("在取号机选“绿色通道”，刷身份证自动识别老人；也可以请咨询台代取。"),
            _url("desk:public_halls"),
            _("看各大厅现在多少人"),
        ),
        Service(
            _("容缺受理"),
            _("主要材料齐全、次要材料暂缺的，签个承诺先受理，补齐再放款。"),
            _("到窗口说明情况，窗口会列出可以后补的材料和补交日期。"),
            _url("desk:portal_cases"),
            _("看我的办件缺什么"),
        ),
        Service(
            _("预约服务"),
            _("约好时间来，到场优先，不用排长队；工作日和周日上午都能约。"),
            _("网上四步约好，也可拨 12329 或到窗口约；开始前 %(hours)d 小时都能改。") % {"hours": hours},
            _booking(),
            _("去预约"),
        ),
        Service(
            _("上门服务"),
            _("年老体弱、患病、残疾等来不了大厅的，工作人员带设备上门。"),
            _("约个时间，写明地址和原因；家人代约可拨 12329。"),
            _booking(SlotKind.HOME_VISIT),
            _("约上门"),
        ),
    ]


def _beyond_the_hall() -> list[Service]:
    """Before one comes, after hours, without having to ask, and for who cannot do it alone."""
    return [
        Service(
            _("提前介入"),
            _("买房、贷款前拿不准的，先把情况和问题写给我们，看过材料再约您来。"),
            _("写下想了解的问题，来之前就能收到答复。"),
            _booking(SlotKind.EARLY),
            _("提前问一问"),
        ),
        Service(
            _("延时服务"),
            _("中午、下班后办得完的当天办完；上班没空的可以约下班后的时段。"),
            _("预约时选带“延时服务”的时间。"),
            _booking(),
            _("约下班后"),
        ),
        Service(
            _("微信提醒"),
            _("办件进度、预约提醒、入账和年度结息，通过微信、短信告诉您。"),
            _("在“消息”里选择用哪些方式接收。"),
            _url("notifications:portal_preferences"),
            _("设置提醒"),
        ),
        Service(
            _("帮办代办"),
            _("不会用手机、填不来表的，引导员全程帮着办；家人、单位可以代办。"),
            _("到大厅找引导员；代办请带双方身份证和委托书。"),
            _url("fundcenter:public_home"),
            _("看网点地址"),
        ),
    ]


@public
@require_safe
def special_services(request: HttpRequest) -> HttpResponse:
    """The eight, each with the way to get it."""
    context = {"services": [*_at_the_hall(), *_beyond_the_hall()]}
    return render(request, "desk/public/special_services.html", context)
