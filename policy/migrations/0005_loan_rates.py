"""What loans of the fund have cost since 2011 (domain §5.2), so that a loan of any day has its rate."""

from datetime import date

from django.db import migrations

NUMBER = "个人住房公积金贷款利率沿革2011—2025"
FIRST = [  # from, up to five years, longer
    ("2011-07-07", "4.45", "4.90"),
    ("2012-06-08", "4.20", "4.70"),
    ("2012-07-06", "4.00", "4.50"),
    ("2014-11-22", "3.75", "4.25"),
    ("2015-03-01", "3.50", "4.00"),
    ("2015-05-11", "3.25", "3.75"),
    ("2015-06-28", "3.00", "3.50"),
    ("2015-08-26", "2.75", "3.25"),
    ("2022-10-01", "2.60", "3.10"),
    ("2024-05-18", "2.35", "2.85"),
    ("2025-05-08", "2.10", "2.60"),
]
SECOND = [  # not lower than; until 2022 eleven tenths of the first home's
    ("2015-06-28", "3.30", "3.85"),
    ("2015-08-26", "3.025", "3.575"),
    ("2024-05-18", "2.775", "3.325"),
    ("2025-05-08", "2.525", "3.075"),
]


def load(apps, schema_editor):
    Document, Parameter = apps.get_model("policy", "Document"), apps.get_model("policy", "Parameter")
    document = Document.objects.create(
        number=NUMBER,
        title="中国人民银行历次调整个人住房公积金贷款利率",
        issuer="中国人民银行",
        issued_on=date(2025, 5, 7),
        effective_from=date(2011, 7, 7),
        summary="新贷款按发放日利率；一年以上的存量贷款自次年1月1日起按新利率。第二套住房利率为下限。",
    )
    for home, rows in (("first", FIRST), ("second", SECOND)):
        for since, short, long in rows:
            for tier, value in (("short", short), ("long", long)):
                Parameter.objects.create(
                    key=f"loan_rate_{home}_{tier}_percent",
                    value=value,
                    valid_from=date.fromisoformat(since),
                    document=document,
                    approved_by=document.issuer,
                )


class Migration(migrations.Migration):
    dependencies = [("policy", "0004_carried_over_rates")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
