"""A bank for evaluation and tests: it pays nobody, and misbehaves on demand.

How it behaves is chosen by the last four digits of the payee's account:

    9001  refuses at once: account does not exist
    9002  answers unknown, and knows that it paid when asked
    9003  answers unknown, and knows that it did not pay when asked the second time
    9004  is slow: pending until asked the second time
    9005  pays, and notifies twice
    9006  takes the payment and breaks off before it answers
    9007  is not reached at all

Anything else is paid at once. Money is fetched as the last four digits of the payer's account say:

    9011  refuses: not enough money
    9012  answers unknown, and has fetched the money when asked
    9013  answers unknown, and has not fetched it when asked the second time
    9007  is not reached at all

Anything else is fetched at once; the notice of the receipt comes with the next call for notices.
"""

from __future__ import annotations

from datetime import time

from django.db import transaction

from bank.gateways.base import Answer, Collection, GatewayDown, Instruction, Notice, Result
from bank.models import BankAccount, SandboxCollection, SandboxPayment
from policy import queries as policy

PAYS = "PAYS"
BEHAVIOURS = {
    "9001": "REFUSES",
    "9002": "UNKNOWN_PAID",
    "9003": "UNKNOWN_UNPAID",
    "9004": "SLOW",
    "9005": "NOTIFIES_TWICE",
    "9006": "BREAKS_OFF",
}
COLLECTS = {"9011": "LACKS", "9012": "UNKNOWN_PAID", "9013": "UNKNOWN_UNPAID"}
UNREACHABLE = "9007"
REFUSAL = "收款账号不存在"


