"""The matrix the house begins with, its first displays, and what readers are told."""

from datetime import UTC, date, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
SINCE = date(2000, 1, 1)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
RULES = [  # reader, item, loans, days, renewals, renew_days, holds, grace
    ("STAFF", "BOOK", 5, 30, 1, 15, 3, 3),
    ("STAFF", "PERIODICAL", 3, 3, 0, 0, 1, 3),
    ("STAFF", "REFERENCE", 0, 0, 0, 0, 0, 3),
    ("DEPOSITOR", "BOOK", 3, 30, 1, 15, 3, 3),
    ("DEPOSITOR", "PERIODICAL", 2, 3, 0, 0, 1, 3),
    ("DEPOSITOR", "REFERENCE", 0, 0, 0, 0, 0, 3),
    ("CITIZEN", "BOOK", 3, 30, 1, 15, 3, 3),
    ("CITIZEN", "PERIODICAL", 2, 3, 0, 0, 1, 3),
    ("CITIZEN", "REFERENCE", 0, 0, 0, 0, 0, 3),
]
DISPLAYS = [
    ("red", "红色陈列区", "党史、革命文献与身边的红色故事。"),
    ("new", "新书架", "最近入藏，欢迎借阅。"),
]
EVENTS = [  # code, label, samples, body; no book is named: messages outlive loans
    (
        "library_due_soon",
        "图书快到期",
        {"count": "2", "day": "2026-11-09"},
        "尊敬的{name}：您在半亩方塘借的{count}本书{day}到期，可到馆归还，也可在网厅“我的借阅”续借。",
    ),
    (
        "library_overdue",
        "图书已逾期",
        {"count": "1", "day": "2026-11-09"},
        "尊敬的{name}：您在半亩方塘借的{count}本书已过应还日期（最早{day}），请尽快归还，以便后面的读者借阅。",
    ),
    (
        "library_hold_ready",
        "预约的图书已到",
        {"day": "2026-11-12"},
        "尊敬的{name}：您在半亩方塘预约的图书已到，为您保留到{day}，凭借书证来取。",
    ),
    (
        "library_hold_over",
        "预约未取已取消",
        {},
        "尊敬的{name}：您在半亩方塘预约的图书过了保留期，已转给下一位读者。需要可以重新预约。",
    ),
]


def load(apps, schema_editor):
    Rule, Display = apps.get_model("library", "LendingRule"), apps.get_model("library", "Display")
    names = ("most_loans", "days", "renewals", "renew_days", "most_holds", "grace_days")
    for reader, item, *cells in RULES:
        cell = dict(zip(names, cells, strict=True))
        Rule.objects.create(reader_kind=reader, item_kind=item, valid_from=SINCE, made_at=MADE_AT, **cell)
    for order, (code, name, intro) in enumerate(DISPLAYS, start=1):
        Display.objects.create(code=code, name=name, intro=intro, order=order)
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, label, samples, body in EVENTS:
        event = Event.objects.create(code=code, label=label, door="DEPOSITOR", samples=samples, is_security=False)
        for channel in CHANNELS:
            Template.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("library", "0001_catalogue_and_circulation"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
