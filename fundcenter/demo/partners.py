"""The demo centre's partners: a mini-program, an employer's payroll software and the bank, each with a token to try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts import operations as accounts
from accounts.models import Employer, User
from accounts.permissions import Scope
from common.transactions import operation
from fundcenter.demo import doors


@dataclass(frozen=True)
class Given:
    """A partner's name and its token, as the start-up prints them."""

    name: str
    token: str


@operation
def let_in_partners(*, by: User | None) -> list[Given]:
    """Register the three and issue their tokens. They run on the real clock, as everything about log-ins does."""
    at = timezone.now()
    employer = Employer.objects.get(fund_account__number=doors.HISTORY_CLERK)
    wanted: list[tuple[str, str, int | None, list[Scope]]] = [
        ("app", "掌上公积金小程序", None, [Scope.ACCOUNTS_READ, Scope.WITHDRAWALS_WRITE]),
        ("payroll", f"{employer.name}薪酬系统", employer.pk, [Scope.LISTS_READ, Scope.LISTS_WRITE]),
        ("bank", "中国建设银行辽源分行", None, [Scope.BANK_PUSH]),
    ]
    given = []
    for code, name, employer_id, scopes in wanted:
        partner = accounts.register_partner(code=code, name=name, contact="", employer_id=employer_id, by=by, at=at)
        issued = accounts.issue_token(
            partner_id=partner.pk, scopes=scopes, expires_at=at + timedelta(days=365), by=by, at=at
        )
        given.append(Given(name, issued.secret))
    return given


def _file() -> Path:
    return Path(settings.VAR_DIR) / "api-tokens.txt"


def keep_table(given: Iterable[Given]) -> None:
    """Write the tokens down for the next start: the database has only their hashes."""
    _file().touch(mode=0o600)
    _file().write_text("\n".join(f"{each.name}\t{each.token}" for each in given))


def partners_table(address: str) -> str:
    """The tokens, and a call to try."""
    if not _file().exists():
        return ""
    rows = [line.split("\t") for line in _file().read_text().splitlines()]
    call = f"{address}api/v1/employers/{doors.HISTORY_CLERK}/lists"
    return "\n".join(
        [
            f"\n  接口令牌（说明见 {address}api/docs/）",
            *(f"  {name}  {token}" for name, token in rows),
            f'  试一试：curl -H "Authorization: Partner {rows[1][1]}" {call}',
        ]
    )
