"""What people are told of at the counter, and the words for it. The clerk's variant of a case's event ends in _clerk."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
DEPOSITOR, CLERK, STAFF = "DEPOSITOR", "CLERK", "STAFF"
CASE = {"number": "TK20261010000001", "kind": "购房提取", "day": "10月10日"}

# Told of every case, to a person or to each clerk of the employer. code: (label, samples, title, body)
CASE_EVENTS = {
    "case_submitted": (
        "办件已提交",
        CASE,
        "申请已提交",
        "尊敬的{name}：您{day}申请的“{kind}”已提交，办件编号{number}。可在“我的办件”查看进度，咨询{hotline}。",
    ),
    "case_accepted": (
        "办件已受理",
        {**CASE, "due": "10月13日"},
        "申请已受理",
        "尊敬的{name}：您申请的“{kind}”（{number}）已于{day}受理，我们承诺{due}前办结。",
    ),
    "case_approved": (
        "办件已同意",
        CASE,
        "申请已同意",
        "尊敬的{name}：您申请的“{kind}”（{number}）已于{day}审核同意。",
    ),
    "case_refused": (
        "办件不予办理",
        {**CASE, "reason": "连续缴存不足6个月"},
        "申请不予办理",
        "尊敬的{name}：您申请的“{kind}”（{number}）不予办理，理由：{reason}。如有异议可致电{hotline}。",
    ),
    "case_done": (
        "办件已办结",
        {**CASE, "result": "已转入您的银行卡"},
        "已办结",
        "尊敬的{name}：您申请的“{kind}”（{number}）已于{day}办结：{result}。",
    ),
}
# code: (label, door, security, samples, title, body)
EVENTS = {}


def _all_events():
    for code, (label, samples, title, body) in CASE_EVENTS.items():
        yield code, (label, DEPOSITOR, False, samples, title, body)
        yield f"{code}_clerk", (f"{label}（单位）", CLERK, False, samples, title, body)
    yield from EVENTS.items()


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, (label, door, security, samples, title, body) in _all_events():
        event = Event.objects.create(code=code, label=label, door=door, samples=samples, is_security=security)
        for channel in ("INBOX", "SMS", "EMAIL", "WECOM"):
            Template.objects.create(event=event, channel=channel, title=title, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial"), ("notifications", "0002_events")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
