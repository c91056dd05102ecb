"""The five products as kinds of business, and an application of whoever contributes at another centre."""

from datetime import UTC, date, datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
LAW = (
    "《住房公积金管理条例》（国务院令第844号，2026年9月20日起施行）第二十六条、第二十七条；"
    "《住房公积金个人住房贷款业务规范》（GB/T 51267-2017）。"
)

WINDOW = {"needed_when": "window", "when_label": "到窗口办理时"}
PURCHASE = {"needed_when": "purchase", "when_label": "购买住房时"}
SECOND_HAND = {"needed_when": "second_hand", "when_label": "购买二手房时"}
IDENTITY = {
    "code": "identity",
    "label": "本人身份证",
    "where_from": "本人携带",
    "form": "原件，当场核验后退还",
    **WINDOW,
}
MARRIAGE = {
    "code": "marriage",
    "label": "婚姻登记信息",
    "register": "civil",
    "where_from": "数据共享取得，或婚姻登记处",
}
CREDIT = [
    {
        "code": "credit",
        "label": "个人信用报告",
        "register": "credit",
        "where_from": "经本人授权查询征信，或人民银行网点打印",
    },
    {
        "code": "credit_spouse",
        "label": "共同借款人信用报告",
        "register": "credit",
        "needed_when": "co_borrower",
        "when_label": "有共同借款人的",
        "where_from": "经本人授权查询征信，或人民银行网点打印",
    },
]
HOMES = [
    {"code": "homes", "label": "本市住房情况", "register": "homes", "where_from": "数据共享取得"},
    {
        "code": "homes_spouse",
        "label": "共同借款人本市住房情况",
        "register": "homes",
        "needed_when": "co_borrower",
        "when_label": "有共同借款人的",
        "where_from": "数据共享取得",
    },
]
CONSENT = {
    "code": "spouse_consent",
    "label": "配偶同意贷款和抵押的书面意见",
    "needed_when": "spouse_only",
    "when_label": "已婚而配偶不共同借款的",
    "where_from": "窗口填写，或网上下载",
}
HOUSE = [
    {
        "code": "contract",
        "label": "网签备案的购房合同",
        "register": "sale",
        "where_from": "数据共享取得，或售房单位",
        **PURCHASE,
    },
    {
        "code": "title",
        "label": "售房人的不动产权证",
        "register": "house",
        "where_from": "数据共享取得，或不动产登记中心",
        **SECOND_HAND,
    },
    {"code": "appraisal", "label": "房屋评估报告", "where_from": "中心名录里的评估机构", **SECOND_HAND},
    {
        "code": "permit",
        "label": "建造、翻建或大修的批准文件",
        "needed_when": "build",
        "when_label": "建造、翻建、大修时",
        "where_from": "规划、住建部门",
    },
]
BANK_CONSENT = {"code": "bank_consent", "label": "商业银行同意组合贷款的意见", "where_from": "合作银行"}
OLD_LOAN = {
    "code": "old_loan",
    "label": "商业贷款合同和还款记录",
    "register": "repayment",
    "where_from": "数据共享取得，或贷款银行",
}
OWN_TITLE = {
    "code": "own_title",
    "label": "不动产权证",
    "register": "house",
    "where_from": "数据共享取得，或不动产登记中心",
}
CERTIFICATE = {
    "code": "elsewhere",
    "label": "异地贷款缴存使用证明",
    "where_from": "缴存地公积金中心开具",
}

