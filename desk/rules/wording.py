"""Times and events of a case in words."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ACTIONS = {
    "submit": gettext_lazy("提交申请"),
    "take": gettext_lazy("接手"),
    "remark": gettext_lazy("备注"),
    "accept": gettext_lazy("受理"),
    "return": gettext_lazy("退回补正"),
    "supply": gettext_lazy("补齐材料"),
    "promise": gettext_lazy("容缺承诺"),
    "to_review": gettext_lazy("送复核"),
    "send_back": gettext_lazy("复核退回"),
    "next_level": gettext_lazy("复核同意，转上一级"),
    "approve": gettext_lazy("同意"),
    "refuse": gettext_lazy("不予办理"),
    "break_promise": gettext_lazy("容缺材料逾期未补"),
    "execute": gettext_lazy("开始执行"),
    "fail": gettext_lazy("执行未成功"),
    "finish": gettext_lazy("办结"),
    "abandon": gettext_lazy("不再执行"),
    "reopen": gettext_lazy("金额变化，重新复核"),
    "recall": gettext_lazy("撤回"),
    "void": gettext_lazy("作废"),
    "stop_clock": gettext_lazy("停表"),
    "resume_clock": gettext_lazy("继续计时"),
    "hand_over": gettext_lazy("交接"),
    "sample": gettext_lazy("抽查"),
    "returned_late": gettext_lazy("付款后被银行退回"),
    "pay_again": gettext_lazy("再次付款"),
    "committee": gettext_lazy("审贷委员会"),
    "not_closed": gettext_lazy("账户仍有余额，没有销户"),
}
"""What each event of a case is called."""


def action_words(action: str) -> str:
    """The name of an event; one that is not known stays as it is."""
    return str(ACTIONS.get(action, action))


def span_words(seconds: int) -> str:
    """A stretch of time as people say it: two units at most."""
    minutes = seconds // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("%(days)d 天 %(hours)d 小时") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)d 分钟") % {"minutes": minutes}


def left_words(now: datetime, due_at: datetime | None) -> str:
    """How much is left of a promise, or how late it is; nothing where nothing is promised yet."""
    if due_at is None:
        return ""
    seconds = int((due_at - now).total_seconds())
    if seconds < 0:
        return _("超期 %(span)s") % {"span": span_words(-seconds)}
    return _("还剩 %(span)s") % {"span": span_words(seconds)}


def law_words(today: date, due_on: date | None) -> str:
    """How much is left of the law's term; nothing where it sets none."""
    if due_on is None:
        return ""
    days = (due_on - today).days
    if days < 0:
        return _("超过法定期限 %(days)d 天") % {"days": -days}
    return _("法定期限还剩 %(days)d 天") % {"days": days} if days else _("法定期限今天到期")
