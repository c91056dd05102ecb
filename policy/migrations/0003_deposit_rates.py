"""The rate of deposits before 2016-02-21, so that interest of earlier days can be reckoned: 当年归集 at the demand rate.

The old second rate, of what was carried over, went with 银发〔2016〕43号.
"""

from datetime import date

from django.db import migrations

NUMBER = "存款利率沿革2011—2015"
RATES = [("2011-07-07", "0.50"), ("2012-06-08", "0.40"), ("2012-07-06", "0.35")]


def load(apps, schema_editor):
    Document, Parameter = apps.get_model("policy", "Document"), apps.get_model("policy", "Parameter")
    document = Document.objects.create(
        number=NUMBER,
        title="中国人民银行历次调整存款基准利率（住房公积金当年归集部分）",
        issuer="中国人民银行",
        issued_on=date(2011, 7, 6),
        effective_from=date(2011, 7, 7),
        effective_to=date(2016, 2, 20),
        summary="当年归集的存款按活期存款利率计息，上年结转的按三个月定期存款利率计息。",
    )
    for since, value in RATES:
        Parameter.objects.create(
            key="deposit_rate_percent",
            value=value,
            valid_from=date.fromisoformat(since),
            document=document,
            approved_by=document.issuer,
            note="当年归集部分",
        )


class Migration(migrations.Migration):
    dependencies = [("policy", "0002_national")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
