"""Changed facts do not turn a stop into a review: F00 stops too. A version in use never changes, so a new one follows."""

from datetime import UTC, datetime

from django.db import migrations

AT = datetime(2026, 10, 1, tzinfo=UTC)


def publish(apps, schema_editor):
    sets, settings = apps.get_model("risk", "RuleSet"), apps.get_model("risk", "RuleSetting")
    old = sets.objects.get(status="PUBLISHED")
    number = sets.objects.order_by("-number").values_list("number", flat=True)[0] + 1
    new = sets.objects.create(number=number, status="DRAFT", purpose="修改内容后，此前的暂停仍须核查", made_at=AT)
    settings.objects.bulk_create(
        settings(
            rule_set=new,
            code=each.code,
            is_on=each.is_on,
            severity=each.severity,
            action="BLOCK" if each.code == "F00" else each.action,
            params=each.params,
        )
        for each in settings.objects.filter(rule_set=old).order_by("code")
    )
    sets.objects.filter(pk=old.pk).update(status="RETIRED")
    sets.objects.filter(pk=new.pk).update(status="PUBLISHED", published_at=AT, why="暂停的业务只能由有认定权限的人放行")


class Migration(migrations.Migration):
    dependencies = [("risk", "0008_refund_words")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
