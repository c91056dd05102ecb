"""The kind "employer's data change", done on the spot, and what its clerks are told of it."""

from datetime import UTC, date, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
KIND = {
    "code": "employer_change",
    "prefix": "DB",
    "applicant": "EMPLOYER",
    "start_counter": "deposits:counter_employers",
    "start_employer": "deposits:employer_change_employer",
    "order": 15,
}
VERSION = {
    "label": "单位信息变更",
    "who": "名称、统一社会信用代码、地址、联系电话、发薪日或付款账户有变化的缴存单位。",
    "how": "联系电话和地址：经办人在单位网厅自己改。\n其他各项：经办人带材料到任一窗口，当场变更。",
    "result": "单位资料更正，各位经办人收到消息",
    "legal_basis": "《住房公积金管理条例》第十四条：单位变更的，应自发生之日起三十日内办理变更登记；"
    "《住房公积金归集业务标准》（GB/T 51271-2017）关于信息变更的规定。",
    "exclusion": "employer_change",
    "promise_days": 0,
    "tolerance_days": 0,
    "retention_years": 30,
}
PAPERS = [
    {
        "code": "identity",
        "label": "经办人身份证件",
        "needed_when": "window",
        "when_label": "到窗口办理时",
        "form": "原件，当场核验后退还",
        "where_from": "本人携带",
        "order": 1,
    },
    {
        "code": "form",
        "label": "单位信息变更表（加盖公章）",
        "needed_when": "window",
        "when_label": "到窗口办理时",
        "form": "窗口可领，也可自带",
        "where_from": "缴存单位",
        "order": 2,
    },
    {
        "code": "licence",
        "label": "变更后的营业执照或其他法人登记证书",
        "needed_when": "identity_changed",
        "when_label": "变更名称或统一社会信用代码时",
        "form": "原件或电子证照",
        "where_from": "登记机关",
        "order": 3,
    },
    {
        "code": "bank_licence",
        "label": "付款账户的开户证明",
        "needed_when": "paying_changed",
        "when_label": "变更付款账户时",
        "form": "复印件加盖公章",
        "where_from": "开户银行",
        "order": 4,
    },
]
EVENT = {
    "code": "employer_info_changed",
    "label": "单位信息变更",
    "door": "CLERK",
    "samples": {"day": "10月10日", "employer": "辽源市测试有限公司", "what": "付款账号"},
    "is_security": True,
}
BODY = "尊敬的{name}：{day}您单位（{employer}）的公积金登记资料有变更（{what}）。如非本单位办理，请立即致电{hotline}。"


def load(apps, schema_editor):
    kind = apps.get_model("desk", "Kind").objects.create(family="DEPOSIT", source="deposits", **KIND)
    versions = apps.get_model("desk", "KindVersion")
    version = versions.objects.create(kind=kind, number=1, valid_from=date(2026, 1, 1), made_at=MADE_AT, **VERSION)
    for line in PAPERS:
        version.documents.create(**line)
    for order, (status, label, minutes) in enumerate([("SUBMITTED", "受理", 5), ("ACCEPTED", "办理", 10)], start=1):
        version.stages.create(status=status, label=label, target_minutes=minutes, order=order)
    for channel in ("WINDOW", "EMPLOYER"):
        version.channels.create(channel=channel)
    versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)
    event = apps.get_model("notifications", "Event").objects.create(**EVENT)
    for channel in ("INBOX", "SMS", "EMAIL", "WECOM"):
        apps.get_model("notifications", "Template").objects.create(
            event=event, channel=channel, title="单位信息变更", body=BODY, made_at=MADE_AT
        )


class Migration(migrations.Migration):
    dependencies = [
        ("deposits", "0014_interest_words"),
        ("desk", "0011_board_indexes"),
        ("notifications", "0003_wecom"),
    ]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
