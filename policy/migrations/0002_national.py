"""What holds in every city: the texts of the Regulation, national parameters with their documents, and the calendar.

City values (caps, floors, rounding, local terms) come from a file of the city: `load_parameters`.
"""

from datetime import UTC, date, datetime

from django.db import migrations

REGULATION = "住房公积金管理条例"
STATE_COUNCIL = "国务院"
DOCUMENTS = [  # number, title, issuer, issued, in force from, until, what matters here
    ("国务院令第262号", REGULATION, STATE_COUNCIL, "1999-04-03", "1999-04-03", "2002-03-23", "首次公布。"),
    ("国务院令第350号", f"{REGULATION}（2002年修订）", STATE_COUNCIL, "2002-03-24", "2002-03-24", "2019-03-23", ""),
    (
        "国务院令第710号",
        f"{REGULATION}（2019年修订）",
        STATE_COUNCIL,
        "2019-03-24",
        "2019-03-24",
        "2026-09-19",
        "提取情形六项；提取申请三日内、贷款申请十五日内作出决定；单位不办理登记或者不设立账户的，处一万元以上五万元以下罚款。",
    ),
    (
        "国务院令第844号",
        f"{REGULATION}（2026年修订）",
        STATE_COUNCIL,
        "2026-08-18",
        "2026-09-20",
        None,
        "提取情形九项，增加装修、物业费等；贷款申请十日内作出决定；骗提三年、骗贷五年内不得提取和贷款；"
        "单位不办理登记或者不设立账户的，处五万元以上三十万元以下罚款；灵活就业人员可以自愿缴存。",
    ),
    (
        "建金管〔2005〕5号",
        "关于住房公积金管理若干具体问题的指导意见",
        "建设部、财政部、中国人民银行",
        "2005-01-10",
        "2005-01-10",
        None,
        "缴存比例原则上不高于百分之十二，缴存基数原则上不超过当地月平均工资的二至三倍。",
    ),
    (
        "银发〔2016〕43号",
        "关于完善职工住房公积金账户存款利率形成机制的通知",
        "中国人民银行、住房城乡建设部、财政部",
        "2016-02-17",
        "2016-02-21",
        None,
        "当年归集和上年结转的存款统一按一年期定期存款基准利率计息。",
    ),
    (
        "主席令第28号",
        "中华人民共和国劳动法",
        "全国人民代表大会常务委员会",
        "1994-07-05",
        "1995-01-01",
        None,
        "第十五条：禁止用人单位招用未满十六周岁的未成年人。",
    ),
    ("国办发明电〔2023〕7号", "关于2024年部分节假日安排的通知", "国务院办公厅", "2023-10-25", "2024-01-01", None, ""),
    ("国办发明电〔2024〕12号", "关于2025年部分节假日安排的通知", "国务院办公厅", "2024-11-12", "2025-01-01", None, ""),
    ("国办发明电〔2025〕7号", "关于2026年部分节假日安排的通知", "国务院办公厅", "2025-11-04", "2026-01-01", None, ""),
]
VERSIONS = [
    ("1999", "国务院令第262号", "1999-04-03", "2002-03-23"),
    ("2002", "国务院令第350号", "2002-03-24", "2019-03-23"),
    ("2019", "国务院令第710号", "2019-03-24", "2026-09-19"),
    ("2026", "国务院令第844号", "2026-09-20", None),
]
PARAMETERS = [  # key, value, from, document, note
    ("contribution_rate_min_percent", "5", "1999-04-03", "国务院令第262号", "第十八条"),
    ("contribution_rate_max_percent", "12", "2005-01-10", "建金管〔2005〕5号", ""),
    ("payment_grace_days", "5", "1999-04-03", "国务院令第262号", "第十九条"),
    ("minimum_age_years", "16", "1995-01-01", "主席令第28号", "第十五条"),
    ("deposit_rate_percent", "1.5", "2016-02-21", "银发〔2016〕43号", "此前当年与结转两档利率不同，不再使用"),
    ("withdrawal_decision_days", "3", "1999-04-03", "国务院令第262号", ""),
    ("loan_decision_days", "15", "1999-04-03", "国务院令第262号", ""),
    ("loan_decision_days", "10", "2026-09-20", "国务院令第844号", ""),
    ("registration_fine_min_fen", "1000000", "1999-04-03", "国务院令第262号", "第三十七条"),
    ("registration_fine_max_fen", "5000000", "1999-04-03", "国务院令第262号", "第三十七条"),
    ("registration_fine_min_fen", "5000000", "2026-09-20", "国务院令第844号", "第三十九条"),
    ("registration_fine_max_fen", "30000000", "2026-09-20", "国务院令第844号", "第三十九条"),
]
# Days that differ from their weekday: "off" are weekdays without work, "on" are weekends with it.
CALENDAR = {
    2024: (
        "国办发明电〔2023〕7号",
        {
            "元旦": ("0101", ""),
            "春节": ("0212 0213 0214 0215 0216", "0204 0218"),
            "清明节": ("0404 0405", "0407"),
            "劳动节": ("0501 0502 0503", "0428 0511"),
            "端午节": ("0610", ""),
            "中秋节": ("0916 0917", "0914"),
            "国庆节": ("1001 1002 1003 1004 1007", "0929 1012"),
        },
    ),
    2025: (
        "国办发明电〔2024〕12号",
        {
            "元旦": ("0101", ""),
            "春节": ("0128 0129 0130 0131 0203 0204", "0126 0208"),
            "清明节": ("0404", ""),
            "劳动节": ("0501 0502 0505", "0427"),
            "端午节": ("0602", ""),
            "中秋节": ("1006", ""),
            "国庆节": ("1001 1002 1003 1007 1008", "0928 1011"),
        },
    ),
    2026: (
        "国办发明电〔2025〕7号",
        {
            "元旦": ("0101 0102", "0104"),
            "春节": ("0216 0217 0218 0219 0220 0223", "0214 0228"),
            "清明节": ("0406", ""),
            "劳动节": ("0501 0504 0505", "0509"),
            "端午节": ("0619", ""),
            "中秋节": ("0925", ""),
            "国庆节": ("1001 1002 1005 1006 1007", "0920 1010"),
        },
    ),
}
LOADED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def day(text):
    return date.fromisoformat(text) if text else None


