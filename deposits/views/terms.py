"""What the pages of employers' rates and deferrals share: the steps in the portal, what an employer's page shows."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import UserRequest
from deposits import operations, queries
from deposits.forms.terms import RatesForm, ReliefForm, asked
from deposits.models import EmployerAccount
from deposits.operations.terms import RATES, RELIEF
from deposits.states import TERMS_BADGE, TermsKind, TermsStatus
from desk.models import Case
from desk.states.cases import Channel
from desk.views.wizard import Answers, Page, Wizard
from policy import queries as policy


def wizard(request: UserRequest, account: EmployerAccount, kind: str) -> Wizard:
    """The steps in which a clerk asks for other rates (`RATES`) or for relief (`RELIEF`)."""
    is_rates = kind == RATES
    form: Any = partial(RatesForm, parameters=policy.on(policy.book_date())) if is_rates else ReliefForm

    def submit(answers: Answers, draft_id: int) -> Case:
        return operations.ask_terms(
            employer_account_id=account.pk,
            asked=asked(answers, TermsKind.RATES if is_rates else answers["kind"]),
            channel=Channel.EMPLOYER,
            draft_id=draft_id,
            by=request.user,
            at=timezone.now(),
        )

    name = "change_rates" if is_rates else "ask_relief"
    return Wizard(
        kind=RATES if is_rates else RELIEF,
        side="employer",
        channel=Channel.EMPLOYER,
        here=reverse(f"deposits:employer_{name}"),
        template=f"deposits/employer/{name}.html",
        pages=(Page("terms", _("申请内容"), form),),
        submit=submit,
        employer_id=account.employer_id,
        promise=_("复核同意后，从执行月份起按新比例缴存。")
        if is_rates
        else _("我们审核后报管委会批准，批准后执行；期满自动恢复。"),
    )


def form_of(kind: str, data: Any) -> RatesForm | ReliefForm:
    """The form of the window."""
    if kind == RATES:
        return RatesForm(data, parameters=policy.on(policy.book_date()))
    return ReliefForm(data)


def shown(account: EmployerAccount) -> list[dict[str, Any]]:
    """Changes of an employer's terms as its page lists them: words, badge, and when deferred months fall due."""
    return [
        {
            "terms": each,
            "words": queries.terms_words(each),
            "badge": TERMS_BADGE[each.status],
            "due_on": queries.due_after(each, account) if _is_deferral(each.kind, each.status) else None,
        }
        for each in queries.terms_to_show(account)
    ]


def _is_deferral(kind: str, status: str) -> bool:
    return kind == TermsKind.DEFERRAL and status in (TermsStatus.RUNNING, TermsStatus.ENDED, TermsStatus.WAITING)


def add_refusal(form: forms.Form, refusal: Exception) -> None:
    """Show a refusal at the field that it is about, where it names one."""
    field = getattr(refusal, "field", None)
    form.add_error(field if field in form.fields else None, str(refusal))
