"""What a household shows: the spouse's homes whoever borrows, and both sides' consent where who owes a loan changes."""

from datetime import UTC, date, datetime, timedelta

from django.db import migrations

FROM = date(2026, 10, 1)
MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
PRODUCTS = ("loan_fund", "loan_combined", "loan_subsidised", "loan_conversion", "loan_out_of_town")
OWN = {"id", "kind", "number", "status", "made_by", "made_at", "published_by", "published_at", "valid_from", "editors"}
AGREEMENT = {
    "code": "agreement",
    "label": "变更双方的书面同意",
    "needed_when": "people",
    "when_label": "变更借款人、共同借款人的",
    "where_from": "窗口填写，双方签字",
    "form": "原件；借款人去世的，交死亡证明和继续还款人的书面同意",
}
HOMES_SPOUSE = {"label": "配偶本市住房情况", "needed_when": "married", "when_label": "已婚的，配偶不共同借款也查"}


def copied(row, but):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in but}


def next_version(apps, code):
    """A draft beside the kind's newest published version, with all its lines."""
    versions = apps.get_model("desk", "KindVersion").objects.filter(kind__code=code)
    newest = versions.filter(status="PUBLISHED").order_by("-valid_from").first()
    draft = type(newest).objects.create(
        kind_id=newest.kind_id,
        number=versions.order_by("-number").first().number + 1,
        valid_from=max(FROM, newest.valid_from + timedelta(days=1)),
        made_at=MADE_AT,
        **copied(newest, OWN),
    )
    for lines in ("documents", "stages", "levels", "channels"):
        for line in getattr(newest, lines).order_by("id"):
            getattr(draft, lines).create(**copied(line, {"id", "version"}))
    return draft


def publish(version):
    type(version).objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


def ask_papers(apps, schema_editor):
    terms = next_version(apps, "loan_terms")
    terms.documents.filter(code=AGREEMENT["code"]).delete()
    terms.documents.create(order=terms.documents.count() + 1, **AGREEMENT)
    publish(terms)
    for code in PRODUCTS:
        version = next_version(apps, code)
        version.documents.filter(code="homes_spouse").update(**HOMES_SPOUSE)
        publish(version)


class Migration(migrations.Migration):
    dependencies = [("loans", "0018_guarantees_in_hand"), ("desk", "0011_board_indexes")]
    operations = [migrations.RunPython(ask_papers, migrations.RunPython.noop)]
