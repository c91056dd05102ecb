"""What depositors and heirs are told of accounts that end, standing withdrawals and money demanded back."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
EVENTS = [  # code, label, samples, body
    (
        "closing_paid",
        "继承款已付",
        {"day": "10月12日", "reason": "死亡或被宣告死亡", "amount": "18,231.09", "tail": "0017"},
        "尊敬的{name}：您应得的住房公积金{amount}元已于{day}转入您尾号{tail}的银行卡。如有疑问请致电{hotline}。",
    ),
    (
        "standing_agreed",
        "约定提取已签订",
        {"reason": "租房", "day": "2026-11-10"},
        "尊敬的{name}：您的{reason}约定提取已签订，{day}首次提取，以后自动办理，可随时在网厅终止。如非本人办理，请立即致电{hotline}。",
    ),
    (
        "standing_skipped",
        "约定提取本期未办理",
        {"reason": "租房", "why": "现在没有可提取的额度：账户余额 0.00 元。"},
        "尊敬的{name}：您的{reason}约定提取本期没有办理：{why}下一期照常进行，咨询{hotline}。",
    ),
    (
        "standing_stopped",
        "约定提取已终止",
        {"reason": "租房", "why": "账户已封存，约定提取终止；恢复缴存后可以重新约定。"},
        "尊敬的{name}：您的{reason}约定提取已终止：{why}咨询{hotline}。",
    ),
    (
        "recovery_demanded",
        "责令退回提取款",
        {"number": "ZH00000012", "amount": "155,000.00", "due": "2026-11-09"},
        "尊敬的{name}：经认定，您违规提取的住房公积金{amount}元须于{due}前退回（{number}）。"
        "通知书和缴款号在网厅“退回提取款”里，有困难可商定分期，咨询{hotline}。",
    ),
    (
        "recovery_planned",
        "分期退回已商定",
        {"number": "ZH00000012", "amount": "155,000.00", "due": "2027-10-09"},
        "尊敬的{name}：应退回的{amount}元（{number}）已商定分期，最后一期{due}。每期的缴款号在网厅“退回提取款”里，咨询{hotline}。",
    ),
    (
        "recovery_came",
        "退回款已入账",
        {"number": "ZH00000012", "amount": "12,916.67", "left": "142,083.33", "due": "2027-10-09"},
        "尊敬的{name}：您退回的{amount}元（{number}）已入账，还应退{left}元。咨询{hotline}。",
    ),
    (
        "recovery_overdue",
        "退回提取款逾期",
        {"number": "ZH00000012", "amount": "155,000.00", "due": "2026-11-09"},
        "尊敬的{name}：应退回的住房公积金{amount}元（{number}）已逾期。请尽快退回，否则将依法申请法院强制执行，咨询{hotline}。",
    ),
    (
        "recovery_cancelled",
        "责令退回已撤销",
        {"number": "ZH00000012", "amount": "155,000.00", "due": "2026-11-09"},
        "尊敬的{name}：编号{number}的责令退回决定已撤销，不再要求退回。如有疑问请致电{hotline}。",
    ),
]


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, label, samples, body in EVENTS:
        event = Event.objects.create(code=code, label=label, door="DEPOSITOR", samples=samples, is_security=False)
        for channel in CHANNELS:
            Template.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("withdrawals", "0006_standing_closing_recovery"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