FAMILY = [IDENTITY, MARRIAGE, *CREDIT, *HOMES, CONSENT]
HOW = (
    "在个人网厅先看能贷多少，填写购房信息后提交；也可到任一窗口当场办理。\n"
    "缴存、征信、房屋、套数由系统同时核查，全部通过的走快速通道，五十分钟内办完受理、审批、签约和放款。"
)
KINDS = {  # code: (product, prefix, label, who, how, documents, channels, offered)
    "loan_fund": (
        "DKG",
        "公积金贷款",
        "连续足额缴存满 6 个月、购买或建造自住住房、信用良好的缴存人；配偶可以共同借款。",
        HOW,
        [*FAMILY, *HOUSE],
        ("WINDOW", "PORTAL", "HOME"),
        True,
    ),
    "loan_combined": (
        "DKZ",
        "组合贷款",
        "公积金贷款额度不够、其余部分由合作银行商业贷款解决的缴存人。",
        HOW + "\n两笔贷款分别审批、分别签合同，各自承担风险。",
        [*FAMILY, *HOUSE, BANK_CONSENT],
        ("WINDOW", "PORTAL", "HOME"),
        True,
    ),
    "loan_subsidised": (
        "DKT",
        "公转商贴息贷款",
        "符合公积金贷款条件、资金紧张时由合作银行先行放款的缴存人；与公积金贷款的利息差由中心按月补贴。",
        "中心资金紧张时开办，开办后可到任一窗口办理。",
        [*FAMILY, *HOUSE, BANK_CONSENT],
        ("WINDOW",),
        False,
    ),
    "loan_conversion": (
        "DKS",
        "商转公贷款",
        "商业银行住房贷款已正常还款满一年、符合公积金贷款条件的缴存人。",
        "先与原贷款银行约好提前还款，再在个人网厅或任一窗口申请；贷款只付给原贷款银行。",
        [*FAMILY, OWN_TITLE, OLD_LOAN],
        ("WINDOW", "PORTAL", "HOME"),
        True,
    ),
    "loan_out_of_town": (
        "DKY",
        "异地贷款",
        "在外地缴存公积金、在本市购买自住住房的人。",
        "先向缴存地中心取得异地贷款缴存使用证明，再到本市任一窗口办理。",
        [*FAMILY, *HOUSE, CERTIFICATE],
        ("WINDOW", "HOME"),
        True,
    ),
}
LEVELS = [(1, "复核", -1, 1), (2, "审批", -1, 3), (3, "中心主任审批", 60_000_000, 4)]
STAGES = [
    ("SUBMITTED", "核对材料", 10),
    ("ACCEPTED", "自动核查", 10),
    ("IN_REVIEW", "复核和审批", 20),
    ("APPROVED", "签约和抵押", 15),
    ("IN_EXECUTION", "放款", 5),
]


def load_kinds(apps, schema_editor):
    kinds, versions = apps.get_model("desk", "Kind"), apps.get_model("desk", "KindVersion")
    for place, (code, row) in enumerate(KINDS.items(), start=1):
        prefix, label, who, how, documents, channels, is_offered = row
        kind = kinds.objects.create(
            code=code,
            prefix=prefix,
            family="LOAN",
            applicant="PERSON",
            source="loans",
            wake="loans.tasks.follow_cases",
            start_counter="loans:counter_start",
            start_portal="loans:portal_borrow" if "PORTAL" in channels else "",
            detail_counter="loans:counter_application",
            order=200 + place,
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
            result="贷款划入售房人或开发企业的监管账户，不付现金",
            legal_basis=LAW,
            exclusion="loan_application",
            statutory_parameter="loan_decision_days",
            promise_days=5,
            tolerance_days=0,
            supply_days=10,
            auto_limit_fen=0,
            sample_percent=0,
            retention_years=30,
        )
        for order, line in enumerate(documents, start=1):
            version.documents.create(order=order, **line)
        for order, (status, stage, minutes) in enumerate(STAGES, start=1):
            version.stages.create(status=status, label=stage, target_minutes=minutes, order=order)
        for level, name, above_fen, grade in LEVELS:
            version.levels.create(level=level, label=name, above_fen=above_fen, grade=grade)
        for channel in channels:
            version.channels.create(channel=channel)
        versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("loans", "0005_early"), ("desk", "0011_board_indexes")]
    operations = [
        migrations.AlterField(
            model_name="application",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deposits.personalaccount",
                verbose_name="个人账户",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(product="OUT_OF_TOWN"), name="application_with_an_account"
            ),
        ),
        migrations.RunPython(load_kinds, migrations.RunPython.noop),
    ]
