"""Whoever stands at the window for somebody else shows a written mandate, which a person looks at.

Published versions of a kind are final, so each kind of withdrawal has a new one: its newest with one paper more.
"""

from datetime import UTC, date, datetime, timedelta

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
SINCE = date(2026, 10, 1)
PARTS = ("DocumentRule", "StageRule", "ReviewRule", "ChannelRule")
MANDATE = {
    "code": "mandate",
    "label": "委托书和代办人身份证",
    "needed_when": "agent",
    "when_label": "由他人代办时",
    "where_from": "本人签名的委托书，或经公证的委托书",
    "form": "原件，当场核验",
    "order": 90,
}


def load(apps, schema_editor):
    versions = apps.get_model("desk", "KindVersion")
    documents = apps.get_model("desk", "DocumentRule")
    published = versions.objects.filter(kind__source="withdrawals", status="PUBLISHED")
    for newest in published.order_by("kind_id", "-valid_from").distinct("kind_id"):
        if documents.objects.filter(version=newest, needed_when="agent").exists():
            continue
        made = _copy(apps, newest)
        documents.objects.create(version=made, **MANDATE)
        versions.objects.filter(pk=made.pk).update(status="PUBLISHED", published_at=MADE_AT)


def _copy(apps, newest):
    """A draft with all the lines of the newest version, valid from a day that no version of the kind has."""
    versions = apps.get_model("desk", "KindVersion")
    old, most = newest.pk, versions.objects.filter(kind=newest.kind_id).order_by("-number").first()
    newest.pk, newest.number, newest.status = None, most.number + 1, "DRAFT"
    newest.valid_from = max(SINCE, newest.valid_from + timedelta(days=1))
    newest.made_by = newest.published_by = newest.published_at = None
    newest.made_at, newest.editors = MADE_AT, []
    newest.save(force_insert=True)
    for name in PARTS:
        for line in apps.get_model("desk", name).objects.filter(version=old).order_by("pk"):
            line.pk, line.version_id = None, newest.pk
            line.save(force_insert=True)
    return newest


class Migration(migrations.Migration):
    dependencies = [("withdrawals", "0011_rejected_words"), ("desk", "0011_board_indexes")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