def load_documents(apps, schema_editor):
    Document = apps.get_model("policy", "Document")
    for number, title, issuer, issued, since, until, summary in DOCUMENTS:
        Document.objects.create(
            number=number,
            title=title,
            issuer=issuer,
            issued_on=day(issued),
            effective_from=day(since),
            effective_to=day(until),
            summary=summary,
        )
    documents = {row.number: row for row in Document.objects.all()}
    RegulationVersion = apps.get_model("policy", "RegulationVersion")
    for code, number, since, until in VERSIONS:
        RegulationVersion.objects.create(
            code=code, document=documents[number], effective_from=day(since), effective_to=day(until)
        )
    Parameter = apps.get_model("policy", "Parameter")
    for key, value, since, number, note in PARAMETERS:
        row = documents[number]
        Parameter.objects.create(
            key=key, value=value, valid_from=day(since), document=row, approved_by=row.issuer, note=note
        )


def load_calendar(apps, schema_editor):
    Document = apps.get_model("policy", "Document")
    CalendarDay = apps.get_model("policy", "CalendarDay")
    CalendarYear = apps.get_model("policy", "CalendarYear")
    for year, (number, holidays) in CALENDAR.items():
        document = Document.objects.get(number=number)
        CalendarYear.objects.create(year=year, document=document, loaded_at=LOADED_AT)
        for name, (off, on) in holidays.items():
            for text in off.split():
                CalendarDay.objects.create(day=day(f"{year}{text}"), is_working=False, name=name)
            for text in on.split():
                CalendarDay.objects.create(day=day(f"{year}{text}"), is_working=True, name=f"{name}调休")


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial")]
    operations = [
        migrations.RunPython(load_documents, migrations.RunPython.noop),
        migrations.RunPython(load_calendar, migrations.RunPython.noop),
    ]
