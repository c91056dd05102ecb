"""What the pages of balance objections share: the steps of one, its letter, and the way to both."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import UserRequest
from common.money import yuan
from deposits import operations, papers, queries
from deposits.forms.objections import WhatForm, WhyForm, objected
from deposits.models import BalanceObjection, PersonalAccount
from desk import queries as desk
from desk.models import Case
from desk.states.cases import Channel
from desk.views.wizard import Answers, Page, Wizard, raw_of

SHOWN = 60
"""Entries to choose from: five years of months; an older one is chosen on its own page."""


def entry_choices(account: PersonalAccount, chosen: str = "") -> list[tuple[str, str]]:
    """The newest entries, and the one that was chosen where it is older: id and words."""
    lines = queries.recent_entries(account, SHOWN)
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 and int(chosen) not in {x.entry.pk for x in lines}:
        older = queries.explained_entry(account, int(chosen))
        lines += [older] if older else []
    return [
        (
            str(line.entry.pk),
            _("%(day)s %(title)s，%(amount)s 元")
            % {"day": line.entry.value_on, "title": line.title, "amount": yuan(line.change_fen)},
        )
        for line in lines
    ]


def wizard(request: UserRequest, account: PersonalAccount) -> Wizard:
    """The steps in which the owner objects in the portal; `?entry=` names the entry they came from."""
    entry = request.GET.get("entry", "")
    known = queries.entry_of(account, int(entry)) if entry.isascii() and entry.isdigit() and len(entry) < 18 else None
    typed = request.POST.get("entry", "") or (str(known.pk) if known else "")
    drafted = desk.draft_of(operations.OBJECTION, person_id=account.person_id)
    entries = entry_choices(account, typed or raw_of(drafted).get("entry", ""))

    def submit(answers: Answers, draft_id: int) -> Case:
        return operations.object_to_balance(
            account_id=account.pk,
            objected=objected(answers),
            channel=Channel.PORTAL,
            draft_id=draft_id,
            by=request.user,
            at=timezone.now(),
        )

    return Wizard(
        kind=operations.OBJECTION,
        side="portal",
        channel=Channel.PORTAL,
        here=reverse("deposits:portal_object_to_balance"),
        template="deposits/portal/object_to_balance.html",
        pages=(
            Page("what", _("异议的内容"), partial(WhatForm, entries=entries)),
            Page("why", _("哪里不对"), WhyForm),
        ),
        submit=submit,
        person_id=account.person_id,
        preset={"about": "ENTRY", "entry": str(known.pk)} if known else {},
        promise=_("提交后五日内书面答复，可以在“我的办件”里看进度、下载答复书。"),
    )


# --- the written answer


def letter(request: UserRequest, case_id: int) -> HttpResponse:
    """The answer as PDF, once it is issued; else 404."""
    found = get_object_or_404(queries.objections_visible_to(request.user), case=case_id)
    if not found.verify_code:
        raise Http404
    address = request.build_absolute_uri(reverse("deposits:public_verified", args=[found.verify_code]))
    paper = papers.answer_paper(found, verify_url=address, at=timezone.now())
    return papers.response(paper, _("余额异议答复书-%(number)s") % {"number": found.case.number})


def links(case: Case, side: str) -> list[tuple[str, str]]:
    """The letter, and for staff the page where it is checked and written (settings.CASE_LINKS)."""
    found: Any = BalanceObjection.objects.filter(case=case).only("verify_code").first()
    if found is None:
        return []
    ways = [(_("逐笔核对和答复"), reverse("deposits:counter_objection", args=[case.pk]))] if side == "counter" else []
    if found.verify_code:
        ways.append((_("下载答复书"), reverse(f"deposits:{side}_answer_letter", args=[case.pk])))
    return ways
