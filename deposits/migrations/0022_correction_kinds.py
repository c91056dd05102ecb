"""Corrections of accounts as kinds of business, and what their owners are told."""

from datetime import UTC, date, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
WINDOW = {"needed_when": "window", "when_label": "到窗口办理时", "form": "原件，当场核验后退还"}
LEVELS = [(1, "复核", -1, 1), (2, "管理部主任审批", 10_000_000, 3), (3, "中心主任审批", 50_000_000, 4)]
STAGES = [
    ("SUBMITTED", "受理", 15),
    ("ACCEPTED", "核对", 30),
    ("IN_REVIEW", "复核", 240),
    ("APPROVED", "执行", 15),
]

KINDS = [
    {
        "kind": {
            "code": "wrong_payment",
            "prefix": "CJ",
            "applicant": "EMPLOYER",
            "start_counter": "deposits:counter_employers",
            "start_employer": "deposits:employer_people",
            "detail_counter": "deposits:counter_execution",
            "order": 42,
        },
        "version": {
            "label": "错缴更正",
            "who": "给职工多缴、错缴了住房公积金的单位：缴错了人、离职后仍缴、基数报高、重复缴。",
            "how": "在单位网厅的职工名册里选这位职工，勾选月份并写明原因；或带材料到任一窗口。\n"
            "受理后这笔钱先冻结，复核同意后退回单位暂收款，可抵以后的汇缴，也可申请退回。",
            "result": "错缴的款项退回单位暂收款，职工的缴至年月和利息随之更正",
            "legal_basis": "《住房公积金管理条例》第十六条、第十九条；《住房公积金归集业务标准》（GB/T 51271-2017）关于错缴更正的规定。",
            "exclusion": "wrong_payment",
            "promise_days": 2,
            "tolerance_days": 0,
            "supply_days": 10,
            "retention_years": 30,
        },
        "documents": [
            {"code": "identity", "label": "经办人身份证件", "where_from": "本人携带", "order": 1, **WINDOW},
            {
                "code": "form",
                "label": "错缴更正申请（加盖公章，写明原因，职工本人签字）",
                "needed_when": "window",
                "when_label": "到窗口办理时",
                "form": "窗口可领，也可自带",
                "where_from": "缴存单位",
                "order": 2,
            },
        ],
        "levels": LEVELS,
        "channels": ["WINDOW", "EMPLOYER"],
    },
    {
        "kind": {
            "code": "account_merge",
            "prefix": "HB",
            "applicant": "PERSON",
            "start_counter": "deposits:counter_duplicates",
            "detail_counter": "deposits:counter_execution",
            "order": 44,
        },
        "version": {
            "label": "个人账户合并",
            "who": "同一个人名下开了两个住房公积金账户的缴存人，例如一个账户登记的是 15 位身份证号码。",
            "how": "带身份证到任一窗口，由工作人员核对两个账户。\n余额、利息和缴存记录全部并入保留的账户，另一个账户销户。",
            "result": "两个账户并为一个，余额和缴存月份接续计算",
            "legal_basis": "《住房公积金管理条例》第十三条：每个职工只能有一个住房公积金账户。",
            "exclusion": "account_merge",
            "promise_days": 2,
            "tolerance_days": 0,
            "supply_days": 10,
            "retention_years": 30,
        },
        "documents": [
            {"code": "identity", "label": "本人身份证", "where_from": "本人携带", "order": 1, **WINDOW},
            {
                "code": "same_person",
                "label": "公安机关出具的同一人证明或户口簿",
                "needed_when": "corrected",
                "when_label": "姓名或证件号码登记有误时",
                "form": "原件",
                "where_from": "户籍所在地派出所",
                "order": 2,
            },
            {
                "code": "other_document",
                "label": "开户时用的另一种证件",
                "needed_when": "other_document",
                "when_label": "用两种证件开户时",
                "form": "原件",
                "where_from": "本人携带",
                "order": 3,
            },
        ],
        "levels": LEVELS[:1],
        "channels": ["WINDOW"],
    },
]

EVENTS = {  # code: (label, samples, title, body)
    "payment_taken_back": (
        "错缴更正",
        {"day": "10月10日", "month": "2026年10月", "amount": "2,026.00", "reason": "离职后仍缴"},
        "错缴已更正",
        "尊敬的{name}：单位缴入您公积金账户的{amount}元（{month}，{reason}）经核实为错缴，已于{day}退回单位。如有疑问请致电{hotline}。",
    ),
    "accounts_merged": (
        "账户合并",
        {"day": "10月10日", "source": "4521", "target": "7788", "amount": "36,482.57"},
        "账户已合并",
        "尊敬的{name}：您的公积金账户（尾号{source}）已于{day}并入尾号{target}的账户，转入{amount}元。如非本人申请，请立即致电{hotline}。",
    ),
}


def load(apps, schema_editor):
    kinds, versions = apps.get_model("desk", "Kind"), apps.get_model("desk", "KindVersion")
    for given in KINDS:
        kind = kinds.objects.create(
            family="DEPOSIT", source="deposits", wake="deposits.tasks.follow_cases", **given["kind"]
        )
        version = versions.objects.create(
            kind=kind, number=1, valid_from=date(2026, 1, 1), made_at=MADE_AT, **given["version"]
        )
        for line in given["documents"]:
            version.documents.create(**line)
        for order, (status, label, minutes) in enumerate(STAGES, start=1):
            version.stages.create(status=status, label=label, target_minutes=minutes, order=order)
        for level, label, above_fen, grade in given["levels"]:
            version.levels.create(level=level, label=label, above_fen=above_fen, grade=grade)
        for channel in given["channels"]:
            version.channels.create(channel=channel)
        versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


def load_events(apps, schema_editor):
    Event, Template = apps.get_model("notifications", "Event"), apps.get_model("notifications", "Template")
    for code, (label, samples, title, body) in EVENTS.items():
        event = Event.objects.create(code=code, label=label, door="DEPOSITOR", samples=samples, is_security=True)
        for channel in ("INBOX", "SMS", "EMAIL", "WECOM"):
            Template.objects.create(event=event, channel=channel, title=title, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("deposits", "0021_corrections"), ("desk", "0011_board_indexes"), ("notifications", "0003_wecom")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(load_events, migrations.RunPython.noop),
    ]
