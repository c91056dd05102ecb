"""The first version of the rules, as domain §4.4 words them. It is published with the tables: there is always one."""

from datetime import UTC, datetime

from django.db import migrations

AT = datetime(2026, 9, 20, tzinfo=UTC)

RULES = [  # code, severity, action, parameters
    ("B01", 3, "BLOCK", {}),
    ("F00", 2, "REVIEW", {}),
    ("F01", 3, "BLOCK", {}),
    ("F02", 3, "BLOCK", {}),
    ("F03", 2, "REVIEW", {"transfers": 2, "months": 12}),
    ("F04", 3, "CASE", {"days": 180}),
    ("F05", 3, "BLOCK", {"groups": 2, "months": 24}),
    ("F06", 3, "BLOCK", {"percent": 100, "months": 24}),
    ("F07", 3, "BLOCK", {}),
    ("F08", 2, "REVIEW", {}),
    ("F09", 2, "REVIEW", {"percent": 50, "least_fen": 10_000_000}),
    ("F10", 2, "REVIEW", {"changes": 2, "months": 24}),
    ("F11", 3, "BLOCK", {"persons": 2, "months": 24}),
    ("F12", 2, "REVIEW", {"persons": 3, "months": 12}),
    ("F13", 2, "REVIEW", {"applications": 5, "days": 30}),
    ("F14", 2, "REVIEW", {"months": 6, "employer_months": 12, "staff": 3}),
    ("F15", 2, "REVIEW", {"percent": 150, "months": 6}),
    ("F16", 2, "REVIEW", {"purchases": 2, "months": 12}),
    ("F17", 3, "BLOCK", {"days": 31}),
    ("F18", 3, "CASE", {"days": 30}),
    ("F19", 2, "CASE", {"accounts": 2}),
    ("F20", 3, "BLOCK", {"self_service": 1}),
    ("L01", 3, "REVIEW", {}),
    ("L02", 3, "BLOCK", {}),
    ("L03", 3, "REVIEW", {}),
    ("L04", 3, "REVIEW", {}),
    ("L05", 3, "REVIEW", {}),
]


def publish(apps, schema_editor):
    sets, settings = apps.get_model("risk", "RuleSet"), apps.get_model("risk", "RuleSetting")
    first = sets.objects.create(number=1, status="DRAFT", purpose="按建金〔2018〕46号和条例设定的初始规则", made_at=AT)
    settings.objects.bulk_create(
        settings(rule_set=first, code=code, severity=severity, action=action, params=params)
        for code, severity, action, params in RULES
    )
    sets.objects.filter(pk=first.pk).update(status="PUBLISHED", published_at=AT, why="系统启用")


class Migration(migrations.Migration):
    dependencies = [("risk", "0001_initial")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
