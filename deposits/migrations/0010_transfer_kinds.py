"""Transfers between centres (异地转移接续) as kinds of business, and what their owners are told."""

from datetime import UTC, date, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
BASIS = (
    "《住房公积金管理条例》第三十一条（国务院令第844号）；"
    "关于开展治理违规提取住房公积金工作的通知（建金〔2018〕46号）；全国住房公积金异地转移接续平台业务规范。"
)

KINDS = [
    {
        "kind": {
            "code": "transfer_in",
            "prefix": "ZR",
            "start_counter": "deposits:counter_transfer_in",
            "start_portal": "deposits:portal_transfer_in",
            "detail_counter": "deposits:counter_letter_of_case",
            "order": 70,
        },
        "version": {
            "label": "异地转入",
            "who": "在外地缴存过住房公积金、现在本中心开户并稳定缴存半年以上的职工。",
            "how": "在个人网厅填写原缴存地和原个人账号，或带身份证到任一窗口。\n"
            "我们向原缴存地中心发联系函，对方销户并把本金和利息一并转来，您不用两地跑。\n"
            "对方没有销户以前可以随时撤销。",
            "result": "原账户的本金和利息记入您在本中心的账户，连续缴存月数接续计算",
            "legal_basis": BASIS,
            "exclusion": "transfer_in",
            "promise_days": 15,
            "tolerance_days": 0,
            "supply_days": 10,
            "retention_years": 30,
        },
        "documents": [
            {
                "code": "identity",
                "label": "本人身份证",
                "needed_when": "window",
                "when_label": "在窗口办理时",
                "where_from": "本人携带",
                "order": 1,
            },
        ],
        "stages": [
            ("SUBMITTED", "受理", 15),
            ("ACCEPTED", "审核", 15),
            ("APPROVED", "发函", 30),
            ("IN_EXECUTION", "入账", 480),
        ],
        "levels": [],
        "channels": ["WINDOW", "PORTAL"],
    },
    {
        "kind": {
            "code": "transfer_out",
            "prefix": "ZC",
            "start_counter": "deposits:counter_receive_letter",
            "detail_counter": "deposits:counter_letter_of_case",
            "order": 71,
        },
        "version": {
            "label": "异地转出",
            "who": "已到外地工作、账户在本中心封存的职工。由新缴存地中心发来联系函，本人不用到场。",
            "how": "在新缴存地中心申请转入，由对方向我们发联系函。\n我们审核后结清利息、转出全部款项，账户随之销户。",
            "result": "本金和利息转往新缴存地中心，本中心账户销户",
            "legal_basis": BASIS,
            "exclusion": "transfer_out",
            "promise_days": 5,
            "tolerance_days": 0,
            "supply_days": 5,
            "retention_years": 30,
        },
        "documents": [],
        "stages": [
            ("SUBMITTED", "受理", 240),
            ("ACCEPTED", "核对账户", 240),
            ("IN_REVIEW", "复核", 480),
            ("APPROVED", "结息、制付款单", 60),
            ("IN_EXECUTION", "付款、发送账户信息", 960),
        ],
        "levels": [(1, "复核", -1, 1), (2, "管理部主任审批", 10_000_000, 3), (3, "中心主任审批", 50_000_000, 4)],
        "channels": ["WINDOW", "API"],
    },
]

CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
EVENTS = {  # code: (label, samples, title, body)
    "transferred_in": (
        "异地转入到账",
        {"day": "10月10日", "centre": "长春市住房公积金管理中心", "amount": "36,482.57", "balance": "38,508.57"},
        "异地转入已到账",
        "尊敬的{name}：{centre}转来的住房公积金{amount}元已于{day}记入您的账户，余额{balance}元。咨询{hotline}。",
    ),
    "transferred_out": (
        "异地转出办结",
        {"day": "10月10日", "centre": "长春市住房公积金管理中心", "amount": "36,482.57", "interest": "152.30"},
        "异地转出已办结",
        "尊敬的{name}：您的住房公积金{amount}元（含利息{interest}元）已于{day}转往{centre}，"
        "本中心账户随之销户。如非本人申请，请立即致电{hotline}。",
    ),
}


def load(apps, schema_editor):
    kinds, versions = apps.get_model("desk", "Kind"), apps.get_model("desk", "KindVersion")
    for given in KINDS:
        common = {"family": "DEPOSIT", "applicant": "PERSON", "source": "deposits.transfers"}
        kind = kinds.objects.create(**common, wake="deposits.tasks.follow_transfers", **given["kind"])
        version = versions.objects.create(
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
        versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


def load_events(apps, schema_editor):
    Event, Template = apps.get_model("notifications", "Event"), apps.get_model("notifications", "Template")
    for code, (label, samples, title, body) in EVENTS.items():
        event = Event.objects.create(
            code=code, label=label, door="DEPOSITOR", samples=samples, is_security=code == "transferred_out"
        )
        for channel in CHANNELS:
            Template.objects.create(event=event, channel=channel, title=title, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("deposits", "0009_letters"), ("notifications", "0003_wecom")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(load_events, migrations.RunPython.noop),
    ]
