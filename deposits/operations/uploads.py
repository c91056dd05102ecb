"""Payroll files: taken in, checked as a whole, kept with what was found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rules as people
from common import crypto
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from deposits import queries
from deposits.files import checking, reading
from deposits.files.expected import Checked, Expected, KnownPerson
from deposits.models import BaseBatch, EmployerAccount, InternalTransfer, PayrollUpload, PersonalAccount
from deposits.operations.personal import refuse_inactive
from deposits.states import (
    OPEN_STATUSES,
    UPLOAD_MOVES,
    ChangeKind,
    PersonalAccountStatus,
    TransferStatus,
    UploadStatus,
)
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

WHERE = "payroll_upload.content"
KEEP_DAYS = 90
"""Uploaded bytes are dropped after so many days."""


class UploadEmpty(BusinessError):
    """The bytes of an old upload were dropped."""


@operation
def upload_payroll(
    *, employer_account_id: int, name: str, content: bytes, by: User | None, at: datetime
) -> PayrollUpload:
    """Check a payroll file against its employer and keep it with what was found; nothing else is written.

    A file with a single error is kept as FAULTY, so that it can be given back with its faults marked. Raises
    FileRefused for what is no list at all, EmployerNotActive.
    """
    upload, _checked = take_in(lock(EmployerAccount, employer_account_id), name, content, by, at)
    return upload


@step
def take_in(
    account: EmployerAccount, name: str, content: bytes, by: User | None, at: datetime
) -> tuple[PayrollUpload, Checked]:
    """Check a file of a locked employer account and keep both. Raises as `upload_payroll`."""
    refuse_inactive(account)
    header, checked = check(account, name, content, at)
    changes = [row.change for row in checked.rows]
    upload = PayrollUpload.objects.create(
        employer_account=account,
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=crypto.encrypt_bytes(content, where=WHERE),
        status=UploadStatus.FAULTY if checked.errors else UploadStatus.CHECKED,
        month=header.month,
        person_count=checked.head_count,
        total_fen=checked.total_fen,
        joined_count=sum(change in (ChangeKind.NEW, ChangeKind.UNSEAL) for change in changes),
        left_count=changes.count(ChangeKind.SEAL),
        changed_count=changes.count(ChangeKind.BASE),
        errors=[error.as_json() for error in checked.errors],
        warnings=[warning.as_json() for warning in checked.warnings],
        by=by,
        at=at,
    )
    upload.events.create(action="upload", before="", after=upload.status, by=by, at=at)
    return upload, checked


@operation
def discard_upload(*, upload_id: int, by: User | None, at: datetime) -> PayrollUpload:
    """Give an upload up before it is declared. Raises WrongState."""
    upload = lock(PayrollUpload, upload_id)
    move(upload, "discard", UPLOAD_MOVES, by=by, at=at)
    return upload


def content_of(upload: PayrollUpload) -> bytes:
    """The file as it came. Raises UploadEmpty where its time is over."""
    if not upload.content:
        raise UploadEmpty(_("原文件已过保存期，不能再下载。"))
    return crypto.decrypt_bytes(bytes(upload.content), where=WHERE)


def check(account: EmployerAccount, name: str, content: bytes, at: datetime) -> tuple[reading.Header, Checked]:
    """Read and judge a payroll file by the limits in force on the business date. Raises FileRefused."""
    file = reading.read_payroll(content, name)
    parameters = policy.on(policy.book_date())
    expected = Expected(
        employer_number=account.number,
        employer_name=account.employer.name,
        month=queries.next_month(account),
        employer_rate=account.employer_rate,
        employee_rate=account.employee_rate,
        unit_fen=parameters.contribution_unit_fen,
        floor_fen=parameters.contribution_floor_fen,
        cap_fen=parameters.contribution_cap_fen,
        today=timezone.localdate(at),
        known=known_people(account, file.document_numbers()),
        minimum_age_years=parameters.minimum_age_years,
    )
    return file.header, checking.check_payroll(file, expected=expected)


_AS_FREE = Case(
    When(
        status=PersonalAccountStatus.NORMAL,
        employer_account__flexible_home__isnull=False,
        then=Value(PersonalAccountStatus.SEALED.value),
    ),
    default=F("status"),
)


def known_people(account: EmployerAccount, numbers: Iterable[str]) -> dict[str, KnownPerson]:
    """Who has an open account: the employer's whole roster, and whoever of the file has one elsewhere."""
    # Who pays for themselves may be hired by anybody: their account counts as sealed.
    fields = ("person__document_number", "number", "person__name", _AS_FREE, "base_fen", "employer_account_id")
    open_accounts = PersonalAccount.objects.filter(status__in=OPEN_STATUSES)
    roster = list(open_accounts.filter(employer_account=account).values_list(*fields))
    indexes = [people.document_index(number) for number in numbers]
    # Two plain queries: one OR would read the whole table.
    elsewhere = open_accounts.filter(person__document_index__in=indexes).exclude(employer_account=account)
    undone = InternalTransfer.objects.filter(to_account=account, status=TransferStatus.UNDONE)
    objected = set(undone.values_list("account__number", flat=True))
    frozen = queries.frozen_numbers()
    return {
        document: KnownPerson(
            number, name, status, base, employer_account == account.pk, number in objected, number in frozen
        )
        for document, number, name, status, base, employer_account in [*roster, *elsewhere.values_list(*fields)]
    }


def check_again(upload: PayrollUpload, account: EmployerAccount, at: datetime) -> Checked:
    """The upload judged anew against what the centre knows now."""
    return check(account, upload.name, content_of(upload), at)[1]


@operation
def drop_old_contents(*, at: datetime) -> int:
    """Drop the bytes of uploads older than KEEP_DAYS; what was found in them stays. Returns how many."""
    before = at - timedelta(days=KEEP_DAYS)
    return sum(
        model.objects.filter(at__lt=before).exclude(content=b"").update(content=b"")  # type: ignore[attr-defined]
        for model in (PayrollUpload, BaseBatch)
    )
