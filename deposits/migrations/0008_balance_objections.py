"""Objections to a balance: their rows, and their kind, which is answered in writing within five days."""

from datetime import UTC, date, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)

IDENTITY = {
    "code": "identity",
    "label": "本人身份证件",
    "needed_when": "window",
    "when_label": "到窗口办理时",
    "form": "原件，当场核验后退还",
    "where_from": "本人携带",
    "order": 1,
}


def paper(code, label, order, **more):
    return {"code": code, "label": label, "order": order, **more}


OBJECTION = {
    "kind": {
        "code": "balance_objection",
        "prefix": "YY",
        "family": "DEPOSIT",
        "source": "deposits",
        "applicant": "PERSON",
        "start_counter": "deposits:counter_begin_objection",
        "start_portal": "deposits:portal_object_to_balance",
        "detail_counter": "deposits:counter_objection",
        "wake": "deposits.tasks.follow_cases",
        "order": 70,
    },
    "version": {
        "label": "余额异议复核",
        "who": "认为账户余额或某一笔明细不对的缴存人本人。",
        "how": "在个人网厅的明细里点“对这一笔有异议”，或到任一窗口提出，说明哪里不对。\n"
        "我们从第一笔起逐笔重新相加，并与每一笔的来源清册核对，由另一人复核后书面答复。\n"
        "确有差错的，先更正再答复；没有差错的，说明每一笔的来历。",
        "result": "书面答复，可在“我的办件”下载，可验真",
        "legal_basis": "《住房公积金管理条例》（2019 年文本第三十六条）：职工、单位对住房公积金账户内的存储余额有异议的，"
        "可以申请复核，管理中心应当自收到申请之日起五日内给予书面答复。",
        "exclusion": "balance_objection",
        "statutory_days": 5,
        "promise_days": 5,
        "promise_minutes": None,
        "tolerance_days": 3,
        "supply_days": 5,
        "retention_years": 15,
    },
    "documents": [
        IDENTITY,
        paper(
            "evidence",
            "说明问题的材料（如工资条、银行流水、单位缴存记录）",
            2,
            is_main=False,
            needed_when="evidence",
            when_label="手里有材料时",
            where_from="单位或银行",
        ),
    ],
    "stages": [
        ("SUBMITTED", "受理", 240),
        ("ACCEPTED", "逐笔核对", 960),
        ("IN_REVIEW", "复核", 480),
        ("APPROVED", "出具答复", 30),
    ],
    "levels": [(1, "复核", -1, 1)],
    "channels": ["WINDOW", "PORTAL"],
}


def load(apps, schema_editor):
    kinds, versions = apps.get_model("desk", "Kind"), apps.get_model("desk", "KindVersion")
    kind = kinds.objects.create(**OBJECTION["kind"])
    version = versions.objects.create(
        kind=kind, number=1, valid_from=date(2026, 1, 1), made_at=MADE_AT, **OBJECTION["version"]
    )
    for line in OBJECTION["documents"]:
        version.documents.create(**line)
    for order, (status, label, minutes) in enumerate(OBJECTION["stages"], start=1):
        version.stages.create(status=status, label=label, target_minutes=minutes, order=order)
    for level, label, above_fen, grade in OBJECTION["levels"]:
        version.levels.create(level=level, label=label, above_fen=above_fen, grade=grade)
    for channel in OBJECTION["channels"]:
        version.channels.create(channel=channel)
    versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [
        ("deposits", "0007_counter_kinds"),
        ("desk", "0003_first_rows"),
        ("ledger", "0002_chart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="BalanceObjection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balance_objection",
                        to="desk.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="deposits.personalaccount",
                        verbose_name="账户",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.entry",
                        verbose_name="有异议的一笔",
                    ),
                ),
                ("since", models.DateField(null=True, verbose_name="时段起")),
                ("until", models.DateField(null=True, verbose_name="时段止")),
                ("words", models.CharField(max_length=500, verbose_name="本人怎么说")),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="手里的材料")),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[("CORRECT", "账户余额没有差错"), ("CORRECTED", "确有差错，已经更正")],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="答复")),
                (
                    "journal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.journal",
                        verbose_name="更正分录",
                    ),
                ),
                ("checked_since", models.DateField(null=True, verbose_name="核对自")),
                ("checked_until", models.DateField(null=True, verbose_name="核对至")),
                ("opening_fen", models.BigIntegerField(null=True, verbose_name="期初余额（分）")),
                ("in_fen", models.BigIntegerField(null=True, verbose_name="增加（分）")),
                ("out_fen", models.BigIntegerField(null=True, verbose_name="减少（分）")),
                ("closing_fen", models.BigIntegerField(null=True, verbose_name="期末余额（分）")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="写答复的时间")),
                ("verify_code", models.CharField(blank=True, max_length=16, verbose_name="验真码")),
                ("issued_at", models.DateTimeField(null=True, verbose_name="出具时间")),
            ],
            options={
                "verbose_name": "余额异议",
                "verbose_name_plural": "余额异议",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            Q(("since__isnull", True), ("until__isnull", True)),
                            Q(("entry", None), ("since__isnull", False), ("until__gte", F("since"))),
                            _connector="OR",
                        ),
                        name="objection_to_entry_or_period",
                    ),
                    models.CheckConstraint(condition=Q(("words", ""), _negated=True), name="objection_in_words"),
                    models.CheckConstraint(
                        condition=Q(
                            Q(
                                ("answer", ""),
                                ("finding", ""),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                                ("closing_fen__isnull", True),
                                ("in_fen__isnull", True),
                                ("journal__isnull", True),
                                ("opening_fen__isnull", True),
                                ("out_fen__isnull", True),
                            ),
                            Q(
                                Q(("finding", ""), _negated=True),
                                Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="objection_answered_as_a_whole",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("answered_at", None),
                            Q(
                                ("closing_fen", F("opening_fen") + F("in_fen") - F("out_fen")),
                                ("closing_fen__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="objection_sums_add_up",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("finding", "CORRECTED"), ("journal__isnull", False)),
                            Q(Q(("finding", "CORRECTED"), _negated=True), ("journal", None)),
                            _connector="OR",
                        ),
                        name="objection_corrected_by_a_journal",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("issued_at", None), ("verify_code", "")),
                            Q(
                                Q(("verify_code", ""), _negated=True),
                                Q(("finding", ""), _negated=True),
                                ("issued_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="objection_issued_once_answered",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("verify_code", ""), _negated=True),
                        fields=("verify_code",),
                        name="answer_code_once",
                    ),
                ],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
