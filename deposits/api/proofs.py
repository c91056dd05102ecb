"""Proofs of an account: issued and listed for its owner, checked by whoever was shown one."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api
from accounts.permissions import Permission, Scope
from deposits import operations, queries
from deposits.api.accounts import AccountView
from deposits.api.employers import KEY
from deposits.models import Proof
from deposits.states import ProofKind, ProofStanding
from desk.states.cases import Channel


class ProofQuestion(serializers.Serializer):
    """What is to be certified; a bill names its fund year."""

    kind = serializers.ChoiceField(choices=ProofKind.choices)
    year = serializers.IntegerField(required=False, allow_null=True, min_value=1990, max_value=2200)


class CertifiedAnswer(serializers.Serializer):
    """What is certified: fen, dates and the codes of JGJ/T 320. Which fields there are goes by the kind."""

    as_of = serializers.DateField()
    name = serializers.CharField()
    document_type = serializers.CharField()
    document_number = serializers.CharField()
    account = serializers.CharField()
    employer = serializers.CharField()
    status = serializers.CharField()
    opened_on = serializers.DateField()
    paid_through = serializers.CharField()
    base_fen = api.FenField(required=False)
    employer_rate = serializers.CharField(required=False)
    employee_rate = serializers.CharField(required=False)
    monthly_fen = api.FenField(required=False)
    months_continuous = serializers.IntegerField(required=False)
    months_elsewhere = serializers.IntegerField(required=False)
    balance_fen = api.FenField(required=False)
    loans = serializers.IntegerField(required=False)
    loans_unsettled = serializers.IntegerField(required=False)
    burdens = serializers.ListField(child=serializers.CharField(), required=False)


class ProofAnswer(serializers.Serializer):
    """A proof as it stands today. `content` is null for whoever has no leave of its owner."""

    number = serializers.CharField()
    kind = serializers.CharField()
    kind_text = serializers.CharField(source="get_kind_display")
    year = serializers.IntegerField(allow_null=True)
    verify_code = serializers.CharField()
    issued_at = serializers.DateTimeField()
    expires_on = serializers.DateField(allow_null=True)
    standing = serializers.SerializerMethodField()
    holder = serializers.SerializerMethodField(help_text="The family name; the rest is hidden.")
    fingerprint = serializers.CharField(help_text="SHA-256 of what is certified; its beginning is on the paper.")
    verify_url = serializers.SerializerMethodField()
    content = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=ProofStanding.choices))
    def get_standing(self, proof: Proof) -> str:
        """VALID, EXPIRED or REVOKED."""
        return str(queries.stands(proof, timezone.localdate()).standing)

    def get_holder(self, proof: Proof) -> str:
        """For anybody's eyes."""
        return queries.stands(proof, timezone.localdate()).holder

    def get_verify_url(self, proof: Proof) -> str:
        """Where everybody can check it."""
        request: Request = self.context["request"]
        return str(request.build_absolute_uri(reverse("deposits:public_verified", args=[proof.verify_code])))

    @extend_schema_field(CertifiedAnswer(allow_null=True))
    def get_content(self, proof: Proof) -> dict[str, Any] | None:
        """What is certified, for its owner and whoever has their leave."""
        return proof.facts if self.context.get("whole") else None


class ProofsAnswer(serializers.Serializer):
    """The proofs of an account, newest first."""

    results = ProofAnswer(many=True)
    next = serializers.CharField(allow_null=True)


class Proofs(AccountView):
    """The proofs of one account."""

    write_permission = (Permission.OWN_ACCOUNT,)
    write_scope = Scope.ACCOUNTS_READ

    @extend_schema(
        responses=ProofsAnswer, parameters=api.PAGING, summary=gettext_lazy("开具过的证明"), operation_id="list_proofs"
    )
    def get(self, request: Request, number: str) -> Response:
        """What was issued, newest first; without what each certifies."""
        account = self.account(number, _("开具过的证明"))
        size, before = api.page_size(request), api.cursor_id(request)
        rows = Proof.objects.filter(account=account).order_by("-id")
        found = list((rows.filter(pk__lt=before) if before else rows)[: size + 1])
        more = api.next_url(request, found[size - 1].pk) if len(found) > size else None
        results = ProofAnswer(found[:size], many=True, context={"request": request}).data
        return Response({"results": results, "next": more})

    @extend_schema(
        request=ProofQuestion,
        responses={201: ProofAnswer},
        parameters=[KEY],
        summary=gettext_lazy("开具证明"),
        operation_id="issue_proof",
    )
    def post(self, request: Request, number: str) -> Response:
        """Certify the account as it stands now, for its owner or a partner with the owner's leave."""
        account = self.account(number, _("开具证明"))
        question = ProofQuestion(data=request.data)
        question.is_valid(raise_exception=True)

        def act() -> Response:
            proof = operations.issue_proof(
                account_id=account.pk,
                kind=question.validated_data["kind"],
                year=question.validated_data.get("year"),
                channel=Channel.API if self.grant else Channel.PORTAL,
                by=self.user,
                at=timezone.now(),
            )
            return Response(ProofAnswer(proof, context={"request": request, "whole": True}).data, status=201)

        return self.once(act, action="proof:issue", target=account.number)


class CheckedProof(AccountView):
    """One proof, found by the code on it."""

    @extend_schema(responses=ProofAnswer, summary=gettext_lazy("核验证明"), operation_id="check_proof")
    def get(self, request: Request, number: str) -> Response:
        """Whether it is ours and still holds; what it certifies only with the owner's leave."""
        proof = queries.proof_of_code(number)
        if proof is None:
            raise Http404
        whole = self._may_read(proof)
        if whole:
            self.looked(proof.account.person_id, _("证明 %(number)s") % {"number": proof.number})
        return Response(ProofAnswer(proof, context={"request": request, "whole": whole}).data)

    def _may_read(self, proof: Proof) -> bool:
        if self.grant is None:
            assert self.user is not None
            return queries.proofs_visible_to(self.user).filter(pk=proof.pk).exists()
        leave = self.grant.leave
        visible = queries.accounts_visible_to_partner(self.grant.partner, leave)
        return visible.filter(pk=proof.account_id).exists()
