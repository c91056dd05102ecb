"""The loan contract as PDF: who lends whom how much, on which terms, and every instalment of the schedule."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from common.money import yuan
from common.paper import set_paper
from deposits.papers import capitals
from loans.models import Contract, Guarantee
from loans.queries import contracts as queries
from loans.queries.contracts import ELECTRONIC
from loans.rules.schedules import Instalment, total_interest
from loans.states.contracts import ContractStatus, GuaranteeStatus


def contract_paper(contract: Contract, *, today: date) -> bytes:
    """The contract (借款合同) with its schedule, as it would run were the money paid today, or as it does run."""
    loan = getattr(contract, "loan", None)
    disbursed_on = loan.disbursed_on if loan else today
    plan = queries.plan_of(contract, disbursed_on)
    data = {
        "title": _("住房公积金个人住房借款合同"),
        "centre": settings.CENTRE_NAME,
        "footer": _("合同编号 %(number)s　摘要 %(digest)s")
        % {"number": contract.number, "digest": contract.digest[:16].upper()},
        "parties": [[str(label), value] for label, value in _parties(contract)],
        "rows": [[str(cell) for cell in row] for row in _figures(contract, plan)],
        "clauses": [[str(title), str(text)] for title, text in _clauses(contract)],
        "signature_title": _("签字"),
        "signatures": _signatures(contract),
        "status": str(contract.get_status_display()) if contract.status != ContractStatus.SIGNED else "",
        "plan_title": _("还款计划（按 %(day)s 放款计算，实际以放款日为准）") % {"day": disbursed_on.isoformat()},
        "heads": [_("期次"), _("还款日"), _("还款额"), _("其中本金"), _("其中利息"), _("剩余本金")],
        "plan": [_line(each) for each in plan],
        "foot": _foot(plan),
    }
    return set_paper("loans/papers/contract", data)


def _parties(contract: Contract) -> list[tuple[Any, str]]:
    application = contract.application
    rows = [(_("贷款人（甲方）"), settings.CENTRE_NAME), (_("借款人（乙方）"), _named(application.borrower))]
    if application.co_borrower is not None:
        rows.append((_("共同借款人（乙方）"), _named(application.co_borrower)))
    return rows


def _named(person: Person) -> str:
    return f"{person.name}　{person.document_number}"


def _figures(contract: Contract, plan: list[Instalment]) -> list[list[Any]]:
    rate = f"{contract.annual_rate.normalize():f}%"
    factor = f"{contract.penalty_factor.normalize():f}"
    months = _("%(months)d 个月") % {"months": contract.months}
    return [
        [_("贷款金额（元）"), yuan(contract.principal_fen), _("大写"), capitals(contract.principal_fen)],
        [_("期限"), months, _("年利率"), rate],
        [_("还款方式"), contract.get_method_display(), _("每月还款日"), _("%(day)d 日") % {"day": contract.due_day}],
        [_("首期还款（元）"), yuan(plan[0].payment_fen), _("利息合计（元）"), yuan(total_interest(plan))],
        [_("收款人"), contract.payee_name, _("收款账号"), contract.payee_account],
        [_("罚息"), _("合同利率的 %(factor)s 倍") % {"factor": factor}, _("担保"), _secured_by(contract)],
        [
            _("按月冲还贷"),
            _("同意") if contract.is_offset else _("未约定"),
            _("办件编号"),
            contract.application.case.number,
        ],
    ]


def _secured_by(contract: Contract) -> str:
    rows = Guarantee.objects.filter(contract=contract).exclude(status=GuaranteeStatus.VOID).order_by("id")
    return "、".join(f"{each.get_kind_display()} {each.certificate}".strip() for each in rows) or _("抵押")


def _clauses(contract: Contract) -> list[tuple[Any, Any]]:
    rate = {"factor": f"{contract.penalty_factor.normalize():f}"}
    return [
        (
            _("第一条　用途"),
            _("贷款只用于购买、建造、翻建、大修自住住房，由甲方直接付到上列收款账户，不付给乙方。"),
        ),
        (
            _("第二条　放款条件"),
            _(
                "本合同签订、抵押登记办妥（期房为抵押预告登记和开发企业阶段性保证）并经甲方两人审核授权后放款，只放款一次。"
            ),
        ),
        (
            _("第三条　利率"),
            _(
                "执行放款日的公积金贷款利率。国家调整利率时，期限一年以内的不变，"
                "一年以上的自次年 1 月 1 日起按新利率计算。"
            ),
        ),
        (
            _("第四条　还款"),
            _(
                "乙方在每月还款日足额还款；当月没有这一天的，为当月最后一天。首期不足或超过一个月的，利息按实际天数计算，"
                "一年按 360 天。最后一期还清全部余额。"
            ),
        ),
        (
            _("第五条　提前还款"),
            _("乙方可以提前归还部分或全部贷款，甲方不收违约金；有逾期的应先还清逾期。"),
        ),
        (
            _("第六条　逾期"),
            _(
                "未按时归还的本息，自还款日次日起按合同利率的 %(factor)s 倍按日计收罚息。"
                "甲方可以从乙方的公积金账户扣还逾期本息和罚息。"
            )
            % rate,
        ),
        (
            _("第七条　担保"),
            _(
                "乙方以所购住房抵押或以约定方式担保，结清前不得擅自转让、出租或再抵押；结清后甲方在三个工作日内协助解除。"
            ),
        ),
        (
            _("第八条　如实申报"),
            _("乙方以虚假材料骗取贷款的，甲方可以要求立即还清全部贷款本息，并依照《住房公积金管理条例》处理。"),
        ),
        (
            _("第九条　争议"),
            _("因本合同发生争议的，双方协商解决；协商不成的，可以向甲方所在地人民法院起诉。"),
        ),
    ]


def _signatures(contract: Contract) -> list[list[str]]:
    people = {each.pk: each.name for each in (contract.application.borrower, contract.application.co_borrower) if each}
    rows = []
    for each in contract.signatures:
        at = timezone.localtime(datetime.fromisoformat(each["at"]))
        how = _("电子签名 %(serial)s") % {"serial": each["serial"]} if each["how"] == ELECTRONIC else _("当面签字")
        rows.append([people.get(each["person"], ""), str(how), f"{at:%Y-%m-%d %H:%M}"])
    if contract.signed_at is not None:
        at = timezone.localtime(contract.signed_at)
        rows.append([str(contract.witnessed_by), str(_("甲方面签人")), f"{at:%Y-%m-%d %H:%M}"])
    return rows


def _line(each: Instalment) -> list[str]:
    money = (each.payment_fen, each.principal_fen, each.interest_fen, each.balance_fen)
    return [str(each.number), f"{each.due_on:%Y-%m-%d}" if each.due_on else "", *(yuan(fen) for fen in money)]


def _foot(plan: list[Instalment]) -> list[str]:
    sums = [sum(each.payment_fen for each in plan), sum(each.principal_fen for each in plan), total_interest(plan)]
    return ["", str(_("合计")), *(yuan(fen) for fen in sums), ""]
