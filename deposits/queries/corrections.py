"""What was asked for in cases that correct accounts, in words for the pages of the counter kernel."""

from __future__ import annotations

from django.utils.translation import gettext as _

from common.money import yuan
from common.months import month_words
from deposits.models import AccountMerge, EmployerEnding, WrongPayment
from desk.models import Case

Facts = list[tuple[str, object]]


def facts(case: Case) -> Facts:
    """Label and value of what was asked for."""
    if wrong := WrongPayment.objects.filter(case=case).select_related("account__person").first():
        return _wrong_facts(wrong)
    if ending := EmployerEnding.objects.filter(case=case).select_related("account__employer", "into__employer").first():
        return _ending_facts(ending)
    merge = AccountMerge.objects.filter(case=case).select_related("source__person", "target__person").first()
    return _merge_facts(merge) if merge else []


def _wrong_facts(wrong: WrongPayment) -> Facts:
    rows: Facts = [
        (_("职工"), f"{wrong.account.person.name}（{wrong.account.number}）"),
        (_("错在哪里"), wrong.get_cause_display()),
        (_("更正金额（元）"), yuan(wrong.fen)),
    ]
    if wrong.correct_base_fen is not None:
        rows.append((_("正确的缴存基数（元）"), yuan(wrong.correct_base_fen)))
    words = _("单位 %(own)s + 个人 %(theirs)s")
    for month in wrong.months.order_by("month", "id"):
        parts = {"own": yuan(month.employer_fen), "theirs": yuan(month.employee_fen)}
        rows.append((month_words(month.month), words % parts))
    return [*rows, (_("说明"), wrong.reason)]


def _merge_facts(merge: AccountMerge) -> Facts:
    return [
        (_("并入的账户"), f"{merge.source.person.name}（{merge.source.number}）"),
        (_("保留的账户"), f"{merge.target.person.name}（{merge.target.number}）"),
        (_("怎么证明是同一人"), merge.get_proof_display()),
        (_("转入余额（元）"), yuan(merge.fen) if merge.done_at else _("合并时结转")),
        (_("说明"), merge.note),
    ]


def _ending_facts(ending: EmployerEnding) -> Facts:
    rows: Facts = [(_("单位"), f"{ending.account.employer.name}（{ending.account.number}）")]
    if ending.into is not None:
        rows.append((_("转到"), f"{ending.into.employer.name}（{ending.into.number}）"))
    if ending.people:
        rows.append((_("转出人数"), str(len(ending.people))))
    if ending.is_bankrupt:
        rows.append((_("破产"), _("是")))
    if ending.until is not None:
        rows.append((_("职工账户转移期限"), f"{ending.until:%Y-%m-%d}"))
    return [*rows, (_("说明"), ending.reason)]
