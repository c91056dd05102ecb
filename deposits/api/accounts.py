"""Personal accounts and their entries, each with its reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api
from accounts.permissions import Permission, Scope
from deposits import queries
from deposits.models import PersonalAccount
from deposits.queries import Explained
from deposits.states import FROZEN_CODE


class AccountAnswer(serializers.Serializer):
    """A personal account. `status` is the code GRZHZT of JGJ/T 320; `holder` shows the family name only in lists."""

    number = serializers.CharField()
    holder = serializers.CharField(source="person.name")
    status = serializers.SerializerMethodField()
    status_text = serializers.SerializerMethodField()
    employer_number = serializers.CharField(source="employer_account.number")
    employer_name = serializers.CharField(source="employer_account.employer.name")
    balance_fen = api.FenField(source="ledger_account.balance_fen")
    base_fen = api.FenField()
    employer_part_fen = api.FenField()
    employee_part_fen = api.FenField()
    paid_through = serializers.CharField(help_text="YYYYMM, empty before the first month.")
    opened_on = serializers.DateField()

    def get_status(self, account: Any) -> str:
        """The code reported: 06 while a freeze is in force, whatever lies beneath it."""
        return FROZEN_CODE if account.is_frozen else str(account.status)

    def get_status_text(self, account: Any) -> str:
        """The same in words."""
        return _("冻结") if account.is_frozen else str(account.get_status_display())


class AccountsAnswer(serializers.Serializer):
    """A page of accounts."""

    results = AccountAnswer(many=True)
    next = serializers.CharField(allow_null=True)


class Step(serializers.Serializer):
    """One step of a calculation, in words."""

    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField()


class EntryAnswer(serializers.Serializer):
    """One entry with its reason: `why` in a line, `steps` of the calculation behind it."""

    id = serializers.IntegerField(source="entry.pk")
    reason = serializers.CharField(source="entry.journal.reason")
    title = serializers.CharField()
    value_on = serializers.DateField(source="entry.value_on", help_text="The bank's date: interest goes by it.")
    booked_on = serializers.DateField(source="entry.on", help_text="The business date it was booked on.")
    change_fen = api.FenField()
    balance_fen = api.FenField(help_text="Balance after this entry, in the order of value dates.")
    why = serializers.CharField(source="why.line")
    steps = serializers.SerializerMethodField()

    @extend_schema_field(Step(many=True))
    def get_steps(self, line: Explained) -> list[dict[str, str]]:
        """The steps as label and text."""
        return [{"label": str(label), "text": str(text)} for label, text in line.why.steps]


class EntriesAnswer(serializers.Serializer):
    """A page of entries, newest first."""

    results = EntryAnswer(many=True)
    next = serializers.CharField(allow_null=True)


class AccountView(api.ApiView):
    """What the views of personal accounts share."""

    permission = (Permission.OWN_ACCOUNT, Permission.ACCOUNT_VIEW)
    scope = Scope.ACCOUNTS_READ

    def visible(self) -> QuerySet[PersonalAccount]:
        """The accounts the caller may see. Raises PermissionDenied where a partner brings no depositor's leave."""
        if self.grant is None:
            assert self.user is not None
            return queries.with_freezes(queries.accounts_visible_to(self.user))
        if self.grant.leave is None:
            sentence = _("查询账户需要缴存人的授权码，请在 X-Depositor-Token 请求头中附上。")
            raise exceptions.PermissionDenied(sentence, code="depositor_token_required")
        return queries.with_freezes(queries.accounts_visible_to_partner(self.grant.partner, self.grant.leave))

    def account(self, number: str, what: str) -> PersonalAccount:
        """One account, looked at. Raises Http404 for one the caller may not see."""
        found = self.visible().filter(number=number).first()
        if found is None:
            raise Http404
        self.looked(found.person_id, what)
        return found


