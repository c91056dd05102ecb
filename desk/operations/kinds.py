"""Kinds of business edited as versions: copied as a draft, changed, published from a day on."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from desk.models import Kind, KindVersion
from desk.states.cases import VERSION_MOVES, VersionStatus

if TYPE_CHECKING:
    from accounts.models import User


class NotPublishable(BusinessError):
    """The draft lacks what a version needs, begins in the past, or another begins on the same day."""


_OWN = {"id", "kind", "number", "status", "made_by", "made_at", "published_by", "published_at", "valid_from", "editors"}


@operation
def draft_version(*, kind_id: int, valid_from: date, by: User, at: datetime) -> KindVersion:
    """Copy the kind's newest version with all its lines into a draft that begins on `valid_from`."""
    kind = lock(Kind, kind_id)
    newest = kind.versions.order_by("-number").first()
    facts = {} if newest is None else _copied(newest, _OWN)
    number = 1 if newest is None else newest.number + 1
    draft = KindVersion.objects.create(
        kind=kind, number=number, valid_from=valid_from, made_by=by, made_at=at, **{"label": kind.code, **facts}
    )
    if newest is not None:
        for lines in ("documents", "stages", "levels", "channels"):
            for line in getattr(newest, lines).all():
                getattr(draft, lines).create(**_copied(line, {"id", "version"}))
    return draft


def _copied(row: Model, but: set[str]) -> dict[str, object]:
    return {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if field.name not in but}


@step
def publish_version(*, version_id: int, by: User | None, at: datetime) -> KindVersion:
    """Make a draft the kind's version from its first day on; nobody changes it afterwards. Raises NotPublishable."""
    version = lock(KindVersion, version_id)
    if not version.channels.exists():
        raise NotPublishable(_("至少要开放一个办理渠道。"))
    published = version.kind.versions.filter(status=VersionStatus.PUBLISHED)
    if published.filter(valid_from__gte=version.valid_from).exists():
        raise NotPublishable(_("施行日期须晚于已发布的版本。"))
    if published.exists() and version.valid_from < timezone.localdate(at):
        raise NotPublishable(_("施行日期不能早于今天，已受理的办件按原版本办理。"))
    if by is not None and by.person_id in _writers(version):
        raise NotPublishable(_("起草或改过这一版的人不能自己发布，请另一位管理员核对后发布。"))
    move(version, "publish", VERSION_MOVES, by=by, at=at, published_by=by, published_at=at)
    return version


def _writers(version: KindVersion) -> set[int]:
    """The persons whose hand is in a draft."""
    drafter = [version.made_by.person_id] if version.made_by is not None else []
    return {*drafter, *version.editors}


@step
def note_editor(*, version_id: int, by: User) -> None:
    """Somebody has changed a draft: they do not publish it any more."""
    version = lock(KindVersion, version_id)
    if by.person_id not in version.editors:
        version.editors = [*version.editors, by.person_id]
        version.save(update_fields=["editors"])


@operation
def publish_draft(*, version_id: int, by: User, at: datetime) -> KindVersion:
    """Publish from the admin's page. Raises NotPublishable, WrongState."""
    return publish_version(version_id=version_id, by=by, at=at)
