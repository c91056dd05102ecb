"""The chart of accounts of domain §6.1 (住房公积金会计核算办法, 财会字〔1999〕33号), as data."""

from django.db import migrations

CHART = [
    ("101", "住房公积金存款", "D", None),
    ("102", "增值收益存款", "D", None),
    ("111", "应收利息", "D", None),
    ("119", "其他应收款", "D", None),
    ("121", "委托贷款", "D", None),
    ("121-01", "个人住房贷款", "D", "121"),
    ("121-02", "项目贷款", "D", "121"),
    ("122", "逾期贷款", "D", None),
    ("124", "国家债券", "D", None),
    ("201", "住房公积金", "C", None),
    ("211", "应付利息", "C", None),
    ("214", "专项应付款", "C", None),
    ("214-01", "管理费用", "C", "214"),
    ("214-02", "保障性住房建设补充资金", "C", "214"),
    ("219", "其他应付款", "C", None),
    ("219-01", "暂收款", "C", "219"),
    ("219-02", "应付手续费", "C", "219"),
    ("301", "贷款风险准备", "C", None),
    ("311", "增值收益", "C", None),
    ("321", "增值收益分配", "C", None),
    ("321-01", "提取贷款风险准备金", "C", "321"),
    ("321-02", "提取管理费用", "C", "321"),
    ("321-03", "提取保障性住房建设补充资金", "C", "321"),
    ("321-04", "待分配增值收益", "C", "321"),
    ("401", "业务收入", "C", None),
    ("401-01", "住房公积金利息收入", "C", "401"),
    ("401-02", "增值收益利息收入", "C", "401"),
    ("401-03", "委托贷款利息收入", "C", "401"),
    ("401-04", "国家债券利息收入", "C", "401"),
    ("401-05", "其他收入", "C", "401"),
    ("411", "业务支出", "D", None),
    ("411-01", "住房公积金利息支出", "D", "411"),
    ("411-02", "归集手续费支出", "D", "411"),
    ("411-03", "委托贷款手续费支出", "D", "411"),
    ("411-04", "其他支出", "D", "411"),
]


def load(apps, schema_editor):
    Subject = apps.get_model("ledger", "Subject")
    for code, name, side, parent in CHART:
        Subject.objects.update_or_create(code=code, defaults={"name": name, "side": side, "parent_id": parent})


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
