"""The kinds of business that the deposits app offers at the counter, with their guides, papers and levels of review."""

from datetime import UTC, date, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)

REFUND = {
    "kind": {
        "code": "suspense_refund",
        "prefix": "TK",
        "family": "DEPOSIT",
        "applicant": "EMPLOYER",
        "source": "deposits",
        "start_counter": "deposits:counter_employers",
        "detail_counter": "deposits:counter_refund_case",
        "start_employer": "deposits:employer_refunds",
        "wake": "deposits.tasks.follow_cases",
        "order": 40,
    },
    "version": {
        "label": "单位暂收款退款",
        "who": "多缴、错缴住房公积金，款项还在暂收款里、没有分摊到职工的单位。",
        "how": "在单位网厅或任一窗口选择要退的款项，填写金额和原因。\n款项原路退回到汇款的银行账户。",
        "result": "款项退回单位原汇款账户",
        "legal_basis": "《住房公积金管理条例》第十九条、第二十条；住房公积金财务管理办法关于暂收款的规定。",
        "exclusion": "suspense_refund",
        "promise_days": 2,
        "tolerance_days": 5,
        "supply_days": 10,
        "retention_years": 15,
    },
    "documents": [
        {"code": "application", "label": "退款申请（加盖单位公章）", "form": "写明金额、原因和收款账户", "order": 1},
        {
            "code": "account_proof",
            "label": "汇款账户的开户证明",
            "is_main": False,
            "where_from": "开户银行或企业网银",
            "valid_days": 365,
            "order": 2,
        },
    ],
    "stages": [
        ("SUBMITTED", "受理", 15),
        ("ACCEPTED", "核对", 30),
        ("IN_REVIEW", "复核", 240),
        ("APPROVED", "付款", 480),
    ],
    "levels": [(1, "复核", -1, 1), (2, "管理部主任审批", 10_000_000, 3), (3, "中心主任审批", 50_000_000, 4)],
    "channels": ["WINDOW", "EMPLOYER"],
}


def load(apps, schema_editor):
    model = {name: apps.get_model("desk", name) for name in ("Kind", "KindVersion")}
    for given in (REFUND,):
        kind = model["Kind"].objects.create(**given["kind"])
        version = model["KindVersion"].objects.create(
            kind=kind, number=1, valid_from=date(2026, 1, 1), made_at=MADE_AT, **given["version"]
        )
        for line in given["documents"]:
            version.documents.create(**line)
        for order, (status, label, minutes) in enumerate(given["stages"], start=1):
            version.stages.create(status=status, label=label, target_minutes=minutes, order=order)
        for level, label, above_fen, grade in given["levels"]:
            version.levels.create(level=level, label=label, above_fen=above_fen, grade=grade)
        for channel in given["channels"]:
            version.channels.create(channel=channel)
        model["KindVersion"].objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("deposits", "0005_suspense_refunds"), ("desk", "0002_events")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
