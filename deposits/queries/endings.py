"""What stands in the way of an employer's merger, split or closing, and which of them wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from bank import queries as bank
from common.months import month_words
from deposits.models import EmployerAccount, EmployerEnding, HoldingEmployer, PersonalAccount
from deposits.queries.employers import next_month, standing
from deposits.states import (
    OPEN_STATUSES,
    PAYING_STATUSES,
    WAITING_STATUSES,
    EmployerAccountStatus,
    PersonalAccountStatus,
)
from desk.models import Case
from desk.states.cases import OPEN_STATUSES as OPEN_CASES


def holding_employer() -> EmployerAccount | None:
    """The centre's holding employer account."""
    found = HoldingEmployer.objects.select_related("employer_account__employer").first()
    return found.employer_account if found else None


def why_not_join(account: EmployerAccount, into: EmployerAccount, people: Collection[int] | None) -> list[str]:
    """Each reason why people cannot go from one employer to another now; `people` None means all (a merger)."""
    whys = _why_not_under_way(account)
    if into.status not in PAYING_STATUSES:
        facts = {"name": into.employer.name, "status": into.get_status_display()}
        whys.append(_("“%(name)s”的账户当前为“%(status)s”，不能接收职工。") % facts)
    if into.lists.filter(status__in=WAITING_STATUSES).exists():
        whys.append(_("“%(name)s”有清册正在等候到账，入账或作废后再办。") % {"name": into.employer.name})
    found = PersonalAccount.objects.filter(employer_account=account, status__in=OPEN_STATUSES)
    if people is not None:
        found = found.filter(pk__in=people)
        if not people or found.count() != len(set(people)):
            whys.append(_("有的账户不在本单位名下，或者已经销户，请核对名单。"))
    pays = found.filter(status=PersonalAccountStatus.NORMAL).exists()
    here, there = next_month(account), next_month(into)
    if pays and here != there:
        words = _("两个单位缴到的月份不一样：本单位下一张是 %(here)s，“%(name)s”是 %(there)s。请先缴齐。")
        whys.append(words % {"here": month_words(here), "there": month_words(there), "name": into.employer.name})
    if people is None and bank.has_bound_suspense(account.employer_id):
        whys.append(_("单位有暂收款正在退款或已预留，办结后再办。"))
    return whys


def why_not_close(account: EmployerAccount, today: date, *, is_bankrupt: bool, case_id: int | None = None) -> list[str]:
    """Each reason why an employer's account cannot be closed now (domain §2.7); `case_id` is the closing's own case."""
    whys = _why_not_under_way(account)
    people = PersonalAccount.objects.filter(employer_account=account)
    paying = people.filter(status=PersonalAccountStatus.NORMAL).count()
    if paying:
        whys.append(_("还有 %(count)d 名职工正常缴存，请先为他们办理封存或转移。") % {"count": paying})
    if bank.has_suspense(account.employer_id):
        whys.append(_("还有暂收款没有处理，请先申请退回或抵缴。"))
    late = standing(account, today).arrears
    if late and not is_bankrupt:
        facts = {"count": len(late), "month": month_words(late[0].month)}
        whys.append(_("从 %(month)s起欠缴 %(count)d 个月，请先缴清；破产的单位由管理人说明。") % facts)
    if people.filter(status=PersonalAccountStatus.SEALED).exists() and holding_employer() is None:
        whys.append(_("中心还没有设立集中封存户，请先设立。"))
    others = Case.objects.filter(employer=account.employer_id, status__in=OPEN_CASES).exclude(pk=case_id or 0)
    if others.exists():
        whys.append(_("单位还有办件没有办结。"))
    return whys


def _why_not_under_way(account: EmployerAccount) -> list[str]:
    whys = []
    if account.status == EmployerAccountStatus.CLOSED:
        whys.append(_("单位账户已销户。"))
    if HoldingEmployer.objects.filter(employer_account=account).exists():
        whys.append(_("这是中心的集中封存户，不能办理。"))
    if account.lists.filter(status__in=WAITING_STATUSES).exists():
        whys.append(_("有清册正在等候到账，入账或作废后再办。"))
    return whys


def endings_of(account: EmployerAccount) -> list[EmployerEnding]:
    """What was carried out of an employer's mergers, splits and closing, newest first."""
    rows = EmployerEnding.objects.filter(account=account, done_at__isnull=False)
    return list(rows.select_related("into__employer", "case").order_by("-done_at", "-id"))


def endings_to_finish(today: date) -> list[int]:
    """Closings whose days for going elsewhere are over."""
    rows = EmployerEnding.objects.filter(until__lt=today, finished_at=None)
    return list(rows.order_by("id").values_list("pk", flat=True))
