"""Which version of a kind holds, and what it asks."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.errors import BusinessError
from desk.models import DocumentRule, Kind, KindVersion
from desk.rules.channels import ChannelTerms
from desk.rules.reviewing import Level
from desk.states.cases import VersionStatus
from policy import queries as policy


class NotOffered(BusinessError):
    """The kind is not offered, or has no version in force yet."""


def versions_in_force(day: date) -> QuerySet[KindVersion]:
    """The version of each offered kind that holds on `day`."""
    newest = (
        KindVersion.objects.filter(status=VersionStatus.PUBLISHED, valid_from__lte=day)
        .order_by("kind_id", "-valid_from")
        .distinct("kind_id")
    )
    return (
        KindVersion.objects.filter(pk__in=newest.values("pk"), kind__is_offered=True)
        .select_related("kind", "document")
        .order_by("kind__order", "kind_id")
    )


def version_on(kind: str, day: date) -> KindVersion:
    """The version of the kind with this code that holds on `day`. Raises NotOffered."""
    version = versions_in_force(day).filter(kind__code=kind).first()
    if version is None:
        raise NotOffered(_("该事项目前没有开办，请咨询窗口或拨打 12329。"))
    return version


def kind_of(code: str) -> Kind:
    """The kind with this code. Raises Kind.DoesNotExist, a programming error."""
    return Kind.objects.get(code=code)


def channel_terms(version: KindVersion, channel: str) -> ChannelTerms | None:
    """What the version says of a channel; None where it is not offered there."""
    row = version.channels.filter(channel=channel).first()
    if row is None:
        return None
    return ChannelTerms(
        label=str(row.get_channel_display()),
        opens=row.opens,
        closes=row.closes,
        weekdays=tuple(row.weekdays),
        most_a_day=row.most_a_day,
        most_fen=row.most_fen,
    )


def documents_for(version: KindVersion, tags: frozenset[str]) -> list[DocumentRule]:
    """The papers that the version asks for in a situation, in order."""
    return [each for each in version.documents.all() if not each.needed_when or each.needed_when in tags]


def levels_of(version: KindVersion) -> list[Level]:
    """The version's levels of review."""
    return [Level(row.level, row.label, row.above_fen, row.grade) for row in version.levels.all()]


def statutory_days(version: KindVersion, day: date) -> int | None:
    """Calendar days that the law in force on the acceptance date leaves for the decision; None for no limit."""
    if version.statutory_parameter:
        found: int = getattr(policy.on(day), version.statutory_parameter)
        return found
    return version.statutory_days


def kind_names() -> dict[int, str]:
    """What each kind is called in its newest published version, by id, in the order of the kinds."""
    rows = KindVersion.objects.filter(status=VersionStatus.PUBLISHED).order_by("kind_id", "-valid_from")
    found = rows.distinct("kind_id").values_list("kind_id", "label", "kind__order")
    return {pk: label for pk, label, _order in sorted(found, key=lambda each: (each[2], each[0]))}