class SandboxGateway:
    """See the module. What it has taken on stands in its own table, as a bank's would in the bank."""

    def pay(self, instruction: Instruction) -> Answer:
        """Take a payment on, once for a business number, and answer as the payee's account asks for."""
        ending = instruction.payee_account[-4:]
        if ending == UNREACHABLE:
            raise GatewayDown("sandbox: not reached")
        behaviour = BEHAVIOURS.get(ending, PAYS)
        number = 1 + SandboxPayment.objects.count()
        taken, _created = SandboxPayment.objects.get_or_create(
            business_no=instruction.business_no,
            defaults={
                "account": instruction.payer_account,
                "amount_fen": instruction.amount_fen,
                "behaviour": behaviour,
                "bank_serial": f"SB{instruction.business_no}{number:04d}",
                "value_date": policy.book_date(),
                "notices_left": 2 if behaviour == "NOTIFIES_TWICE" else 0,
            },
        )
        if behaviour == "BREAKS_OFF":
            raise GatewayDown("sandbox: connection lost")
        if behaviour == "REFUSES":
            return Answer(Result.RETURNED, message=REFUSAL)
        if behaviour.startswith("UNKNOWN"):
            return Answer(Result.UNKNOWN, message="处理超时，结果未明")
        if behaviour == "SLOW":
            return Answer(Result.PENDING, message="银行处理中")
        return self._paid(taken)

    def collect(self, collection: Collection) -> Answer:
        """Take an order to fetch money on, once for a business number, and answer as the payer's account asks for."""
        ending = collection.payer_account[-4:]
        if ending == UNREACHABLE:
            raise GatewayDown("sandbox: not reached")
        behaviour = COLLECTS.get(ending, PAYS)
        taken, _created = SandboxCollection.objects.get_or_create(
            business_no=collection.business_no,
            defaults={
                "account": collection.payee_account,
                "payer_account": collection.payer_account,
                "payer_name": collection.payer_name,
                "reference": collection.reference,
                "amount_fen": collection.amount_fen,
                "behaviour": behaviour,
                "bank_serial": f"SC{collection.business_no}",
                "value_date": policy.book_date(),
                "notices_left": 1 if behaviour in (PAYS, "UNKNOWN_PAID") else 0,
            },
        )
        if behaviour.startswith("UNKNOWN"):
            return Answer(Result.UNKNOWN, message="处理超时，结果未明")
        return self._fetched(taken)

    def _fetched(self, taken: SandboxCollection) -> Answer:
        """What became of an order to fetch money."""
        if taken.behaviour == "LACKS":
            return Answer(Result.RETURNED, message="付款账户余额不足")
        if taken.behaviour == "UNKNOWN_UNPAID":
            known = taken.asked >= 2
            return Answer(Result.RETURNED, message="未扣款，交易已撤销") if known else Answer(Result.UNKNOWN)
        return Answer(Result.SETTLED, taken.bank_serial, taken.value_date, "交易成功")

    def ask(self, business_no: str) -> Answer:
        """What became of a payment, or of an order to fetch money."""
        with transaction.atomic():
            order = SandboxCollection.objects.select_for_update().filter(business_no=business_no).first()
            if order is not None:
                order.asked += 1
                order.save(update_fields=["asked"])
                return self._fetched(order)
        with transaction.atomic():
            taken = SandboxPayment.objects.select_for_update().filter(business_no=business_no).first()
            if taken is None:
                return Answer(Result.UNKNOWN, message="银行查无此笔")
            taken.asked += 1
            taken.save(update_fields=["asked"])
        if taken.behaviour == "REFUSES":
            return Answer(Result.RETURNED, message=REFUSAL)
        if taken.behaviour == "SLOW" and taken.asked < 2:
            return Answer(Result.PENDING, message="银行处理中")
        if taken.behaviour == "UNKNOWN_UNPAID":
            return self._unpaid(taken)
        return self._paid(taken)

    def notices(self) -> list[Notice]:
        """The notices of NOTIFIES_TWICE, one a call and the same one both times."""
        with transaction.atomic():
            waiting = list(SandboxPayment.objects.select_for_update().filter(notices_left__gt=0).order_by("id"))
            for taken in waiting:
                taken.notices_left -= 1
                taken.save(update_fields=["notices_left"])
            fetched = list(SandboxCollection.objects.select_for_update().filter(notices_left__gt=0).order_by("id"))
            for each in fetched:
                each.notices_left -= 1
                each.save(update_fields=["notices_left"])
        return [self._notice(taken) for taken in waiting] + self._receipts(fetched)

    def _receipts(self, fetched: list[SandboxCollection]) -> list[Notice]:
        """Money fetched, as lines of the centre's account, each balance after the one before."""
        balances: dict[str, int] = {}
        notices = []
        for each in fetched:
            if each.account not in balances:
                known = BankAccount.objects.get(number=each.account)
                balances[each.account] = known.statement_balance_fen or 0
            balances[each.account] += each.amount_fen
            notices.append(
                Notice(
                    account=each.account,
                    value_date=each.value_date,
                    time=time(10, 0),
                    bank_serial=each.bank_serial,
                    direction="C",
                    amount_fen=each.amount_fen,
                    balance_fen=balances[each.account],
                    counter_account=each.payer_account,
                    counter_name=each.payer_name,
                    remark=each.reference,
                    summary="托收",
                )
            )
        return notices

    def _paid(self, taken: SandboxPayment) -> Answer:
        return Answer(Result.SETTLED, taken.bank_serial, taken.value_date, "交易成功")

    def _unpaid(self, taken: SandboxPayment) -> Answer:
        if taken.asked < 2:
            return Answer(Result.UNKNOWN, message="处理超时，结果未明")
        return Answer(Result.RETURNED, message="未付款，交易已撤销")

    def _notice(self, taken: SandboxPayment) -> Notice:
        account = BankAccount.objects.get(number=taken.account)
        return Notice(
            account=taken.account,
            value_date=taken.value_date,
            time=time(10, 0),
            bank_serial=taken.bank_serial,
            direction="D",
            amount_fen=taken.amount_fen,
            balance_fen=(account.statement_balance_fen or 0) - taken.amount_fen,
            remark=taken.business_no,
            summary="付款",
        )
