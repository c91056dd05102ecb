"""Kinds of party organisation, posts, and where a member's file stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """Party organisations, the leading group beside them, and the mass organisations (群团)."""

    COMMITTEE = "COMMITTEE", _("机关党委")
    GENERAL = "GENERAL", _("党总支")
    BRANCH = "BRANCH", _("党支部")
    GROUP = "GROUP", _("党小组")
    LEADING = "LEADING", _("党组")
    UNION = "UNION", _("工会")
    YOUTH = "YOUTH", _("团委")
    WOMEN = "WOMEN", _("妇联")


MASS = frozenset({OrganisationKind.UNION, OrganisationKind.YOUTH, OrganisationKind.WOMEN})
"""党建带群建: they stand beside the tree."""
PARENTS: dict[str, frozenset[str]] = {
    OrganisationKind.COMMITTEE: frozenset(),
    OrganisationKind.GENERAL: frozenset({OrganisationKind.COMMITTEE}),
    OrganisationKind.BRANCH: frozenset({OrganisationKind.COMMITTEE, OrganisationKind.GENERAL}),
    OrganisationKind.GROUP: frozenset({OrganisationKind.BRANCH}),
    OrganisationKind.LEADING: frozenset(),
    **{kind: frozenset() for kind in MASS},
}
"""What an organisation may stand under; the leading group (党组) is no parent of anybody."""
TERM_YEARS: dict[str, int] = {
    OrganisationKind.COMMITTEE: 5,
    OrganisationKind.GENERAL: 3,
    OrganisationKind.BRANCH: 3,
}
"""Years of office (中国共产党基层组织选举工作条例 Art. 4); others have no term of their own."""


class PostKind(TextChoices):
    """What somebody is elected or appointed to."""

    SECRETARY = "SECRETARY", _("书记")
    DEPUTY = "DEPUTY", _("副书记")
    ORGANISATION = "ORGANISATION", _("组织委员")
    PUBLICITY = "PUBLICITY", _("宣传委员")
    DISCIPLINE = "DISCIPLINE", _("纪检委员")
    COMMITTEE = "COMMITTEE", _("委员")
    LEADER = "LEADER", _("组长")
    CHAIR = "CHAIR", _("主席（主任）")


HEADS = frozenset({PostKind.SECRETARY, PostKind.LEADER, PostKind.CHAIR})
"""Posts that one person holds at a time."""


class MemberStage(TextChoices):
    """Probationary or full."""

    PROBATIONARY = "PROBATIONARY", _("预备党员")
    FULL = "FULL", _("正式党员")


class MemberStatus(TextChoices):
    """Whether the organisational relation (组织关系) is here."""

    HERE = "HERE", _("在册")
    MOVED = "MOVED", _("已转出")
    ENDED = "ENDED", _("已终止")


MEMBER_BADGE: dict[str, str] = {MemberStatus.HERE: "good", MemberStatus.MOVED: "quiet", MemberStatus.ENDED: "quiet"}
MEMBER_MOVES = {
    "move_out": ({MemberStatus.HERE}, MemberStatus.MOVED),
    "come_back": ({MemberStatus.MOVED, MemberStatus.ENDED}, MemberStatus.HERE),
    "end": ({MemberStatus.HERE}, MemberStatus.ENDED),
}


class Employment(TextChoices):
    """How dues are reckoned."""

    IN_WORK = "IN_WORK", _("在职")
    RETIRED = "RETIRED", _("离退休")