class Accounts(AccountView):
    """The accounts that the caller may see."""

    @extend_schema(
        responses=AccountsAnswer,
        parameters=api.PAGING,
        summary=gettext_lazy("账户列表"),
        operation_id="list_accounts",
    )
    def get(self, request: Request) -> Response:
        """A depositor's own accounts; all of them, page by page, for the centre's staff."""
        visible = self.visible()
        if self.grant and self.grant.leave:
            self.looked(self.grant.leave.person_id, _("公积金账户"))
        return api.page(request, visible, by="number", to_json=self._row)

    def _row(self, account: PersonalAccount) -> dict[str, Any]:
        """A row; staff see lists masked, since a list is not a look."""
        row = dict(AccountAnswer(account).data)
        if self.user is not None and self.user.person_id != account.person_id:
            name = account.person.name
            row["holder"] = name[:1] + "*" * (len(name) - 1)
        return row


class Account(AccountView):
    """One personal account."""

    @extend_schema(
        responses=AccountAnswer,
        summary=gettext_lazy("查询一个账户"),
        operation_id="get_account",
    )
    def get(self, request: Request, number: str) -> Response:
        """Its balance, base and monthly parts. The holder is told that it was read."""
        return Response(AccountAnswer(self.account(number, _("公积金账户"))).data)


class Entries(AccountView):
    """The entries of one personal account."""

    @extend_schema(
        responses=EntriesAnswer,
        parameters=[
            OpenApiParameter("since", OpenApiTypes.DATE, description="First value date, included."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="Last value date, included."),
            *api.PAGING,
        ],
        summary=gettext_lazy("账户明细，每笔附计算依据"),
        operation_id="list_entries",
    )
    def get(self, request: Request, number: str) -> Response:
        """Every change of the balance, newest first, with the reason for every fen."""
        since, until = _day(request, "since", date.min), _day(request, "until", date.max)
        if since > until:
            raise exceptions.ValidationError({"until": [_("结束日期不能早于开始日期。")]})
        size, before = api.page_size(request), api.cursor_id(request)
        account = self.account(number, _("公积金账户明细"))
        lines = queries.entries_page(account, since, until, before, size + 1)
        more = api.next_url(request, lines[size - 1].entry.pk) if len(lines) > size else None
        return Response({"results": EntryAnswer(lines[:size], many=True).data, "next": more})


def _day(request: Request, name: str, default: date) -> date:
    asked = request.query_params.get(name)
    if not asked:
        return default
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise exceptions.ValidationError({name: [_("应为日期，例如 2026-10-10。")]}) from None


class SpanAnswer(serializers.Serializer):
    """Days with one balance and one rate, both ends included."""

    first = serializers.DateField()
    last = serializers.DateField()
    days = serializers.IntegerField()
    balance_fen = api.FenField()
    annual_rate = serializers.CharField(help_text="Percent a year.")
    accumulation_fen_days = serializers.IntegerField()


class DifferenceAnswer(serializers.Serializer):
    """What was put right after the settlement."""

    fen = api.FenField()
    on = serializers.DateField()


class InterestYearAnswer(serializers.Serializer):
    """A fund year's interest, explained. `settled_fen` is null while the year is not settled."""

    account = serializers.CharField()
    fund_year = serializers.IntegerField()
    opening_fen = api.FenField()
    day_basis = serializers.CharField()
    spans = SpanAnswer(many=True)
    accumulation_fen_days = serializers.IntegerField()
    interest_fen = api.FenField()
    settled_fen = api.FenField(allow_null=True)
    settled_on = serializers.DateField(allow_null=True)
    differences = DifferenceAnswer(many=True)


class Interest(AccountView):
    """One fund year's interest of an account."""

    @extend_schema(
        responses=InterestYearAnswer,
        summary=gettext_lazy("年度利息，逐段附计算"),
        operation_id="get_interest",
    )
    def get(self, request: Request, number: str, year: str) -> Response:
        """Every span of days with its balance, rate and product, and what the books gave."""
        account = self.account(number, _("公积金账户利息"))
        if int(year) not in queries.years_of(account):
            raise Http404
        return Response(queries.year_as_json(queries.year_of(account, int(year))))
