"""Before a case and its first moment: drafts that are kept, and the one case they become."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Door
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step
from desk import queries
from desk.models import Case, Draft, KindVersion, Requirement
from desk.operations import moving, queueing, uploads
from desk.queries import kinds
from desk.rules.channels import why_closed
from desk.states.cases import OPEN_STATUSES, ApplicantKind, CaseStatus, Channel
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

DRAFT_LIFE = timedelta(days=30)


class AlreadySubmitted(BusinessError):
    """The draft has become a case already. `case` is that case; the sentence says when and where."""

    def __init__(self, case: Case) -> None:
        self.case = case
        facts = {"time": f"{timezone.localtime(case.submitted_at):%m-%d %H:%M}", "number": case.number}
        if case.window:
            said = _("已于 %(time)s 在 %(window)s 号窗口提交，办件编号 %(number)s，不用重复提交。")
            super().__init__(said % {**facts, "window": case.window})
        else:
            super().__init__(_("已于 %(time)s 提交，办件编号 %(number)s，不用重复提交。") % facts)


class AlreadyOpen(BusinessError):
    """The applicant has an open case of the same matter. `case` is that case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        facts = {"kind": case.version.label, "number": case.number, "status": case.get_status_display()}
        super().__init__(_("已有一件“%(kind)s”正在办理（%(number)s，%(status)s），办结后才能再次申请。") % facts)


class ChannelClosed(BusinessError):
    """The channel does not take this kind, amount or number of requests now."""


class WrongApplicant(BusinessError):
    """The kind is for persons and an employer asks, or the other way round; or somebody acts for themselves."""


@operation
def save_draft(
    *,
    kind: str,
    fields: Mapping[str, Any],
    channel: str,
    by: User,
    at: datetime,
    person_id: int | None = None,
    employer_id: int | None = None,
    step: str = "",
) -> Draft:
    """Keep what was typed for a kind, one draft an applicant; the newest word counts, whichever channel it came by."""
    applicant: dict[str, Any] = {"person_id": person_id, "employer_id": employer_id}
    typed: dict[str, Any] = {
        "fields": json.dumps(dict(fields), ensure_ascii=False),
        "step": step,
        "channel": channel,
        "saved_at": at,
        "holder": by if by.door == Door.STAFF else None,
    }
    draft, _made = Draft.objects.update_or_create(
        kind=queries.kind_of(kind),
        case=None,
        **applicant,
        defaults=typed,
        create_defaults={**typed, "made_by": by, "made_at": at},
    )
    return draft


@operation
def discard_draft(*, draft_id: int, by: User) -> None:
    """Throw a draft away that is no case yet; one that is stays."""
    queries.drafts_visible_to(by).filter(pk=draft_id).order_by().delete()


@operation
def drop_old_drafts(*, at: datetime) -> int:
    """Forget drafts that nobody has touched for 30 days; how many."""
    gone, _by_model = Draft.objects.filter(case=None, saved_at__lt=at - DRAFT_LIFE).delete()
    return gone


@step
def open_case(
    *,
    kind: str,
    title: str,
    channel: str,
    branch_id: int,
    by: User | None,
    at: datetime,
    person_id: int | None = None,
    employer_id: int | None = None,
    agent_id: int | None = None,
    mandate: str = "",
    matter: str = "",
    amount_fen: int = 0,
    tags: Collection[str] = (),
    draft_id: int | None = None,
    quiet: bool = False,
) -> Case:
    """Open a case of the kind's version in force, with the papers that the situation `tags` asks for.

    `matter` narrows the exclusion ("item-12": one open case for that item, not one for the person); a kind without
    exclusion group excludes nothing. With `draft_id` the draft becomes this case, once. `quiet`: the act that opens it
    tells the applicant itself. Raises AlreadySubmitted, AlreadyOpen, ChannelClosed, NotOffered, WrongApplicant.
    """
    draft = _lock_draft(draft_id, (kind, person_id, employer_id)) if draft_id else None
    local = timezone.localtime(at)
    version = queries.version_on(kind, local.date())
    _refuse_applicant(version, person_id=person_id, employer_id=employer_id, agent_id=agent_id)
    _refuse_channel(version, channel, local, amount_fen=amount_fen, person_id=person_id, employer_id=employer_id)
    facts = {
        "kind_id": version.kind_id,
        "version": version,
        "title": title[:120],
        "person_id": person_id,
        "employer_id": employer_id,
        "agent_id": agent_id,
        "mandate": mandate,
        "channel": channel,
        "branch_id": branch_id,
        "window": moving.window_of(by),
        "exclusion": ":".join(filter(None, [version.exclusion, matter])) if version.exclusion else "",
        "amount_fen": amount_fen,
        "tags": sorted(set(tags) | ({"agent"} if agent_id else set())),
        "submitted_by": by,
        "submitted_by_person_id": by.person_id if by else None,
        "submitted_at": at,
    }
    case = _create(facts, number=_next_number(version))
    case.events.create(
        action="submit", after=case.status, by=by, at=at, told=_("已提交申请"), window=moving.window_of(by)
    )
    _copy_papers(case, version)
    moving.run_clock(case, at=at)
    if draft is not None:
        _become(draft, case, by=by, at=at)
    if channel == Channel.WINDOW and by is not None:
        queueing.attach_to_visit(case_id=case.pk, by=by, at=at)
    if not quiet:
        moving.tell(case, "case_submitted", by=by, at=at)
    return case


