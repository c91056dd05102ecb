"""Withdrawals for the mini-program: what can be had, asked for, followed. The same acts as the portal's."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api
from accounts.permissions import Permission, Scope
from deposits.api.accounts import AccountView
from deposits.api.employers import KEY
from deposits.models import PersonalAccount
from desk.states.cases import Channel
from withdrawals import operations, queries
from withdrawals.forms.asking import Asking
from withdrawals.forms.parts import PURCHASE
from withdrawals.models import Reason, Withdrawal
from withdrawals.operations import partners
from withdrawals.rules.asking import Application, PayTo
from withdrawals.rules.particulars import NO_LEASE, PUBLIC, REGISTERED, Cost, Hardship, House, Lease, Loan, Particulars
from withdrawals.states import Need, PayeeKind, Relation

PARTS = {
    Need.HOUSE: "house",
    Need.LEASE: "lease",
    Need.LOAN: "loan",
    Need.COST: "cost",
    Need.PROJECT: "cost",
    Need.HARDSHIP: "hardship",
}
"""What a reason needs → the part of `particulars` that tells it."""


# --- what can be had


class OfferAnswer(serializers.Serializer):
    """A reason with what can be had at most, judged by what is on file; refusals say why not."""

    reason = serializers.CharField(source="reason.code")
    name = serializers.CharField(source="reason.label")
    most_fen = api.FenField(source="allowance.most_fen")
    because = serializers.ListField(child=serializers.CharField(), source="allowance.because")
    refusals = serializers.SerializerMethodField()
    needs = serializers.SerializerMethodField(help_text="Parts of `particulars` that an application has to give.")
    for_whom = serializers.SerializerMethodField(help_text="Values of `for_whom`, with words.")

    def get_refusals(self, offer: queries.Offer) -> list[str]:
        """Each with the rule it rests on."""
        return [each.words for each in offer.allowance.refusals]

    def get_needs(self, offer: queries.Offer) -> list[str]:
        """house, lease, loan, cost, hardship."""
        return parts_of(offer.reason)

    def get_for_whom(self, offer: queries.Offer) -> list[dict[str, str]]:
        """The owner, and those of the family on file for whom it can be asked."""
        asking = Asking(offer.reason, self.context["person_id"], timezone.localdate())
        return [{"value": value, "name": words} for value, words in asking.who]


class CardAnswer(serializers.Serializer):
    """A bound card that money can go to."""

    id = serializers.IntegerField(source="pk")
    bank = serializers.CharField(source="bank_name")
    tail = serializers.SerializerMethodField()

    def get_tail(self, card: Any) -> str:
        """The last four digits."""
        return str(card.number[-4:])


class OffersAnswer(serializers.Serializer):
    """What an account's owner can withdraw for today, and to which cards."""

    results = OfferAnswer(many=True)
    cards = CardAnswer(many=True)


class Offers(AccountView):
    """What can be had, and why."""

    @extend_schema(responses=OffersAnswer, summary=gettext_lazy("可提取的原因和额度"), operation_id="list_offers")
    def get(self, request: Request, number: str) -> Response:
        """Every reason that leaves the account open, with its limit of today."""
        account = self.account(number, _("提取额度"))
        found = queries.offers(account.person_id, timezone.localdate())
        context = {"person_id": account.person_id}
        cards = [] if not found else Asking(found[0].reason, account.person_id, timezone.localdate()).own_cards
        return Response(
            {"results": OfferAnswer(found, many=True, context=context).data, "cards": CardAnswer(cards, many=True).data}
        )


# --- asked for


class HouseQuestion(serializers.Serializer):
    """A house: bought (all of it), or one's own (title and address)."""

    title_number = api.TextField(max_length=60, required=False, default="")
    contract_number = api.TextField(max_length=60, required=False, default="")
    address = api.TextField(max_length=120)
    city = api.TextField(max_length=40, required=False, default="", allow_blank=True)
    is_out_of_town = serializers.BooleanField(required=False, default=False)
    area = api.TextField(max_length=12, required=False, default="", allow_blank=True)
    price_fen = api.FenField(min_value=0, required=False, default=0)
    own_money_fen = api.FenField(min_value=0, required=False, default=0)
    signed_on = serializers.DateField(required=False, allow_null=True, default=None)
    seller = api.TextField(max_length=80, required=False, default="", allow_blank=True)
    owners = serializers.ListField(child=api.TextField(max_length=60), max_length=20, required=False, default=list)
    is_share_purchase = serializers.BooleanField(required=False, default=False)


