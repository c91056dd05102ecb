"""The first version of what we tell people about their data; later versions are added in the admin."""

from datetime import date

from django.db import migrations

TEXT = """\
为办理住房公积金缴存、提取、贷款等业务，我们依据《住房公积金管理条例》和《中华人民共和国个人信息保护法》处理您的个人信息。

一、我们处理什么：姓名、证件号码、手机号码、银行卡号、亲属关系、工作单位，以及您的缴存、提取和贷款记录。

二、为什么处理：核实身份、记账、付款、通知您办理进度，并防范冒领资金。我们不把这些信息用于其他目的。

三、怎样保护：证件号码、手机号码和银行卡号加密保存，页面上只显示一部分。工作人员每次查看您的资料都会留下记录，您可以在“谁看过我的资料”中看到。

四、提供给谁：仅向办理业务所必需的受委托银行、政府部门提供，或者依照法律规定提供。

五、您的权利：您可以随时查阅、导出和更正自己的资料。对个人信息处理有疑问的，请拨打 12329 或到柜台咨询。
"""


def publish(apps, schema_editor):
    notices = apps.get_model("accounts", "PrivacyNotice")
    notices.objects.get_or_create(version="1", defaults={"text": TEXT, "published_on": date(2026, 1, 1)})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
