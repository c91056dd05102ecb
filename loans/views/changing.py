"""What can be changed about a standing loan, as both its borrowers and the window ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from loans.forms import changing as forms
from loans.models import Loan
from loans.operations import changing, requests, yearly
from loans.queries import own
from loans.states.early import Change
from loans.states.loans import LoanStatus


@dataclass(frozen=True)
class Entry:
    """One change: its words, its form, what does it, what is said then."""

    title: Any
    hint: Any
    form: type[forms.ChangeForm]
    run: Callable[[Loan, Any, User, datetime], object]
    said: Any = gettext_lazy("已办理，当场生效。")
    is_window: bool = False


ASKED = gettext_lazy("已提交，复核同意后从下一期起生效。")


def _card(loan: Loan, form: Any, by: User, at: datetime) -> object:
    return changing.change_card(loan_id=loan.pk, card_id=int(form.cleaned_data["card"]), by=by, at=at)


def _due_day(loan: Loan, form: Any, by: User, at: datetime) -> object:
    return changing.change_due_day(loan_id=loan.pk, due_day=form.cleaned_data["due_day"], by=by, at=at)


def _offset(loan: Loan, form: Any, by: User, at: datetime) -> object:
    return changing.agree_offset(loan_id=loan.pk, by=by, at=at)


def _end_offset(loan: Loan, form: Any, by: User, at: datetime) -> object:
    return changing.end_offset(loan_id=loan.pk, by=by, at=at)


def _yearly(loan: Loan, form: Any, by: User, at: datetime) -> object:
    said = form.cleaned_data
    return yearly.agree(loan_id=loan.pk, mode=said["mode"], first_on=said["first_on"], by=by, at=at)


def _end_yearly(loan: Loan, form: Any, by: User, at: datetime) -> object:
    return yearly.end(loan_id=loan.pk, by=by, at=at)


def _asked(change: Change, **told: Any) -> Callable[[Loan, Any, User, datetime], object]:
    """Ask for a change that others agree to; `told` names where on the form each fact stands."""

    def run(loan: Loan, form: Any, by: User, at: datetime) -> object:
        facts = {name: find(form) for name, find in told.items()}
        what = change
        if change == Change.TERM and facts["months_left"] == loan.months_left:
            what = Change.METHOD
        return requests.ask(
            loan_id=loan.pk, change=what, told=facts, by=by, at=at, papers_seen=bool(form.cleaned_data.get("seen"))
        )

    return run


def _field(name: str) -> Callable[[Any], Any]:
    return lambda form: form.cleaned_data[name]


def _person(form: Any) -> int | None:
    found: int | None = form.person_id
    return found


ENTRIES: dict[str, Entry] = {
    "card": Entry(gettext_lazy("还款卡"), gettext_lazy("从哪张卡扣月供"), forms.CardForm, _card),
    "due-day": Entry(gettext_lazy("还款日"), gettext_lazy("换到发工资以后"), forms.DueDayForm, _due_day),
    "offset": Entry(gettext_lazy("签订按月冲还贷"), gettext_lazy("每月先用公积金余额还"), forms.ChangeForm, _offset),
    "end-offset": Entry(
        gettext_lazy("终止按月冲还贷"), gettext_lazy("以后只从还款卡扣"), forms.ChangeForm, _end_offset
    ),
    "yearly": Entry(
        gettext_lazy("签订按年冲还贷"), gettext_lazy("每年一次用余额提前还本金"), forms.YearlyForm, _yearly
    ),
    "end-yearly": Entry(
        gettext_lazy("终止按年冲还贷"), gettext_lazy("以后不再自动提前还"), forms.ChangeForm, _end_yearly
    ),
    "term": Entry(
        gettext_lazy("期限和还款方式"),
        gettext_lazy("延长、缩短，或改等额本息、等额本金"),
        forms.TermForm,
        _asked(Change.TERM, months_left=_field("months_left"), method=_field("method")),
        ASKED,
    ),
    "co-borrower": Entry(
        gettext_lazy("共同借款人"),
        gettext_lazy("结婚增加，离婚减少，凭双方书面同意"),
        forms.CoBorrowerForm,
        _asked(Change.CO_BORROWER, person_id=_person),
        ASKED,
        is_window=True,
    ),
    "borrower": Entry(
        gettext_lazy("由他人继续还款"),
        gettext_lazy("借款人去世或离异，由共同借款人或继承人继续还，凭书面同意"),
        forms.PersonForm,
        _asked(Change.BORROWER, person_id=_person),
        ASKED,
        is_window=True,
    ),
    "write-off": Entry(
        gettext_lazy("呆账核销"),
        gettext_lazy("凭管理委员会决议，三级审批"),
        forms.WriteOffForm,
        _asked(Change.WRITE_OFF, resolution=_field("resolution"), why=_field("why")),
        gettext_lazy("已提交审批。"),
        is_window=True,
    ),
}


def offered(loan: Loan, *, is_window: bool) -> list[tuple[str, Entry]]:
    """What can be changed about a loan now, by whom is there."""
    if not own.is_open(loan):
        return []
    has_yearly = own.yearly_of(loan) is not None
    left_out = {
        "offset" if loan.is_offset else "end-offset",
        "yearly" if has_yearly else "end-yearly",
        *(() if loan.status == LoanStatus.OVERDUE else ("write-off",)),
    }
    return [
        (code, each) for code, each in ENTRIES.items() if code not in left_out and (is_window or not each.is_window)
    ]


def first_of(code: str, loan: Loan) -> dict[str, Any]:
    """First values of a form."""
    if code == "term":
        return {"months_left": loan.months_left, "method": loan.method}
    return {"due_day": loan.due_day} if code == "due-day" else {}


def title_of(entry: Entry) -> str:
    """The heading of its page."""
    return _("变更：%(what)s") % {"what": entry.title}
