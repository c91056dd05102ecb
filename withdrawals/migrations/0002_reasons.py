"""The reasons of domain §4.1, the nine that do not close the account as kinds of business, and what people are told.

The kinds of the five closing reasons come with closing itself.
"""

from datetime import UTC, date, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
REGULATION, SINCE_844, LOCAL = date(1999, 4, 3), date(2026, 9, 20), date(2020, 1, 1)
LAW = "《住房公积金管理条例》第二十四条"
NEW_LAW = "《住房公积金管理条例》第二十四条（国务院令第844号，2026年9月20日起施行）"
CITY = "本市住房公积金提取管理办法"
COUPLE = ["SELF", "SPOUSE"]
GENERATIONS = ["SELF", "SPOUSE", "PARENT", "CHILD"]

# code: (official code, label, rule, relations, needs, payees, valid from, basis)
REASONS = {
    "purchase": ("01", "购买自住住房", "purchase", GENERATIONS, ["HOUSE"], ["OWN_CARD", "DEVELOPER"], REGULATION, LAW),
    "build": ("02", "建造、翻建、大修自住住房", "build", COUPLE, ["HOUSE", "COST"], ["OWN_CARD"], REGULATION, LAW),
    "repay": (
        "06",
        "偿还购房贷款本息",
        "repay",
        ["SELF", "SPOUSE", "CO_BORROWER"],
        ["LOAN"],
        ["OWN_CARD", "LENDER"],
        REGULATION,
        LAW,
    ),
    "rent": ("07", "租房", "rent", COUPLE, ["LEASE"], ["OWN_CARD", "LANDLORD"], REGULATION, LAW),
    "decorate": ("99", "装修自住住房", "decorate", COUPLE, ["HOUSE", "COST"], ["OWN_CARD"], SINCE_844, NEW_LAW),
    "property_fee": ("99", "支付物业费", "property_fee", COUPLE, ["HOUSE", "COST"], ["OWN_CARD"], SINCE_844, NEW_LAW),
    "lift": ("99", "加装电梯、老旧小区改造", "lift", GENERATIONS, ["HOUSE", "COST"], ["OWN_CARD"], LOCAL, CITY),
    "illness": ("09", "本人或家人患重大疾病", "illness", COUPLE + ["PARENT"], ["COST"], ["OWN_CARD"], LOCAL, CITY),
    "hardship": ("99", "低保或突发困难", "hardship", ["SELF"], ["HARDSHIP"], ["OWN_CARD"], LOCAL, CITY),
    "retire": ("03", "离休、退休", "whole", ["SELF"], ["CLOSING"], ["OWN_CARD"], REGULATION, LAW),
    "disability": (
        "04",
        "完全丧失劳动能力并终止劳动关系",
        "whole",
        ["SELF"],
        ["CLOSING"],
        ["OWN_CARD"],
        REGULATION,
        LAW,
    ),
    "abroad": ("05", "出境定居", "whole", ["SELF"], ["CLOSING"], ["OWN_CARD"], REGULATION, LAW),
    "death": ("08", "死亡或被宣告死亡", "whole", ["HEIR"], ["CLOSING"], ["HEIR"], REGULATION, LAW),
    "left": (
        "99",
        "离职后封存满半年且未在外地缴存",
        "whole",
        ["SELF"],
        ["CLOSING"],
        ["OWN_CARD"],
        date(2018, 5, 2),
        "关于开展治理违规提取住房公积金工作的通知（建金〔2018〕46号）",
    ),
}
CLOSES = ("retire", "disability", "abroad", "death", "left")

WINDOW = {"needed_when": "window", "when_label": "到窗口办理时"}
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
TITLE = {"code": "title", "label": "不动产权证", "register": "house", "where_from": "数据共享取得，或不动产登记中心"}
INVOICE = {"code": "invoice", "label": "发票", "register": "invoice", "where_from": "数据共享查验，或收款单位开具"}

