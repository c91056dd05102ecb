"""The five reasons that end an account, as kinds of business."""

from datetime import UTC, date, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
LAW = "《住房公积金管理条例》第二十四条；《住房公积金提取业务标准》（GB/T 51353-2019）。"
WINDOW = {"needed_when": "window", "when_label": "到窗口办理时", "form": "原件，当场核验后退还"}
IDENTITY = {"code": "identity", "label": "本人身份证", "where_from": "本人携带", **WINDOW}
ONLINE, HALL = ("WINDOW", "PORTAL", "HOME"), ("WINDOW", "HOME")

# code: (prefix, label, who, how, basis, channels, documents)
KINDS = {
    "retire": (
        "XTX",
        "退休销户提取",
        "达到法定退休年龄，或经批准提前退休，账户已封存的缴存人。",
        "在个人网厅选择收款的本人银行卡，社保退休信息通过数据共享核实；也可带身份证到任一窗口。\n"
        "全部余额和计至付款前一日的利息一次付清，账户销户。",
        LAW,
        ONLINE,
        [
            IDENTITY,
            {
                "code": "retirement",
                "label": "退休证或退休审批表",
                "register": "social",
                "where_from": "数据共享取得，或人社部门",
            },
        ],
    ),
    "disability": (
        "XSN",
        "丧失劳动能力销户提取",
        "完全丧失劳动能力，并与单位终止劳动关系，账户已封存的缴存人。",
        "带劳动能力鉴定结论和终止劳动关系证明到任一窗口，行动不便的可以预约上门。",
        LAW,
        HALL,
        [
            IDENTITY,
            {"code": "appraisal", "label": "劳动能力鉴定结论", "where_from": "劳动能力鉴定委员会", "form": "原件"},
            {"code": "termination", "label": "终止劳动关系证明", "where_from": "原单位", "form": "原件"},
        ],
    ),
    "abroad": (
        "XCJ",
        "出境定居销户提取",
        "出境定居，账户已封存的缴存人。",
        "带定居签证或户口注销证明到任一窗口，可以委托他人代办。",
        LAW,
        HALL,
        [
            IDENTITY,
            {
                "code": "settlement",
                "label": "出境定居证明（定居签证、永久居留证或户口注销证明）",
                "where_from": "公安出入境或户籍部门",
                "form": "原件",
            },
        ],
    ),
    "left": (
        "XLZ",
        "离职销户提取",
        "离职后账户封存满 6 个月，且没有在其他城市继续缴存的缴存人。",
        "在个人网厅选择收款的本人银行卡，社保缴费信息通过数据共享核实；也可带身份证到任一窗口。",
        "《关于开展治理违规提取住房公积金工作的通知》（建金〔2018〕46号）。",
        ONLINE,
        [
            IDENTITY,
            {
                "code": "unemployed",
                "label": "未在其他城市就业缴存的证明",
                "register": "social",
                "where_from": "数据共享取得，或社会保险经办机构",
            },
        ],
    ),
    "death": (
        "XJC",
        "继承提取",
        "缴存人死亡或被宣告死亡的，由其继承人、受遗赠人申请。",
        "各继承人（或持公证委托的一人）带材料到任一窗口，按份额分别付到本人银行卡。\n余额较小的，可以凭承诺书办理。",
        LAW,
        HALL,
        [
            {"code": "heirs", "label": "各继承人身份证", "where_from": "继承人携带", **WINDOW},
            {
                "code": "death",
                "label": "死亡证明或宣告死亡判决",
                "where_from": "医疗机构、公安部门或人民法院",
                "form": "原件",
            },
            {
                "code": "notary",
                "label": "继承公证书",
                "needed_when": "notary",
                "when_label": "凭公证书继承时",
                "where_from": "公证处",
                "form": "原件",
            },
            {
                "code": "court",
                "label": "法院判决书或调解书",
                "needed_when": "court",
                "when_label": "凭法院文书继承时",
                "where_from": "人民法院",
                "form": "原件",
            },
            {
                "code": "promise",
                "label": "小额继承承诺书和亲属关系证明",
                "needed_when": "promise",
                "when_label": "余额较小、凭承诺书继承时",
                "where_from": "窗口可领承诺书，亲属关系证明由公安或社区出具",
                "form": "原件，全体继承人签字",
            },
        ],
    ),
}
LEVELS = [(1, "复核", -1, 1), (2, "管理部主任审批", 10_000_000, 3), (3, "中心主任审批", 50_000_000, 4)]
STAGES = [
    ("SUBMITTED", "核对材料", 15),
    ("ACCEPTED", "风险核查", 15),
    ("IN_REVIEW", "复核", 240),
    ("APPROVED", "结息和制付款单", 15),
    ("IN_EXECUTION", "付款", 60),
]
AUTO_LIMIT_FEN = 2_000_000
BY_ITSELF = ("retire", "left")
"""Whose papers all come from registers: small sums are granted on the spot."""


def load(apps, schema_editor):
    kinds, versions = apps.get_model("desk", "Kind"), apps.get_model("desk", "KindVersion")
    for place, (code, given) in enumerate(KINDS.items(), start=1):
        prefix, label, who, how, basis, channels, documents = given
        kind = kinds.objects.create(
            code=f"withdraw_{code}",
            prefix=prefix,
            family="WITHDRAWAL",
            applicant="PERSON",
            source="withdrawals",
            wake="withdrawals.tasks.follow_cases",
            start_counter="withdrawals:counter_closing_start",
            start_portal="withdrawals:portal_closings" if code in BY_ITSELF else "",
            detail_counter="withdrawals:counter_closing",
            order=120 + place,
        )
        version = versions.objects.create(
            kind=kind,
            number=1,
            valid_from=date(2026, 1, 1),
            made_at=MADE_AT,
            label=label,
            who=who,
            how=how,
            result="全部余额和利息转入本人（继承人本人）银行卡，账户销户；不付现金",
            legal_basis=basis,
            exclusion="" if code == "death" else "withdraw_closing",
            statutory_parameter="withdrawal_decision_days",
            promise_days=1,
            tolerance_days=0,
            supply_days=10,
            auto_limit_fen=AUTO_LIMIT_FEN if code in BY_ITSELF else 0,
            sample_percent=5,
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
    dependencies = [("withdrawals", "0007_words"), ("desk", "0011_board_indexes")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
