"""What the pages of proofs share: the paper itself, its picture to be scanned, and what an account can have."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.paper import response
from deposits import proof_papers, queries
from deposits.models import PersonalAccount, Proof
from deposits.queries import ProofStands
from deposits.states import ProofKind
from policy import queries as policy


def address_of(request: HttpRequest, proof: Proof) -> str:
    """Where everybody can check it: what its QR picture holds."""
    return request.build_absolute_uri(reverse("deposits:public_verified", args=[proof.verify_code]))


def paper(request: HttpRequest, proof: Proof) -> HttpResponse:
    """A proof as PDF."""
    made = proof_papers.proof_paper(proof, verify_url=address_of(request, proof))
    return response(made, proof_papers.file_name(proof))


def picture(request: HttpRequest, proof: Proof) -> str:
    """Its QR picture for a screen (亮码)."""
    return segno.make(address_of(request, proof), error="m", micro=False).svg_data_uri(scale=5, light="#fff")


def standing(proof: Proof) -> ProofStands:
    """How it stands today."""
    return queries.stands(proof, timezone.localdate())


def offered(account: PersonalAccount) -> list[tuple[str, str]]:
    """What the account can have certified now: value of a form field and words."""
    found = []
    for kind, years in queries.may_have(account, policy.book_date()):
        if kind == ProofKind.BILL:
            found += [(f"{kind}:{year}", _("%(year)s 年度账单") % {"year": year}) for year in years]
        else:
            found.append((str(kind), str(kind.label)))
    return found
