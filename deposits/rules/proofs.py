"""Proofs of an account: how long one holds, what a stranger may read of it, and what makes two the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from deposits.states import ProofKind, ProofStanding


def as_text(content: Mapping[str, Any]) -> str:
    """What is certified as JSON that is the same however its parts were put together."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256 of what is certified."""
    return hashlib.sha256(as_text(content).encode()).hexdigest()


def short_fingerprint(whole: str) -> str:
    """The first sixteen digits in groups of four: enough for people to compare a paper with the page."""
    return " ".join(whole[place : place + 4].upper() for place in range(0, 16, 4))


def expires_on(kind: str, issued_on: date, valid_days: int) -> date | None:
    """The last day a proof holds; a bill tells of a past year and holds until it is revoked."""
    return None if kind == ProofKind.BILL else issued_on + timedelta(days=valid_days)


def standing(*, is_revoked: bool, expires: date | None, today: date) -> ProofStanding:
    """Whether a proof holds on a day; its last day counts."""
    if is_revoked:
        return ProofStanding.REVOKED
    return ProofStanding.EXPIRED if expires is not None and today > expires else ProofStanding.VALID


def masked_name(name: str) -> str:
    """A family name with the rest hidden, for pages that everybody can open."""
    return name[:1] + "*" * (len(name) - 1)
