"""What people are told of in the first month, and the words for it.

Words 1, 2 and 3 of the first group follow the messages of a public system of 2018. Events of later apps come with
their own data migrations.
"""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
DEPOSITOR, CLERK, STAFF = "DEPOSITOR", "CLERK", "STAFF"

# code: (label, door, security, samples, title, body)
EVENTS = {
    "account_info_changed": (
        "个人账户信息变更",
        DEPOSITOR,
        False,
        {"day": "10月10日", "what": "手机号码"},
        "账户信息变更",
        "尊敬的{name}：{day}您的公积金账户发生信息变更（{what}），详情咨询{hotline}。",
    ),
    "contribution_credited": (
        "汇缴入账",
        DEPOSITOR,
        False,
        {"day": "10月12日", "month": "2026年10月", "amount": "2,026.00", "balance": "42,300.00"},
        "汇缴入账",
        "尊敬的{name}：您的公积金账户{day}汇缴{amount}元（{month}），余额{balance}元。",
    ),
    "contribution_overdue": (
        "汇缴逾期催缴",
        CLERK,
        False,
        {"employer": "辽源市测试有限公司", "month": "2026年10月"},
        "汇缴逾期",
        "尊敬的{name}：您单位（{employer}）公积金账户{month}未汇缴入账，请及时汇缴。咨询{hotline}。",
    ),
    "account_opened": (
        "个人账户设立",
        DEPOSITOR,
        False,
        {"day": "10月10日", "employer": "辽源市测试有限公司", "account": "4521"},
        "个人账户已设立",
        "尊敬的{name}：{employer}已于{day}为您设立住房公积金账户，账号尾号{account}。可登录个人网厅查询，咨询{hotline}。",
    ),
    "account_sealed": (
        "个人账户封存",
        DEPOSITOR,
        False,
        {"day": "10月10日", "employer": "辽源市测试有限公司"},
        "个人账户已封存",
        "尊敬的{name}：您的公积金账户已由{employer}于{day}办理封存，余额照常计息。咨询{hotline}。",
    ),
    "account_unsealed": (
        "个人账户启封",
        DEPOSITOR,
        False,
        {"day": "10月10日", "employer": "辽源市测试有限公司"},
        "个人账户已启封",
        "尊敬的{name}：您的公积金账户已由{employer}于{day}办理启封，恢复缴存。咨询{hotline}。",
    ),
    "list_waiting": (
        "清册待到款",
        CLERK,
        False,
        {"employer": "辽源市测试有限公司", "month": "2026年10月", "amount": "405,200.00", "number": "HJ20261010000001"},
        "清册已确认，待到款",
        "尊敬的{name}：{employer}{month}汇缴清册已确认，应缴{amount}元。汇款时请在附言写明汇缴书号{number}，到款后自动入账。",
    ),
    "list_allocated": (
        "清册已入账",
        CLERK,
        False,
        {"employer": "辽源市测试有限公司", "month": "2026年10月", "people": "200", "amount": "405,200.00"},
        "汇缴已入账",
        "尊敬的{name}：{employer}{month}汇缴{people}人、{amount}元已全部记入职工个人账户。",
    ),
    "payment_short": (
        "到款不足",
        CLERK,
        False,
        {
            "employer": "辽源市测试有限公司",
            "month": "2026年10月",
            "received": "404,000.00",
            "missing": "1,200.00",
            "number": "HJ20261010000001",
        },
        "到款不足",
        "尊敬的{name}：{employer}{month}汇缴已到款{received}元，还差{missing}元，补足后入账。补汇时请在附言写明汇缴书号{number}。",
    ),
    "new_device_login": (
        "新设备登录",
        DEPOSITOR,
        True,
        {"time": "10月10日 09:30", "device": "Chrome，Windows"},
        "新设备登录提醒",
        "尊敬的{name}：您的账户{time}在新设备（{device}）上登录。如非本人操作，请立即修改密码并致电{hotline}。",
    ),
    "password_changed": (
        "密码变更",
        DEPOSITOR,
        True,
        {"time": "10月10日 09:30"},
        "密码已变更",
        "尊敬的{name}：您的登录密码已于{time}变更。如非本人操作，请立即致电{hotline}。",
    ),
}
# code: (label, body). Sent by SMS only; the code itself is not kept.
CODES = {
    "login_code": ("登录验证码", "登录验证码{code}，{minutes}分钟内有效。工作人员不会向您索要验证码。"),
    "activation_code": ("激活验证码", "激活验证码{code}，{minutes}分钟内有效。工作人员不会向您索要验证码。"),
    "password_reset_code": (
        "重置密码验证码",
        "您正在重置密码，验证码{code}，{minutes}分钟内有效。如非本人操作请勿理会，切勿告诉他人。",
    ),
    "phone_code": ("手机号验证码", "您正在验证手机号码，验证码{code}，{minutes}分钟内有效。切勿告诉他人。"),
}
CONFIRM = (
    "尊敬的{name}：请在24小时内登录个人网厅后打开下面的链接，确认用此邮箱接收消息：\n{link}\n如非本人操作，请勿理会。"
)


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, (label, door, security, samples, title, body) in EVENTS.items():
        event = Event.objects.create(code=code, label=label, door=door, samples=samples, is_security=security)
        for channel in ("INBOX", "SMS", "EMAIL", "WECOM"):
            Template.objects.create(event=event, channel=channel, title=title, body=body, made_at=MADE_AT)
    for code, (label, body) in CODES.items():
        event = Event.objects.create(
            code=code, label=label, samples={"code": "482913", "minutes": "10"}, secrets=["code"], is_security=True
        )
        Template.objects.create(event=event, channel="SMS", title="", body=body, made_at=MADE_AT)
    event = Event.objects.create(
        code="email_confirm",
        label="邮箱确认",
        samples={"link": "https://example.org/messages/confirm/?proof=abc"},
        secrets=["link"],
        is_security=True,
    )
    Template.objects.create(event=event, channel="EMAIL", title="请确认邮箱", body=CONFIRM, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
