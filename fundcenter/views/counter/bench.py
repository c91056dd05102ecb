"""The counter's bench: what waits today, and the search for anybody and any employer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries as accounts
from accounts.access import UserRequest, requires
from accounts.models import Person
from accounts.permissions import Permission
from bank import queries as bank
from common import crypto
from common.money import yuan
from deposits import queries as deposits
from deposits.models import EmployerAccount, PersonalAccount
from deposits.states import EMPLOYER_BADGE, LIST_BADGE, PERSONAL_BADGE
from fundcenter.views.counter import scanning
from fundcenter.views.counter.today import window_day
from policy import queries as policy

WAITING = 12
FOUND = 30
OBJECTIONS = 100
SEARCHED = "session.searched"


@requires(Permission.STAFF_DESK)
@require_safe
def home(request: UserRequest) -> HttpResponse:
    """Today's figures, what waits, and the ways to begin."""
    now, may = timezone.now(), request.user.may
    today = policy.book_date()
    context: dict[str, Any] = {"facts": [(_("会计日期"), f"{today:%Y-%m-%d}")], "amount_fen": None}
    if may(Permission.EMPLOYER_VIEW):
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        day = deposits.day_lists(today, midnight)
        context["facts"] += [
            (_("今天申报"), _("%(count)d 张") % {"count": day.declared}),
            (_("今天入账"), _("%(count)d 张") % {"count": day.allocated}),
            (_("等候到账"), _("%(count)d 张") % {"count": day.awaiting}),
            (_("部分到账"), _("%(count)d 张") % {"count": day.partly}),
        ]
        context["amount_fen"] = day.allocated_fen
        recent = deposits.lists_visible_to(request.user).order_by("-declared_at", "-id")[:WAITING]
        context["recent"] = [(each, LIST_BADGE[each.status]) for each in recent]
        context["waiting"] = [(each, LIST_BADGE[each.status]) for each in deposits.lists_waiting(request.user, WAITING)]
    if may(Permission.ACCOUNT_SEAL):
        waiting = deposits.open_objections(OBJECTIONS)
        context["facts"].append((_("转入异议待办"), _("%(count)d 件") % {"count": waiting}))
        frozen = deposits.freezes_waiting(OBJECTIONS)
        context["facts"].append((_("冻结待复核"), _("%(count)d 件") % {"count": frozen}))
    if may(Permission.BANK_VIEW):
        context["bank_facts"] = _bank_facts()
    context["day"] = window_day(request.user, now)
    context |= {
        "may_register": may(Permission.EMPLOYER_REGISTER),
        "may_see_employers": may(Permission.EMPLOYER_VIEW),
        "may_see_people": may(Permission.PERSON_VIEW),
        "may_take_lists": may(Permission.REMITTANCE_CONFIRM),
        "may_lend": may(Permission.LIBRARY_DESK),
        "may_import": may(Permission.BANK_STATEMENT_IMPORT),
        "may_close": may(Permission.BOOKS_CLOSE),
        "may_decide": may(Permission.ACCOUNT_SEAL),
        "may_see_freezes": may(Permission.ACCOUNT_VIEW),
        "may_work": may(Permission.CASE_WORK),
        "may_queue": may(Permission.QUEUE_CALL),
    }
    return render(request, "fundcenter/counter/home.html", context)


def _bank_facts() -> list[tuple[str, str]]:
    """What waits at the bank's desk, for those who work there."""
    found = bank.figures()
    return [
        (_("待人工认领"), _("%(count)d 笔") % {"count": found.proposed + found.unidentified}),
        (_("待入账日"), _("%(count)d 笔") % {"count": found.waiting_for_day}),
        (_("银行冲正待办"), _("%(count)d 笔") % {"count": found.reversals}),
        (_("付款指令待办"), _("%(count)d 笔") % {"count": found.orders}),
        (_("暂收款余额"), yuan(found.suspense_fen)),
    ]


@dataclass(frozen=True)
class FoundPerson:
    """A person the search found, with the account that stands for them where they have one."""

    person: Person
    account: PersonalAccount | None
    badge: str


@dataclass(frozen=True)
class FoundEmployer:
    """An employer the search found."""

    account: EmployerAccount
    badge: str


@requires(Permission.STAFF_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: UserRequest) -> HttpResponse:
    """People by name, pinyin, identity number, phone or account number; employers by name, code or number.

    A scanned paper of ours opens its page at once.

    What is asked is posted and kept encrypted in the session: an identity number in an address would stay in the
    browser's history and in the logs of every server on the way.
    """
    if request.method == "POST":
        asked = request.POST.get("q", "").replace("\0", "").strip()[:200]
        opened = scanning.opened_by(asked, request.user)
        if opened:
            return redirect(opened)
        request.session["searched"] = crypto.encrypt(asked, where=SEARCHED)
        return redirect("fundcenter:counter_search")
    if "new" in request.GET:  # the next customer does not see who was looked for before
        request.session.pop("searched", None)
    kept = request.session.get("searched")
    text = crypto.decrypt(kept, where=SEARCHED) if kept else ""
    context = {
        "text": text,
        "too_short": 0 < len(text) < accounts.SHORTEST_SEARCH,
        "people": _people(request, text) if text else [],
        "employers": _employers(request, text) if text else [],
        "most": FOUND,
        "may_see_people": request.user.may(Permission.PERSON_VIEW),
    }
    return render(request, "fundcenter/counter/search.html", context)


def _people(request: UserRequest, text: str) -> list[FoundPerson]:
    """People the user may see: those with an account by their open or newest one, then those without."""
    if not request.user.may(Permission.PERSON_VIEW):
        return []
    by_person: dict[int, PersonalAccount] = {}
    for account in deposits.find_accounts(text, request.user, limit=FOUND):
        known = by_person.get(account.person_id)
        if known is None or (account.closed_on is None and known.closed_on is not None):
            by_person[account.person_id] = account
    found = [FoundPerson(each.person, each, PERSONAL_BADGE[each.status]) for each in by_person.values()]
    others = [person for person in accounts.search_people(text, limit=FOUND) if person.pk not in by_person]
    return [*found, *(FoundPerson(person, None, "") for person in others)][:FOUND]


def _employers(request: UserRequest, text: str) -> list[FoundEmployer]:
    visible = deposits.employer_accounts_visible_to(request.user)
    if text.isascii() and text.isdigit() and len(text) == 8:
        rows = visible.filter(number=text)
    else:
        ids = [each.pk for each in accounts.search_employers(text, limit=FOUND)]
        rows = visible.filter(employer__in=ids).order_by("employer__name", "id")
    return [FoundEmployer(each, EMPLOYER_BADGE[each.status]) for each in rows[:FOUND]]
