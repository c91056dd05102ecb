"""Employers and their remittance lists; a list is declared by its file."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api
from accounts.access import duty_of
from accounts.models import Door
from accounts.permissions import DUTY_GRANTS, ClerkDuty, Permission, Scope
from deposits import operations, queries
from deposits.files.columns import FileRefused
from deposits.models import EmployerAccount, RemittanceList
from deposits.states import ListPurpose
from policy import queries as policy

LARGEST_FILE = 20 * 1024 * 1024
KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="8 to 80 visible characters. The same key with the same content gives the first answer again.",
)


class DueAnswer(serializers.Serializer):
    """A month that an employer still owes."""

    month = serializers.CharField()
    due_on = serializers.DateField()
    days_late = serializers.IntegerField(help_text="0 or less: not late yet.")


class EmployerAnswer(serializers.Serializer):
    """An employer's account at a glance. `status` is the code DWZHZT of JGJ/T 320."""

    number = serializers.CharField(source="account.number")
    name = serializers.CharField(source="account.employer.name")
    social_credit_code = serializers.CharField(source="account.employer.social_credit_code")
    status = serializers.CharField(source="account.status")
    status_text = serializers.CharField(source="account.get_status_display")
    employer_rate = api.RateField(source="account.employer_rate")
    employee_rate = api.RateField(source="account.employee_rate")
    paid_through = serializers.CharField(source="account.paid_through")
    next_month = serializers.CharField(help_text="The only month that can be declared now.")
    active_count = serializers.IntegerField()
    sealed_count = serializers.IntegerField()
    monthly_fen = api.FenField()
    due = DueAnswer(many=True)


class ListAnswer(serializers.Serializer):
    """A remittance list: what was declared for a month, for months behind or ahead, and what has come in."""

    number = serializers.CharField()
    employer_number = serializers.CharField(source="employer_account.number")
    purpose = serializers.ChoiceField(
        choices=ListPurpose.values, help_text="REGULAR: its month. BACK: months paid back. ADVANCE: months ahead."
    )
    business_code = serializers.CharField(help_text="GJHTQYWLX of JGJ/T 320: 01 remittance, 02 back payment.")
    first_month = serializers.CharField(help_text="Of several months the first; empty for one month.")
    month = serializers.CharField(help_text="The month, or the last of several.")
    status = serializers.CharField()
    status_text = serializers.CharField(source="get_status_display")
    employer_rate = api.RateField()
    employee_rate = api.RateField()
    person_count = serializers.IntegerField()
    employer_fen = api.FenField()
    employee_fen = api.FenField()
    total_fen = api.FenField()
    received_fen = api.FenField()
    missing_fen = api.FenField()
    declared_at = serializers.DateTimeField()
    value_on = serializers.DateField(allow_null=True)
    allocated_at = serializers.DateTimeField(allow_null=True)


class ListsAnswer(serializers.Serializer):
    """A page of lists, newest first."""

    results = ListAnswer(many=True)
    next = serializers.CharField(allow_null=True)


class ListFile(serializers.Serializer):
    """A payroll list as a file."""

    file = serializers.FileField(help_text=".xlsx, .csv or .txt, at most 50,000 people.")


class EmployerView(api.ApiView):
    """What the views of employers share."""

    permission: tuple[Permission, ...] | str = (Permission.OWN_EMPLOYER, Permission.EMPLOYER_VIEW)
    scope: Scope | None = Scope.LISTS_READ

    def account(self, number: str) -> EmployerAccount:
        """One employer's account. Raises Http404 for one the caller may not see."""
        if self.grant is not None:
            visible = queries.employer_accounts_visible_to_partner(self.grant.partner)
        else:
            assert self.user is not None
            visible = queries.employer_accounts_visible_to(self.user)
        found = visible.filter(number=number).first()
        if found is None:
            raise Http404
        return found

    def refuse_beyond_duty(self, account: EmployerAccount) -> None:
        """A clerk who may not declare on the pages may not here. Raises PermissionDenied."""
        if self.user is None or self.user.door != Door.CLERK:
            return
        duty = duty_of(self.user, account.employer_id)
        if duty is None or Permission.OWN_EMPLOYER_DECLARE not in DUTY_GRANTS[ClerkDuty(duty)]:
            raise exceptions.PermissionDenied


