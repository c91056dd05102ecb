"""The yearly adjustment of 1 July: a file of everybody's wage, judged as a whole, confirmed, laid on all at once.

Wages outside floor and cap are drawn to them (domain §2.2), and the list of whom it met is shown before and kept.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from common import crypto
from common.errors import BusinessError
from common.months import fund_year_of_month, month_words
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits import queries
from deposits.files import bases as files
from deposits.models import BaseBatch, BaseChange, EmployerAccount
from deposits.operations import bases, change_messages, effective, spot
from deposits.operations.personal import refuse_inactive
from deposits.operations.uploads import UploadEmpty
from deposits.rules import bases as rules
from deposits.states import BATCH_MOVES, BaseChannel, BatchStatus
from desk.operations import Spot
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

WHERE = "base_batch.content"


class BatchStale(BusinessError):
    """What the centre knows has changed since the file was checked."""


@operation
def upload_bases(*, employer_account_id: int, name: str, content: bytes, by: User, at: datetime) -> BaseBatch:
    """Check a yearly file against its employer and keep it with what was found; no base changes yet.

    Raises FileRefused for what is no such file, EmployerNotActive.
    """
    account = lock(EmployerAccount, employer_account_id)
    refuse_inactive(account)
    month = rules.yearly_month(policy.book_date(), bases.earliest(account))
    checked = check(account, month, content, bases.channel_of(by))
    batch = BaseBatch.objects.create(
        employer_account=account,
        month=month,
        name=name[:200],
        content=crypto.encrypt_bytes(content, where=WHERE),
        status=BatchStatus.FAULTY if checked.errors else BatchStatus.CHECKED,
        person_count=len(checked.rows),
        changed_count=len(checked.changed),
        clamped_count=len(checked.clamped),
        errors=[error.as_json() for error in checked.errors],
        warnings=[warning.as_json() for warning in checked.warnings],
        by=by,
        at=at,
    )
    batch.events.create(action="upload", before="", after=batch.status, by=by, at=at)
    return batch


def check(account: EmployerAccount, month: str, content: bytes, channel: BaseChannel) -> files.WagesChecked:
    """Judge a yearly file by the people who pay now and the limits of the month. Raises FileRefused."""
    limits = bases.limits_of(month)
    expected = files.WagesExpected(
        employer_number=account.number,
        floor_fen=limits.contribution_floor_fen,
        cap_fen=limits.contribution_cap_fen,
        known=_known(account, month, channel),
    )
    return files.check_wages(content, expected)


def _known(account: EmployerAccount, month: str, channel: BaseChannel) -> dict[str, files.WagePerson]:
    """Who pays, with the base that would hold in the month; for a clerk also who has had their change of the year."""
    coming = dict(
        effective.waiting(account).filter(month__lt=month).order_by("month", "id").values_list("account_id", "base_fen")
    )
    again = _changed_online(account, month) if channel == BaseChannel.ONLINE else {}
    fields = ("number", "pk", "person__name", "base_fen")
    return {
        number: files.WagePerson(pk, name, coming.get(pk, base_fen), again.get(pk, ""))
        for number, pk, name, base_fen in queries.paying_people(account).values_list(*fields)
    }


def _changed_online(account: EmployerAccount, month: str) -> dict[int, str]:
    """People of an employer who had as many changes online in the month's fund year as the centre allows, with one."""
    most = policy.service_on(policy.book_date()).base_changes_online
    year = fund_year_of_month(month)
    rows = BaseChange.objects.filter(
        employer_account=account,
        channel=BaseChannel.ONLINE,
        ended_at=None,
        month__gte=f"{year - 1}07",
        month__lte=f"{year}06",
    ).exclude(month=month, applied_at=None)
    counts: dict[int, list[str]] = {}
    for account_id, each in rows.order_by("month", "id").values_list("account_id", "month"):
        counts.setdefault(account_id, []).append(each)
    return {account_id: found[-1] for account_id, found in counts.items() if len(found) >= most}


def content_of(batch: BaseBatch) -> bytes:
    """The file as it came. Raises UploadEmpty where its time is over."""
    if not batch.content:
        raise UploadEmpty(_("原文件已过保存期，不能再下载。"))
    return crypto.decrypt_bytes(bytes(batch.content), where=WHERE)


