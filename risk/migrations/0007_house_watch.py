from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("risk", "0006_case_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="HouseWatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case", models.CharField(max_length=20, unique=True, verbose_name="业务编号")),
                ("since", models.DateField(verbose_name="受理日期")),
                ("asked_on", models.DateField(null=True, verbose_name="上次查询")),
                ("next_on", models.DateField(null=True, verbose_name="下次查询")),
            ],
            options={
                "verbose_name": "房屋复查",
                "verbose_name_plural": "房屋复查",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_on__isnull", False)), fields=["next_on", "id"], name="house_to_ask"
                    )
                ],
            },
        ),
    ]