class Employer(EmployerView):
    """One employer."""

    @extend_schema(
        responses=EmployerAnswer,
        summary=gettext_lazy("查询单位"),
        operation_id="get_employer",
    )
    def get(self, request: Request, number: str) -> Response:
        """Its rates, head counts, the month to declare next and the months it owes."""
        return Response(EmployerAnswer(queries.standing(self.account(number), policy.book_date())).data)


class EmployerLists(EmployerView):
    """The lists of one employer."""

    write_permission = (Permission.OWN_EMPLOYER, Permission.REMITTANCE_CONFIRM)
    write_scope = Scope.LISTS_WRITE
    largest_body = LARGEST_FILE + 64 * 1024
    parser_classes = [MultiPartParser]

    @extend_schema(
        responses=ListsAnswer,
        parameters=api.PAGING,
        summary=gettext_lazy("单位的汇缴清册"),
        operation_id="list_lists",
    )
    def get(self, request: Request, number: str) -> Response:
        """What was declared month by month, newest first."""
        lists = RemittanceList.objects.filter(employer_account=self.account(number)).select_related("employer_account")
        return api.page(request, lists, by="-id", to_json=lambda row: ListAnswer(row).data)

    @extend_schema(
        request={"multipart/form-data": ListFile},
        responses={201: ListAnswer},
        parameters=[KEY],
        summary=gettext_lazy("上传并申报清册"),
        operation_id="declare_list",
    )
    def post(self, request: Request, number: str) -> Response:
        """Check a payroll file and declare it. With a single fault nothing is kept; each is told by row and column."""
        account = self.account(number)
        self.refuse_beyond_duty(account)
        question = ListFile(data=request.data)
        question.is_valid(raise_exception=True)
        file = question.validated_data["file"]
        return self.once(
            lambda: self._declare(account, file.name, file.read()),
            action="list:declare",
            target=f"employeraccount:{account.pk}",
        )

    def _declare(self, account: EmployerAccount, name: str, content: bytes) -> Response:
        try:
            declared = operations.declare_file(
                employer_account_id=account.pk, name=name, content=content, by=self.user, at=timezone.now()
            )
        except operations.PayrollFaulty as refusal:
            raise FaultyList(refusal) from None
        except FileRefused as refusal:
            raise exceptions.ValidationError({"file": [str(refusal)]}) from None
        where = reverse("api:list", args=[declared.number])
        return Response(ListAnswer(declared).data, status=201, headers={"Location": where})


class FaultyList(exceptions.ValidationError):
    """A payroll file with faults: told one by one with row and column, the rest counted."""

    def __init__(self, refusal: operations.PayrollFaulty) -> None:
        super().__init__({"file": [str(refusal)]}, code="faulty")
        checked = refusal.checked
        self.rows = [
            {
                "code": "fault",
                "detail": error.message,
                "attr": "file",
                "row": error.row,
                "column": error.column,
                "value": error.value,
            }
            for error in checked.errors
        ]
        self.total = checked.error_count


class List(EmployerView):
    """One remittance list."""

    @extend_schema(responses=ListAnswer, summary=gettext_lazy("查询一份清册"), operation_id="get_list")
    def get(self, request: Request, number: str) -> Response:
        """Where it stands: waiting for money, partly paid, allocated, reversed or void."""
        if self.grant is not None:
            visible = queries.lists_visible_to_partner(self.grant.partner)
        else:
            assert self.user is not None
            visible = queries.lists_visible_to(self.user)
        found = visible.filter(number=number).first()
        if found is None:
            raise Http404
        return Response(ListAnswer(found).data)
