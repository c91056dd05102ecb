"""What borrowers do with a loan as kinds of business: paid early, changed, its term or method, written off; words."""

from datetime import UTC, date, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
LAW = "《住房公积金管理条例》（国务院令第844号）；《住房公积金个人住房贷款业务规范》（GB/T 51267-2017）；借款合同。"
IDENTITY = {
    "code": "identity",
    "label": "本人身份证",
    "needed_when": "window",
    "when_label": "到窗口办理时",
    "where_from": "本人携带",
    "form": "原件，当场核验后退还",
}
COMMITTEE = {
    "code": "committee",
    "label": "管理委员会核销决议",
    "where_from": "管理委员会办公室",
    "form": "原件存档",
}
LOSS = {
    "code": "loss",
    "label": "损失认定材料（法院终结执行裁定、死亡证明等）",
    "where_from": "法院或有关部门",
    "form": "原件或盖章复印件",
}
SPOT_STAGES = [("SUBMITTED", "受理", 10)]
STAGES = [("SUBMITTED", "受理", 30), ("ACCEPTED", "审核", 30), ("IN_REVIEW", "复核", 480), ("APPROVED", "生效", 60)]
WRITE_OFF_STAGES = [
    ("SUBMITTED", "受理", 240),
    ("ACCEPTED", "审核", 480),
    ("IN_REVIEW", "审批", 960),
    ("APPROVED", "核销", 60),
]

KINDS = {  # code: (prefix, label, who, how, result, documents, stages, levels, channels, offered)
    "loan_early": (
        "DT",
        "提前还款、提前结清",
        "正在还公积金贷款、没有逾期的借款人和共同借款人。",
        "在个人网厅“我的贷款”里先试算，再一点办理：可以用公积金余额、还款卡或转账；也可带身份证到任一窗口。\n"
        "部分提前还款可以减少月供或缩短期限，不收违约金，利息算到当天。",
        "当场入账，月供或期限随即调整；结清的当场开具结清证明",
        [IDENTITY],
        SPOT_STAGES,
        [],
        ["WINDOW", "PORTAL"],
        True,
    ),
    "loan_change": (
        "DG",
        "还款卡、还款日变更",
        "正在还公积金贷款的借款人。",
        "在个人网厅“我的贷款”里直接修改，或带身份证到任一窗口。",
        "当场生效",
        [IDENTITY],
        SPOT_STAGES,
        [],
        ["WINDOW", "PORTAL"],
        True,
    ),
    "loan_terms": (
        "DQ",
        "贷款期限、还款方式、共同借款人变更",
        "正在还公积金贷款、没有逾期的借款人。",
        "在个人网厅“我的贷款”里申请，或带身份证到任一窗口，复核同意后从下一期起生效。",
        "自下一期起按新的期限或方式还款",
        [IDENTITY],
        STAGES,
        [(1, "复核", -1, 1), (2, "审批", -1, 3)],
        ["WINDOW", "PORTAL"],
        True,
    ),
    "loan_write_off": (
        "DHX",
        "贷款呆账核销",
        "逾期且确实无法收回的贷款，由工作人员发起。",
        "凭管理委员会决议和损失认定材料，由两人以上审批后用贷款风险准备核销；核销后继续追索。",
        "用贷款风险准备核销，账销案存",
        [COMMITTEE, LOSS],
        WRITE_OFF_STAGES,
        [(1, "复核", -1, 1), (2, "管理部主任审批", -1, 3), (3, "中心主任审批", -1, 4)],
        ["WINDOW"],
        False,
    ),
}

CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
EVENTS = [  # code, label, samples, body
    (
        "loan_early_asked",
        "提前还款等待到账",
        {"loan": "DK202600000012", "number": "TQ00000012", "amount": "100,000.00", "until": "2026-10-19"},
        "尊敬的{name}：贷款{loan}的提前还款已受理，请在{until}前转入{amount}元并在附言写明{number}；选择扣款的将从还款卡扣取。咨询{hotline}。",
    ),
    (
        "loan_early_done",
        "提前还款已入账",
        {
            "loan": "DK202600000012",
            "day": "10月12日",
            "principal": "100,000.00",
            "interest": "413.75",
            "left": "377,401.18",
            "payment": "1,582.41",
            "months": "336",
        },
        "尊敬的{name}：{day}提前归还贷款{loan}本金{principal}元、利息{interest}元，剩余本金{left}元，余{months}期，月供{payment}元。咨询{hotline}。",
    ),
    (
        "loan_early_cancelled",
        "提前还款未办成",
        {"loan": "DK202600000012", "number": "TQ00000012", "why": "款项没有在期限内到账"},
        "尊敬的{name}：贷款{loan}的提前还款（{number}）没有办成：{why}。占用的公积金余额已放开，转来的款项将退回。咨询{hotline}。",
    ),
    (
        "loan_settled",
        "贷款已结清",
        {"loan": "DK202600000012", "day": "2026-10-12", "amount": "500,000.00"},
        "尊敬的{name}：您的公积金贷款{loan}（{amount}元）已于{day}结清，结清证明可在网厅“我的贷款”下载，抵押将在3个工作日内办理解除。咨询{hotline}。",
    ),
    (
        "loan_changed",
        "贷款信息变更",
        {"loan": "DK202600000012", "what": "变更还款日", "day": "2026-11-05", "payment": "2,001.70"},
        "尊敬的{name}：贷款{loan}已办理{what}，下次还款日{day}，应还{payment}元。如非本人办理，请立即致电{hotline}。",
    ),
]


def load(apps, schema_editor):
    kinds, versions = apps.get_model("desk", "Kind"), apps.get_model("desk", "KindVersion")
    for place, (code, row) in enumerate(KINDS.items(), start=1):
        prefix, label, who, how, result, documents, stages, levels, channels, is_offered = row
        kind = kinds.objects.create(
            code=code,
            prefix=prefix,
            family="LOAN",
            applicant="PERSON",
            source="loans.changes",
            wake="loans.tasks.follow_changes",
            start_portal="loans:portal_loans" if "PORTAL" in channels else "",
            order=220 + place,
            is_offered=is_offered,
        )
        version = versions.objects.create(
            kind=kind,
            number=1,
            valid_from=date(2026, 1, 1),
            made_at=MADE_AT,
            label=label,
            who=who,
            how=how,
            result=result,
            legal_basis=LAW,
            exclusion=code,
            promise_days=3,
            tolerance_days=0,
            supply_days=5,
            retention_years=30,
        )
        for order, line in enumerate(documents, start=1):
            version.documents.create(order=order, **line)
        for order, (status, stage, minutes) in enumerate(stages, start=1):
            version.stages.create(status=status, label=stage, target_minutes=minutes, order=order)
        for level, name, above_fen, grade in levels:
            version.levels.create(level=level, label=name, above_fen=above_fen, grade=grade)
        for channel in channels:
            version.channels.create(channel=channel)
        versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


def load_events(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, label, samples, body in EVENTS:
        event = Event.objects.create(
            code=code, label=label, door="DEPOSITOR", samples=samples, is_security=code == "loan_changed"
        )
        for channel in CHANNELS:
            Template.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("loans", "0007_contracts"), ("desk", "0011_board_indexes"), ("notifications", "0003_wecom")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(load_events, migrations.RunPython.noop),
    ]