def check_again(batch: BaseBatch) -> files.WagesChecked:
    """The file judged anew against what the centre knows now."""
    return check(batch.employer_account, batch.month, content_of(batch), bases.channel_of(batch.by))


_REPLACE = """
    UPDATE deposits_basechange SET ended_at = %(at)s, note = %(note)s
    WHERE month = %(month)s AND applied_at IS NULL AND ended_at IS NULL AND account_id = ANY(%(named)s::bigint[])
"""
_INSERT = """
    INSERT INTO deposits_basechange
        (account_id, employer_account_id, batch_id, month, asked_fen, base_fen, before_fen, channel, by_id, at, note)
    SELECT account_id, %(employer_account)s, %(batch)s, %(month)s, asked, base, before, %(channel)s, %(by)s, %(at)s, ''
    FROM unnest(%(accounts)s::bigint[], %(asked)s::bigint[], %(bases)s::bigint[], %(before)s::bigint[])
        AS row (account_id, asked, base, before)
"""


@operation
def confirm_bases(*, batch_id: int, by: User, at: datetime, asked: Spot | None = None) -> BaseBatch:
    """Give everybody of a checked file the base that follows, from its month on; their owners are told.

    The file is judged anew under the employer's lock. Raises WrongState, BatchStale, EmployerNotActive, UploadEmpty.
    """
    batch = lock(BaseBatch, batch_id)
    account = lock(EmployerAccount, batch.employer_account_id)
    refuse_move(batch, "confirm", BATCH_MOVES)
    refuse_inactive(account)
    checked = _proved(batch, account)
    move(batch, "confirm", BATCH_MOVES, by=by, at=at)
    _write(batch, checked, by=by, at=at)
    effective.take_effect(account, at=at)
    people = _persons(batch)
    change_messages.tell_bases(people, account, batch.month, f"bases-{batch.pk}", at)
    spot.leave_case(
        asked,
        kind="base_change",
        what=_("年度调整，自 %(month)s起，%(count)d 人") % {"month": month_words(batch.month), "count": len(people)},
        employer=account.employer,
        matter=f"batch-{batch.pk}",
        by=by,
        at=at,
    )
    return batch


def _proved(batch: BaseBatch, account: EmployerAccount) -> files.WagesChecked:
    """The file judged under the lock. Raises BatchStale where the month is past or a line no longer fits."""
    if batch.month < bases.earliest(account):
        earliest = bases.earliest(account)
        words = _("%(month)s的清册已经申报，请重新上传，从 %(earliest)s起调整。")
        raise BatchStale(words % {"month": month_words(batch.month), "earliest": month_words(earliest)})
    checked = check(account, batch.month, content_of(batch), bases.channel_of(batch.by))
    if checked.errors:
        first = checked.errors[0].message.rstrip("。")
        raise BatchStale(_("名册在核对之后有变化，例如：%(first)s。请重新上传。") % {"first": first})
    return checked


@step
def _write(batch: BaseBatch, checked: files.WagesChecked, *, by: User, at: datetime) -> None:
    """One statement however many people: what waits for the same month makes way, for who stays as they are too."""
    rows = checked.changed
    values: dict[str, Any] = {
        "employer_account": batch.employer_account_id,
        "batch": batch.pk,
        "month": batch.month,
        "channel": bases.channel_of(by),
        "by": by.pk,
        "at": at,
        "note": _("由后来的调整代替"),
        "named": [row.account_id for row in checked.rows],
        "accounts": [row.account_id for row in rows],
        "asked": [row.wage_fen for row in rows],
        "bases": [row.base_fen for row in rows],
        "before": [row.before_fen for row in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(_REPLACE, values)
        cursor.execute(_INSERT, values)


def _persons(batch: BaseBatch) -> list[tuple[int, int]]:
    return list(batch.changes.order_by("id").values_list("account__person_id", "base_fen"))


@operation
def discard_bases(*, batch_id: int, by: User, at: datetime) -> BaseBatch:
    """Give a yearly file up before it is confirmed. Raises WrongState."""
    batch = lock(BaseBatch, batch_id)
    move(batch, "discard", BATCH_MOVES, by=by, at=at)
    return batch
