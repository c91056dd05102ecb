"""What a register's answer means for a check: green, amber with what would make it green, or red. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from loans.states.applying import CheckResult
from policy.lending import LendingTerms


@dataclass(frozen=True)
class Verdict:
    """The result of a check, why, and which paper or act would make it green."""

    result: str
    sentence: str
    remedy: str = ""


@dataclass(frozen=True)
class Report:
    """A credit report in figures of the last two years: months overdue together and in a row."""

    overdue_months: int = 0
    longest_overdue: int = 0


def credit(reports: tuple[Report, ...], terms: LendingTerms) -> Verdict:
    """Nothing is lent from so many months overdue in a row or together on (连三累六)."""
    together = max((each.overdue_months for each in reports), default=0)
    in_row = max((each.longest_overdue for each in reports), default=0)
    values = {
        "together": together,
        "row": in_row,
        "most": terms.loan_credit_months_together,
        "most_row": terms.loan_credit_months_in_row,
    }
    if in_row >= terms.loan_credit_months_in_row or together >= terms.loan_credit_months_together:
        sentence = _("近两年累计逾期 %(together)d 个月、最长连续 %(row)d 个月，达到不予贷款的标准。") % values
        return Verdict(CheckResult.RED, sentence)
    if together:
        sentence = _("近两年累计逾期 %(together)d 个月、最长连续 %(row)d 个月，没有达到不予贷款的标准。") % values
        return Verdict(CheckResult.GREEN, sentence)
    return Verdict(CheckResult.GREEN, _("近两年没有逾期。"))


def credit_of_both(own: tuple[Report, ...], of_spouse: tuple[Report, ...], terms: LendingTerms) -> Verdict:
    """The borrower's credit in figures, the co-borrower's in none: the borrower reads the sentence.

    The worse of the two counts.
    """
    found, other = credit(own, terms), credit(of_spouse, terms)
    if other.result != CheckResult.RED:
        return found
    sentence = _("共同借款人征信需核实，具体情况只告诉其本人。")
    if found.result == CheckResult.RED:
        sentence = f"{found.sentence} {sentence}"
    return Verdict(CheckResult.RED, sentence)
