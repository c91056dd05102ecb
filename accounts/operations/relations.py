"""Who is whose spouse, parent or child, on which proof, from when to when."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import Person, Relation, RelationKind, User
from accounts.operations import trail
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation

_OTHER_SIDE = {
    RelationKind.SPOUSE: RelationKind.SPOUSE,
    RelationKind.PARENT: RelationKind.CHILD,
    RelationKind.CHILD: RelationKind.PARENT,
}


class NoSuchRelation(BusinessError):
    """The relation cannot be: with oneself, or before it began."""


class RelationKnown(BusinessError):
    """The relation is on file, or another marriage has not ended."""


@operation
def add_relation(
    *, person_id: int, relative_id: int, kind: str, proof: str, since: date, by: User, at: datetime
) -> Relation:
    """`relative` is the `kind` of `person`; the other side is written too. Raises NoSuchRelation, RelationKnown."""
    if person_id == relative_id:
        raise NoSuchRelation(_("不能与本人建立亲属关系。"))
    both = {pk: lock(Person, pk) for pk in sorted((person_id, relative_id))}
    person, relative = both[person_id], both[relative_id]
    _refuse_second_marriage(person, relative, kind)
    if person.relations.filter(relative=relative, kind=kind, until=None).exists():
        raise RelationKnown(_("该亲属关系已登记。"))
    made = Relation.objects.create(person=person, relative=relative, kind=kind, proof=proof, since=since)
    other = _OTHER_SIDE[RelationKind(kind)]
    Relation.objects.create(person=relative, relative=person, kind=other, proof=proof, since=since)
    for side in (person, relative):
        trail.record(user=by, action="relation:add", target=made, person=side, at=at, detail={"kind": kind})
    return made


@operation
def end_relation(*, relation_id: int, until: date, by: User, at: datetime) -> Relation:
    """The relation ended on `until` (a divorce, a death); both sides. Raises NoSuchRelation."""
    relation = Relation.objects.select_related("person", "relative").get(pk=relation_id)
    for pk in sorted((relation.person_id, relation.relative_id)):
        lock(Person, pk)
    relation.refresh_from_db()
    if relation.until is not None or until < relation.since:
        raise NoSuchRelation(_("该亲属关系已终止，或终止日期早于起始日期。"))
    other = _OTHER_SIDE[RelationKind(relation.kind)]
    Relation.objects.filter(person=relation.relative_id, relative=relation.person_id, kind=other, until=None).update(
        until=until
    )
    relation.until = until
    relation.save(update_fields=["until"])
    for side in (relation.person, relation.relative):
        trail.record(
            user=by,
            action="relation:end",
            target=relation,
            person=side,
            at=at,
            detail={"kind": relation.kind, "until": until.isoformat()},
        )
    return relation


def _refuse_second_marriage(person: Person, relative: Person, kind: str) -> None:
    if kind != RelationKind.SPOUSE:
        return
    for one, other in ((person, relative), (relative, person)):
        if one.relations.filter(kind=kind, until=None).exclude(relative=other).exists():
            raise RelationKnown(_("%(name)s登记的另一段婚姻关系尚未终止。") % {"name": one.name})
