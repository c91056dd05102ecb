"""The everyday kinds of the deposits app, done on the spot.

`needed_when` "window": the portals know who is logged in and ask for no identity card.
"""

from datetime import UTC, date, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)

IDENTITY = {
    "code": "identity",
    "label": "办理人身份证件",
    "needed_when": "window",
    "when_label": "到窗口办理时",
    "form": "原件，当场核验后退还",
    "where_from": "本人携带",
    "order": 1,
}
ON_THE_SPOT = {"promise_days": 0, "tolerance_days": 0, "retention_years": 30}
STAGES = [("SUBMITTED", "受理", 5), ("ACCEPTED", "办理", 10)]


def paper(code, label, order, **more):
    return {"code": code, "label": label, "order": order, **more}


KINDS = [
    {
        "kind": {
            "code": "employer_registration",
            "prefix": "DJ",
            "applicant": "EMPLOYER",
            "start_counter": "deposits:counter_register",
            "order": 10,
        },
        "version": {
            "label": "单位缴存登记",
            "who": "新设立的国家机关、企业、事业单位、民办非企业单位和社会团体，以及有职工的个体工商户。",
            "how": "单位经办人带材料到任一窗口，当场登记并开立单位账户。\n"
            "单位应自设立之日起三十日内办理登记，登记后二十日内为职工开户。\n"
            "登记后可授权经办人，在单位网厅申报每月清册。",
            "result": "开立单位住房公积金账户，告知单位账号",
            "legal_basis": "《住房公积金管理条例》第十三条、第十四条；《住房公积金归集业务标准》（GB/T 51271-2017）。",
            "exclusion": "employer_registration",
        },
        "documents": [
            IDENTITY | {"label": "经办人身份证件"},
            paper("licence", "营业执照或其他法人登记证书", 2, form="原件或电子证照", where_from="登记机关"),
            paper("form", "单位缴存登记表（加盖公章）", 3, form="窗口可领，也可自带"),
        ],
        "channels": ["WINDOW"],
    },
    {
        "kind": {
            "code": "account_opening",
            "prefix": "KH",
            "applicant": "EITHER",
            "start_counter": "deposits:counter_employers",
            "order": 20,
        },
        "version": {
            "label": "个人账户设立",
            "who": "单位新录用、名下还没有个人账户的职工。已有账户的，办理启封或转移，不再开户。",
            "how": "单位把职工加进当月清册，在单位网厅申报即可，账户自动开立，不用跑窗口。\n"
            "单独开户的，由单位经办人或职工本人带材料到任一窗口，当场办好。",
            "result": "开立个人账户，告知个人账号",
            "legal_basis": "《住房公积金管理条例》第十三条、第十五条：单位录用职工的，应自录用之日起三十日内办理；"
            "每个职工只能有一个住房公积金账户。",
            "exclusion": "account_opening",
        },
        "documents": [
            IDENTITY,
            paper("employee_id", "职工身份证件", 2, form="原件或复印件", where_from="职工提供"),
            paper("form", "个人账户设立申请（加盖单位公章）", 3, form="写明缴存基数和起缴年月"),
        ],
        "channels": ["WINDOW", "EMPLOYER"],
    },
    {
        "kind": {
            "code": "info_change",
            "prefix": "BG",
            "applicant": "EITHER",
            "start_counter": "deposits:counter_begin_change",
            "start_portal": "accounts:portal_profile",
            "order": 30,
        },
        "version": {
            "label": "信息变更",
            "who": "姓名、证件号码或手机号有变化、登记有误的职工。",
            "how": "换手机号：在个人网厅“我的资料”里验证新号码即可。\n"
            "更正姓名、证件号码，或者旧手机号收不到验证码：本人带证件到任一窗口，当场更正。",
            "result": "资料更正，本人收到消息",
            "legal_basis": "《住房公积金归集业务标准》（GB/T 51271-2017）关于信息变更的规定；《个人信息保护法》第四十六条。",
            "exclusion": "info_change",
        },
        "documents": [
            IDENTITY,
            paper(
                "proof",
                "变更证明（如户口簿更名页、公安机关证明）",
                2,
                needed_when="identity_changed",
                when_label="更正姓名或证件号码时",
                where_from="公安机关",
            ),
        ],
        "channels": ["WINDOW", "PORTAL"],
    },
    {
        "kind": {
            "code": "sealing",
            "prefix": "FC",
            "applicant": "EITHER",
            "start_counter": "deposits:counter_begin_seal",
            "start_employer": "deposits:employer_people",
            "order": 50,
        },
        "version": {
            "label": "账户封存",
            "who": "与单位终止劳动关系，或者停薪、出国等不再缴存的职工。",
            "how": "单位在单位网厅“职工”页办理，或在当月清册里标注，不用跑窗口。\n"
            "单位没有办理的，本人可带离职材料到任一窗口办理。\n在待入账清册里的职工，入账后再办。",
            "result": "账户封存，余额照常计息",
            "legal_basis": "《住房公积金管理条例》第十五条：单位与职工终止劳动关系的，应自终止之日起三十日内变更登记，"
            "并办理账户转移或者封存。",
            "exclusion": "account_state",
        },
        "documents": [
            IDENTITY,
            paper(
                "leaving",
                "解除劳动关系证明或停薪、停缴证明",
                2,
                needed_when="window",
                when_label="到窗口办理时",
                where_from="单位",
            ),
        ],
        "channels": ["WINDOW", "EMPLOYER"],
    },
    {
        "kind": {
            "code": "unsealing",
            "prefix": "QF",
            "applicant": "EITHER",
            "start_counter": "deposits:counter_begin_unseal",
            "order": 60,
        },
        "version": {
            "label": "账户启封",
            "who": "账户已封存，重新在原单位或到新单位缴存的职工。",
            "how": "新单位把职工加进当月清册申报即可，账户自动启封转入，本人马上收到消息，可以提出异议。\n"
            "单独启封的，由单位经办人或本人到任一窗口，当场办好。",
            "result": "账户启封，从当月起缴存",
            "legal_basis": "《住房公积金管理条例》第十五条；《住房公积金归集业务标准》（GB/T 51271-2017）。",
            "exclusion": "account_state",
        },
        "documents": [
            IDENTITY,
            paper("form", "启封申请（加盖单位公章）", 2, form="写明缴存基数和起缴年月", where_from="缴存单位"),
        ],
        "channels": ["WINDOW"],
    },
]


def load(apps, schema_editor):
    kinds, versions = apps.get_model("desk", "Kind"), apps.get_model("desk", "KindVersion")
    for given in KINDS:
        kind = kinds.objects.create(family="DEPOSIT", source="deposits", **given["kind"])
        terms = (ON_THE_SPOT if "levels" not in given else {}) | given["version"]
        version = versions.objects.create(kind=kind, number=1, valid_from=date(2026, 1, 1), made_at=MADE_AT, **terms)
        for line in given["documents"]:
            version.documents.create(**line)
        for order, (status, label, minutes) in enumerate(STAGES, start=1):
            version.stages.create(status=status, label=label, target_minutes=minutes, order=order)
        for channel in given["channels"]:
            version.channels.create(channel=channel)
        versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("deposits", "0006_kinds"), ("desk", "0003_first_rows")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