@step
def _lock_draft(draft_id: int, matter: tuple[str, int | None, int | None]) -> Draft:
    """The draft of this kind and applicant, locked. Raises WrongApplicant, and AlreadySubmitted where it is a case."""
    draft = lock(Draft, draft_id)
    if (draft.kind.code, draft.person_id, draft.employer_id) != matter:
        raise WrongApplicant(_("草稿与申请不一致。"))
    if draft.case is not None:
        raise AlreadySubmitted(draft.case)
    return draft


@step
def _become(draft: Draft, case: Case, *, by: User | None, at: datetime) -> None:
    """The draft is this case from now on, its files are the case's papers."""
    draft.case = case
    draft.save(update_fields=["case"])
    uploads.adopt_draft_papers(draft_id=draft.pk, case=case, by=by, at=at)


def _refuse_applicant(
    version: KindVersion, *, person_id: int | None, employer_id: int | None, agent_id: int | None
) -> None:
    wanted = version.kind.applicant
    if (wanted == ApplicantKind.PERSON and person_id is None) or (
        wanted == ApplicantKind.EMPLOYER and employer_id is None
    ):
        who = {"kind": version.label, "who": ApplicantKind(wanted).label}
        raise WrongApplicant(_("“%(kind)s”只能由%(who)s申请。") % who)
    if agent_id is not None and agent_id == person_id:
        raise WrongApplicant(_("代办人不能是申请人本人。"))


def _refuse_channel(
    version: KindVersion,
    channel: str,
    local: datetime,
    *,
    amount_fen: int,
    person_id: int | None,
    employer_id: int | None,
) -> None:
    terms = kinds.channel_terms(version, channel)
    count = 0
    if terms is not None and terms.most_a_day is not None:
        _one_at_a_time(f"day:{version.kind_id}:{channel}:{person_id}:{employer_id}")
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        today = Case.objects.filter(kind=version.kind_id, channel=channel, submitted_at__gte=midnight)
        count = today.filter(person=person_id, employer=employer_id).count()
    said = why_closed(terms, now=local, amount_fen=amount_fen, today_count=count)
    if said:
        raise ChannelClosed(said)


@step
def _one_at_a_time(matter: str) -> None:
    """What is counted before it is written is counted by one at a time: the others wait until it is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [matter])


def _create(facts: dict[str, Any], *, number: str) -> Case:
    """The row, unless an open case of the same matter stands in the way: looked for first, guarded by the database."""
    rival = _rival(facts)
    if rival is not None:
        raise AlreadyOpen(rival)
    try:
        with transaction.atomic():
            return Case.objects.create(number=number, status=CaseStatus.SUBMITTED, **facts)
    except IntegrityError:
        rival = _rival(facts)
        if rival is None:
            raise
        raise AlreadyOpen(rival) from None


def _rival(facts: Mapping[str, Any]) -> Case | None:
    if not facts["exclusion"]:
        return None
    same = {name: facts[name] for name in ("exclusion", "person_id", "employer_id")}
    return Case.objects.filter(status__in=OPEN_STATUSES, **same).select_related("version").first()


def _next_number(version: KindVersion) -> str:
    """Prefix, book date and the kind's number of that day; gaps where a transaction fails (design.md, numbers)."""
    on = policy.book_date()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO desk_casesequence (kind_id, day, last) VALUES (%s, %s, 1)"
            " ON CONFLICT ON CONSTRAINT sequence_a_day DO UPDATE SET last = desk_casesequence.last + 1 RETURNING last",
            [version.kind_id, on],
        )
        last: int = cursor.fetchone()[0]
    return f"{version.kind.prefix}{on:%Y%m%d}{last:06d}"


def _copy_papers(case: Case, version: KindVersion) -> None:
    rules = queries.documents_for(version, frozenset(case.tags))
    Requirement.objects.bulk_create(
        Requirement(
            case=case,
            code=rule.code,
            label=rule.label,
            is_main=rule.is_main,
            where_from=rule.where_from,
            register=rule.register,
            order=rule.order,
        )
        for rule in rules
    )
