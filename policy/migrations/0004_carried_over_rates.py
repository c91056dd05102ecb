"""The rate of what was carried over, as long as it had one of its own (domain §3.1): the three-month deposit's.

It is used only where a centre says that the rates of a year stand apart (`deposit_rates_apart`).
"""

from datetime import date

from django.db import migrations

NUMBER = "存款利率沿革2011—2015"
RATES = [
    ("2011-07-07", "3.10"),
    ("2012-06-08", "2.85"),
    ("2012-07-06", "2.60"),
    ("2014-11-22", "2.35"),
    ("2015-03-01", "2.10"),
    ("2015-05-11", "1.85"),
    ("2015-06-28", "1.60"),
    ("2015-08-26", "1.35"),
    ("2015-10-24", "1.10"),
]


def load(apps, schema_editor):
    Document, Parameter = apps.get_model("policy", "Document"), apps.get_model("policy", "Parameter")
    old, new = Document.objects.get(number=NUMBER), Document.objects.get(number="银发〔2016〕43号")
    for since, value, document in [*((*each, old) for each in RATES), ("2016-02-21", "1.5", new)]:
        Parameter.objects.create(
            key="carried_over_rate_percent",
            value=value,
            valid_from=date.fromisoformat(since),
            document=document,
            approved_by=document.issuer,
            note="上年结转部分",
        )


class Migration(migrations.Migration):
    dependencies = [("policy", "0003_deposit_rates")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