class LeaseQuestion(serializers.Serializer):
    """What is rented."""

    kind = serializers.ChoiceField(choices=[NO_LEASE, REGISTERED, PUBLIC])
    address = api.TextField(max_length=120)
    number = api.TextField(max_length=60, required=False, default="", allow_blank=True)
    landlord = api.TextField(max_length=80, required=False, default="", allow_blank=True)
    monthly_rent_fen = api.FenField(min_value=0, required=False, default=0)
    since = serializers.DateField(required=False, allow_null=True, default=None)
    until = serializers.DateField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A registered or public lease has its number, rent and term."""
        wanted = () if attrs["kind"] == NO_LEASE else ("number", "monthly_rent_fen", "since", "until")
        missing = {name: [_("已备案和公租房须填写。")] for name in wanted if not attrs[name]}
        if missing:
            raise exceptions.ValidationError(missing)
        return attrs


class LoanQuestion(serializers.Serializer):
    """A home loan of another lender."""

    lender = api.TextField(max_length=80)
    contract_number = api.TextField(max_length=60)
    borrowers = serializers.ListField(child=api.TextField(max_length=60), min_length=1, max_length=20)
    paid_fen = api.FenField(min_value=1)
    last_paid_on = serializers.DateField()
    payoff_on = serializers.DateField(required=False, allow_null=True, default=None)


class CostQuestion(serializers.Serializer):
    """A cost with its paper."""

    what = api.TextField(max_length=80)
    payee = api.TextField(max_length=80)
    invoice_number = api.TextField(max_length=40)
    total_fen = api.FenField(min_value=1)
    subsidy_fen = api.FenField(min_value=0, required=False, default=0)
    issued_on = serializers.DateField()


class HardshipQuestion(serializers.Serializer):
    """The family's need."""

    certificate = api.TextField(max_length=60)
    monthly_need_fen = api.FenField(min_value=1)


class ParticularsQuestion(serializers.Serializer):
    """What is told; which parts are needed stands with the offer."""

    house = HouseQuestion(required=False, allow_null=True)
    lease = LeaseQuestion(required=False, allow_null=True)
    loan = LoanQuestion(required=False, allow_null=True)
    cost = CostQuestion(required=False, allow_null=True)
    hardship = HardshipQuestion(required=False, allow_null=True)
    marriage = serializers.ChoiceField(choices=["未婚", "已婚", "离异", "丧偶"], required=False, default="")
    is_multi_child = serializers.BooleanField(required=False, default=False)


class WithdrawalQuestion(serializers.Serializer):
    """A withdrawal asked for, to one of the owner's bound cards."""

    reason = serializers.SlugField(max_length=20)
    amount_fen = api.FenField(min_value=1)
    card = serializers.IntegerField(min_value=1, help_text="Id of a card of the offers.")
    for_whom = api.TextField(max_length=40, required=False, default=f"{Relation.SELF}-0")
    particulars = ParticularsQuestion()
    consent = serializers.BooleanField(help_text="The owner agrees that the registers are asked.")
    device = api.TextField(max_length=64, required=False, default="", allow_blank=True)

    def validate_consent(self, value: bool) -> bool:
        """Without it nothing can be checked."""
        if not value:
            raise exceptions.ValidationError(_("须经本人同意查询核对。"))
        return value


class StampsAnswer(serializers.Serializer):
    """From the form to the money; null: not yet."""

    submitted_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    screened_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    ordered_at = serializers.DateTimeField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)


class WithdrawalAnswer(serializers.Serializer):
    """A withdrawal: the decision is the case's status, the money's way is `money`."""

    number = serializers.CharField(source="case.number")
    reason = serializers.CharField(source="reason.code")
    reason_text = serializers.CharField(source="reason.label")
    amount_fen = api.FenField(source="asked_fen")
    status = serializers.CharField(source="case.status")
    status_text = serializers.CharField(source="case.get_status_display")
    refusal = serializers.CharField(source="case.reason", help_text="Why not, where it was refused.")
    money = serializers.CharField(source="status", help_text="HELD, ORDERED, RETURNED, PAID, CAME_BACK, RELEASED.")
    money_text = serializers.CharField(source="get_status_display")
    payee = serializers.CharField(source="payee_name")
    payee_tail = serializers.CharField()
    value_on = serializers.DateField(allow_null=True)
    stamps = StampsAnswer(source="*")


class WithdrawalsAnswer(serializers.Serializer):
    """Withdrawals of an account, newest first."""

    results = WithdrawalAnswer(many=True)
    next = serializers.CharField(allow_null=True)


