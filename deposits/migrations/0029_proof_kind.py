"""The kind "proof": certificates and bills, issued on the spot at a window and by oneself in the portal.

Letters from before have no code yet: each gets its own.
"""

import secrets
from datetime import UTC, date, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
KIND = {
    "code": "proof",
    "prefix": "ZK",
    "applicant": "PERSON",
    "start_counter": "deposits:counter_begin_proof",
    "start_portal": "deposits:portal_proofs",
    "order": 75,
}
VERSION = {
    "label": "缴存证明开具",
    "who": "需要证明缴存情况的缴存人本人：买房、租房、落户、在外地申请公积金贷款等。",
    "how": "在个人网厅“我的证明”里点一下，当场下载，带二维码和验真码，不用跑窗口。\n"
    "也可以带身份证到任一窗口打印。\n"
    "对方扫码或在验真页输入验真码即可核实，看不到其他个人资料；不想再有效的，可以随时撤销。",
    "result": "开具住房公积金缴存证明、异地贷款缴存使用证明或年度账单",
    "legal_basis": "《住房公积金管理条例》第三十一条；《关于住房公积金异地个人住房贷款有关操作问题的通知》（建金〔2015〕135号）；"
    "《住房公积金归集业务标准》（GB/T 51271-2017）。",
    "exclusion": "proof",
    "promise_days": 0,
    "tolerance_days": 0,
    "retention_years": 10,
}
IDENTITY = {
    "code": "identity",
    "label": "本人身份证件",
    "needed_when": "window",
    "when_label": "到窗口办理时",
    "form": "原件，当场核验后退还",
    "where_from": "本人携带",
    "order": 1,
}


LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def give_codes(apps, schema_editor):
    letters = apps.get_model("deposits", "TransferLetter").objects
    for pk in letters.filter(verify_code="").exclude(number="").values_list("pk", flat=True):
        letters.filter(pk=pk).update(verify_code="".join(secrets.choice(LETTERS) for _place in range(12)))


def load(apps, schema_editor):
    kind = apps.get_model("desk", "Kind").objects.create(family="DEPOSIT", source="deposits", **KIND)
    versions = apps.get_model("desk", "KindVersion")
    version = versions.objects.create(kind=kind, number=1, valid_from=date(2026, 1, 1), made_at=MADE_AT, **VERSION)
    version.documents.create(**IDENTITY)
    for order, (status, label, minutes) in enumerate([("SUBMITTED", "受理", 5), ("ACCEPTED", "办理", 5)], start=1):
        version.stages.create(status=status, label=label, target_minutes=minutes, order=order)
    for channel in ("WINDOW", "PORTAL"):
        version.channels.create(channel=channel)
    versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("deposits", "0028_proofs"), ("desk", "0011_board_indexes")]
    operations = [
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