# code: (prefix, order, who, how, documents)
KINDS = {
    "purchase": (
        "TQG",
        "近两年内购买自住住房的缴存人及配偶；本市允许父母、子女互助。",
        "在个人网厅或小程序填写购房信息，选择收款的本人银行卡或售房款监管账户；也可带材料到任一窗口。\n"
        "网签、产权信息优先通过数据共享核实，核实一致的不用交材料。",
        [
            {
                "code": "contract",
                "label": "网签备案的购房合同",
                "register": "sale",
                "needed_when": "new_home",
                "when_label": "购买新房时",
                "where_from": "数据共享取得，或售房单位",
            },
            {**TITLE, "needed_when": "second_hand", "when_label": "购买二手房时"},
            {
                "code": "deed_tax",
                "label": "契税完税凭证",
                "needed_when": "second_hand",
                "when_label": "购买二手房时",
                "where_from": "税务部门",
            },
        ],
    ),
    "build": (
        "TQJ",
        "近两年内建造、翻建、大修自住住房的产权人及配偶。",
        "在个人网厅填写并上传批准文件，或带材料到任一窗口。",
        [
            {"code": "permit", "label": "规划或建设批准文件（大修为房屋安全鉴定书）", "where_from": "规划、住建部门"},
            INVOICE,
        ],
    ),
    "repay": (
        "TQH",
        "正在偿还购房贷款的借款人、共同借款人及配偶，每 12 个月一次；结清后 12 个月内还可提取最后一次。",
        "在个人网厅或小程序填写贷款信息，还款记录通过数据共享向银行核实；也可带材料到任一窗口。",
        [
            {
                "code": "repayment",
                "label": "借款合同和近 12 个月还款明细",
                "register": "repayment",
                "where_from": "数据共享取得，或贷款银行",
            }
        ],
    ),
    "rent": (
        "TQZ",
        "连续正常缴存满 3 个月、夫妻双方在本市没有自有住房、租房居住的缴存人及配偶。",
        "在个人网厅或小程序三步办完，不用交材料；也可带身份证到任一窗口。\n"
        "签了备案租房合同的，限额更高；住公租房的，按实际租金提取。",
        [
            {"code": "no_home", "label": "本市无房证明", "register": "homes", "where_from": "数据共享取得"},
            {
                "code": "no_home_spouse",
                "label": "配偶本市无房证明",
                "register": "homes",
                "needed_when": "married",
                "when_label": "已婚的",
                "where_from": "数据共享取得",
            },
            MARRIAGE,
            {
                "code": "lease",
                "label": "备案的租房合同",
                "register": "lease",
                "needed_when": "registered_lease",
                "when_label": "按备案合同提取时",
                "where_from": "数据共享取得，或住建部门",
            },
            {
                "code": "public_lease",
                "label": "公租房合同",
                "register": "lease",
                "needed_when": "lease_public",
                "when_label": "租住公租房时",
                "where_from": "数据共享取得，或公租房管理单位",
            },
        ],
    ),
    "decorate": (
        "TQX",
        "装修自住住房的产权人及配偶；同一房屋 10 年内一次。",
        "在个人网厅填写并上传装修合同，或带材料到任一窗口。产权和发票通过数据共享核实。",
        [TITLE, {"code": "works", "label": "装修合同", "where_from": "本人携带"}, INVOICE],
    ),
    "property_fee": (
        "TQW",
        "支付自住住房物业费的产权人及配偶；按家庭和自然年度计算限额。",
        "在个人网厅或小程序填写物业费发票，产权和发票通过数据共享核实；也可带材料到任一窗口。",
        [TITLE, INVOICE],
    ),
    "lift": (
        "TQT",
        "所住楼栋加装电梯或老旧小区改造、分摊了费用的产权人及配偶、父母、子女；每个项目一次。",
        "在个人网厅填写并上传批准文件和分摊协议，或带材料到任一窗口。",
        [
            TITLE,
            {"code": "approval", "label": "加装电梯或改造的批准文件", "where_from": "住建部门"},
            {"code": "share", "label": "费用分摊协议", "where_from": "业主委员会或社区"},
            INVOICE,
        ],
    ),
    "illness": (
        "TQB",
        "本人、配偶或未成年子女患重大疾病、自付医疗费的缴存人；每年一次。",
        "在个人网厅填写并上传诊断证明，或带材料到任一窗口。",
        [{"code": "diagnosis", "label": "诊断证明", "where_from": "就诊医院"}, {**INVOICE, "label": "医疗费票据"}],
    ),
    "hardship": (
        "TQK",
        "享受最低生活保障，或遇突发困难经民政部门认定的缴存人；每年一次。",
        "在个人网厅填写救助证号，通过数据共享核实；也可带材料到任一窗口。",
        [
            {
                "code": "relief",
                "label": "低保证或临时救助认定",
                "register": "relief",
                "where_from": "数据共享取得，或民政部门",
            }
        ],
    ),
}
LEVELS = [(1, "复核", -1, 1), (2, "管理部主任审批", 10_000_000, 3), (3, "中心主任审批", 50_000_000, 4)]
STAGES = [
    ("SUBMITTED", "核对材料", 15),
    ("ACCEPTED", "风险核查", 15),
    ("IN_REVIEW", "复核", 240),
    ("APPROVED", "制付款单", 15),
    ("IN_EXECUTION", "付款", 60),
]
AUTO_LIMIT_FEN = 2_000_000

CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
EVENTS = {  # code: (label, samples, title, body)
    "withdrawal_paid": (
        "提取到账",
        {
            "day": "10月10日",
            "reason": "租房",
            "amount": "18,000.00",
            "interest": "0.00",
            "tail": "6786",
            "balance": "24,310.55",
        },
        "提取款已到账",
        "尊敬的{name}：您的{reason}提取款{amount}元（含利息{interest}元）已于{day}转入尾号{tail}的账户，"
        "公积金余额{balance}元。如非本人办理，请立即致电{hotline}。",
    ),
    "withdrawal_returned": (
        "提取款被退回",
        {"amount": "18,000.00", "tail": "6786", "reason": "账号与户名不符"},
        "提取款没有付成",
        "尊敬的{name}：您的提取款{amount}元付往尾号{tail}的账户时被银行退回（{reason}）。钱仍在您名下，"
        "请在个人网厅更换收款银行卡，或到任一窗口办理。咨询{hotline}。",
    ),
}


def load_reasons(apps, schema_editor):
    Reason = apps.get_model("withdrawals", "Reason")
    for order, (code, row) in enumerate(REASONS.items(), start=1):
        official, label, rule, relations, needs, payees, since, basis = row
        Reason.objects.create(
            code=code,
            official_code=official,
            label=label,
            rule=rule,
            closes=code in CLOSES,
            relations=relations,
            needs=needs,
            payees=payees,
            valid_from=since,
            basis=basis,
            order=order * 10,
        )


def load_kinds(apps, schema_editor):
    kinds, versions = apps.get_model("desk", "Kind"), apps.get_model("desk", "KindVersion")
    for place, (code, (prefix, who, how, documents)) in enumerate(KINDS.items(), start=1):
        _official, label, _rule, _relations, _needs, _payees, since, basis = REASONS[code]
        kind = kinds.objects.create(
            code=f"withdraw_{code}",
            prefix=prefix,
            family="WITHDRAWAL",
            applicant="PERSON",
            source="withdrawals",
            wake="withdrawals.tasks.follow_cases",
            start_counter="withdrawals:counter_start",
            start_portal="withdrawals:portal_withdrawals",
            detail_counter="withdrawals:counter_withdrawal",
            order=100 + place,
        )
        version = versions.objects.create(
            kind=kind,
            number=1,
            valid_from=max(since, date(2026, 1, 1)),
            made_at=MADE_AT,
            label=f"{label}提取",
            who=who,
            how=how,
            result="提取款转入本人银行卡或符合规定的收款账户，不付现金",
            legal_basis=f"{basis}；《住房公积金提取业务标准》（GB/T 51353-2019）。",
            exclusion=f"withdraw_{code}",
            statutory_parameter="withdrawal_decision_days",
            promise_days=1,
            tolerance_days=5,
            supply_days=10,
            auto_limit_fen=AUTO_LIMIT_FEN,
            sample_percent=5,
            retention_years=30,
        )
        for order, line in enumerate([IDENTITY, *documents], start=1):
            version.documents.create(order=order, **line)
        for order, (status, stage, minutes) in enumerate(STAGES, start=1):
            version.stages.create(status=status, label=stage, target_minutes=minutes, order=order)
        for level, name, above_fen, grade in LEVELS:
            version.levels.create(level=level, label=name, above_fen=above_fen, grade=grade)
        for channel in ("WINDOW", "PORTAL", "API", "HOME"):
            version.channels.create(channel=channel)
        versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


def load_events(apps, schema_editor):
    Event, Template = apps.get_model("notifications", "Event"), apps.get_model("notifications", "Template")
    for code, (label, samples, title, body) in EVENTS.items():
        event = Event.objects.create(code=code, label=label, door="DEPOSITOR", samples=samples, is_security=True)
        for channel in CHANNELS:
            Template.objects.create(event=event, channel=channel, title=title, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [
        ("withdrawals", "0001_initial"),
        ("desk", "0011_board_indexes"),
        ("notifications", "0003_wecom"),
    ]
    operations = [
        migrations.RunPython(load_reasons, migrations.RunPython.noop),
        migrations.RunPython(load_kinds, migrations.RunPython.noop),
        migrations.RunPython(load_events, migrations.RunPython.noop),
    ]