class Withdrawals(AccountView):
    """The withdrawals of one account."""

    write_permission = (Permission.OWN_ACCOUNT,)
    write_scope = Scope.WITHDRAWALS_WRITE

    @extend_schema(
        responses=WithdrawalsAnswer,
        parameters=api.PAGING,
        summary=gettext_lazy("提取记录"),
        operation_id="list_withdrawals",
    )
    def get(self, request: Request, number: str) -> Response:
        """All of them, page by page."""
        account = self.account(number, _("提取记录"))
        rows = Withdrawal.objects.filter(account=account).select_related("case", "reason")
        return api.page(request, rows, by="-id", to_json=lambda row: WithdrawalAnswer(row).data)

    @extend_schema(
        request=WithdrawalQuestion,
        responses={201: WithdrawalAnswer},
        parameters=[KEY],
        summary=gettext_lazy("申请提取"),
        operation_id="apply_withdrawal",
    )
    def post(self, request: Request, number: str) -> Response:
        """Ask for a withdrawal: the money is held at once, registers and checks follow within minutes."""
        account = self.account(number, _("申请提取"))
        question = WithdrawalQuestion(data=request.data)
        question.is_valid(raise_exception=True)
        application = _application(account, question.validated_data)
        device = question.validated_data["device"]

        def act() -> Response:
            at = timezone.now()
            if self.user is None:
                made = partners.apply_for_partner(application=application, device=device, at=at)
            else:
                made = operations.apply(
                    application=application,
                    channel=Channel.API,
                    device=device,
                    address=self.address,
                    by=self.user,
                    at=at,
                )
            return Response(WithdrawalAnswer(made).data, status=201)

        return self.once(act, action="withdrawal:apply", target=account.number)


class OneWithdrawal(AccountView):
    """One withdrawal, by the number of its case."""

    @extend_schema(responses=WithdrawalAnswer, summary=gettext_lazy("查询提取进度"), operation_id="get_withdrawal")
    def get(self, request: Request, number: str) -> Response:
        """How far it is. The holder is told that it was read."""
        rows = Withdrawal.objects.select_related("case", "reason").filter(case__number=number)
        found = rows.filter(account__in=self.visible().order_by().values("pk")).first()
        if found is None:
            raise Http404
        self.looked(found.person_id, _("提取进度"))
        return Response(WithdrawalAnswer(found).data)


# --- within


def parts_of(reason: Reason) -> list[str]:
    """The parts of `particulars` that a reason needs."""
    return [PARTS[Need(need)] for need in reason.needs if need in PARTS]


def _application(account: PersonalAccount, said: dict[str, Any]) -> Application:
    """What was asked for. Raises ValidationError."""
    today = timezone.localdate()
    reason = queries.reasons_on(today).filter(code=said["reason"], closes=False).first()
    if reason is None:
        raise exceptions.ValidationError({"reason": [_("没有这项提取原因。")]})
    told = said["particulars"]
    missing = {part: [_("这项提取须填写这一部分。")] for part in parts_of(reason) if not told.get(part)}
    if missing:
        raise exceptions.ValidationError({"particulars": missing})
    choices = dict(Asking(reason, account.person_id, today).who)
    if said["for_whom"] not in choices:
        raise exceptions.ValidationError({"for_whom": [_("不能为这个人提取。")]})
    relation, _dash, subject = said["for_whom"].partition("-")
    return Application(
        reason=reason.code,
        person_id=account.person_id,
        amount_fen=said["amount_fen"],
        particulars=_particulars(reason, told),
        payee=PayTo(PayeeKind.OWN_CARD, card_id=said["card"]),
        relation=relation,
        subject_id=int(subject) or None,
    )


def _particulars(reason: Reason, told: dict[str, Any]) -> Particulars:
    """The parts that the reason needs; what else was sent is left out."""
    kinds: dict[str, Any] = {"house": House, "lease": Lease, "loan": Loan, "cost": Cost, "hardship": Hardship}
    parts = {name: kinds[name](**_frozen(told[name])) for name in parts_of(reason) if name != "house"}
    if "house" in parts_of(reason):
        parts["house"] = _house(reason, told["house"])
    return Particulars(**parts, marriage=told["marriage"], is_multi_child=told["is_multi_child"])


def _house(reason: Reason, said: dict[str, Any]) -> House:
    """A house that is bought is told whole; one's own by its title, so that nobody chooses what it is known by.

    Raises ValidationError.
    """
    if reason.rule != PURCHASE:
        if not said["title_number"]:
            raise _bad_house("title_number", _("请填写不动产权证号。"))
        return House(**{name: said[name] for name in ("title_number", "address", "city", "is_out_of_town")})
    if not said["title_number"] and not said["contract_number"]:
        raise _bad_house("contract_number", _("合同号和产权证号请至少填一个。"))
    return House(**_frozen(said))


def _bad_house(name: str, words: str) -> exceptions.ValidationError:
    return exceptions.ValidationError({"particulars": {"house": {name: [words]}}})


def _frozen(part: dict[str, Any]) -> dict[str, Any]:
    """Lists as tuples, as the particulars hold them."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in part.items()}
