"""Sample data of the style guide. The figures are for show and belong to nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from common import forms as fields
from common.listing import Column, FilterForm, Listing
from fundcenter import queries


class SampleForm(forms.Form):
    """One of each kind of question."""

    name = forms.CharField(label="姓名", help_text="与身份证上一致。")
    number = fields.IdentityNumberField()
    amount = fields.YuanField(
        label="提取金额（元）", max_fen=900000, help_text="最多 9,000.00：家庭年限额 18,000.00，已用 9,000.00。"
    )
    rate = fields.PercentField(label="缴存比例（%）", least=Decimal(5), most=Decimal(12), help_text="5 至 12 之间。")
    month = fields.MonthField(label="汇缴月份")
    day = fields.DayField(label="出生日期", required=False)
    reason = forms.ChoiceField(label="提取原因", choices=[("", "请选择"), ("rent", "租房"), ("buy", "购房")])
    channel = forms.ChoiceField(
        label="怎样通知您",
        choices=[("sms", "短信"), ("mail", "邮件")],
        widget=forms.RadioSelect,
        help_text="只选一种。",
    )
    needs = forms.MultipleChoiceField(
        label="需要的帮助",
        required=False,
        choices=[("sign", "手语"), ("wheel", "无障碍通道")],
        widget=forms.CheckboxSelectMultiple,
    )
    paper = fields.UploadField(label="租赁合同", endings=[".pdf", ".jpg"], required=False, help_text="手机拍照即可。")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agree = forms.BooleanField(label="我已阅读并同意个人信息保护告知")


class SampleFilter(FilterForm):
    """Narrows the branches by name."""

    name = forms.CharField(label="名称", required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Branches whose name contains the text."""
        return rows.filter(name__contains=self.cleaned_data["name"])


def listing(request: HttpRequest) -> Listing:
    """The branches as a listing."""
    return Listing(
        request,
        queries.branches(),
        columns=[
            Column("code", "编号", order="code", kind="code"),
            Column("name", "名称", order="name", link=lambda branch: f"/?from={branch.code}"),
            Column("address", "地址", narrow=False),
            Column("hours", "办公时间", badge=lambda branch: "good"),
        ],
        order=("code",),
        filters=SampleFilter,
        per_page=10,
        caption="管理部",
        file_name="管理部",
        empty={"title": "还没有管理部", "text": "请在系统管理中登记。"},
    )


def _event(title: str, hour: int, who: str = "", note: str = "") -> dict[str, Any]:
    return {"title": title, "at": datetime(2026, 10, 10, hour, tzinfo=UTC), "who": who, "note": note}


def context() -> dict[str, Any]:
    """Everything the style guide shows beside the listing."""
    wrong = SampleForm(
        {"name": "", "number": "220421198605125132", "amount": "9,500", "rate": "13", "month": "2026-13"}
    )
    wrong.add_error(None, "账户今天有另一笔业务在办，请稍后再试。")
    return {
        "form": SampleForm(auto_id="ok_%s", initial={"amount": 450000, "month": "202610"}),
        "wrong": wrong,
        "badges": [
            ("正常缴存", "good"),
            ("待补正", "act"),
            ("今日到期", "warn"),
            ("已拒绝", "bad"),
            ("付款中", ""),
            ("已销户", "quiet"),
        ],
        "facts": [("余额", "42,310.55"), ("月缴存额", "2,026.00"), ("缴至", "2026-10"), ("单位", "辽源市第一机械厂")],
        "figures": [("中位用时", "46 分"), ("九成在", "58 分内"), ("五十分钟内", "81%")],
        "answers": [
            ("提取人", "王晓云", "#answers"),
            ("租住地", "龙山区人民大街 218 号", "#answers"),
            ("名下房产", "无", ""),
        ],
        "steps": [
            {"title": "已提交", "state": "done", "note": "09:12"},
            {"title": "已核验", "state": "done", "note": "无需材料"},
            {"title": "银行付款中", "state": "now", "note": "尾号 6786"},
            {"title": "到账短信", "state": ""},
        ],
        "events": [_event("告知补正", 2, "李敏", "首付款收据"), _event("自动核验通过", 1), _event("提交", 0, "本人")],
        "verbs": [
            {"label": "租房提取", "url": "#verbs", "hint": "今年还可提 9,000.00", "key": "1"},
            {"label": "购房提取", "url": "#verbs", "hint": "需合同或不动产证", "key": "2"},
            {"label": "贷款申请", "url": "#verbs", "hint": "看看能贷多少"},
            {"label": "开证明", "url": "#verbs", "hint": "扫码可验真"},
        ],
        "tabs": [("清册", "#tabs", True), ("职工", "#tabs", False), ("资金", "#tabs", False)],
        "months": [(f"{month:02d}", 202600, 61283 if month == 6 else 0) for month in range(1, 13)],
        "entries": [
            ("11-12", "汇缴 2026 年 10 月", "基数 8,437.56 × 12%，单位 1,013 + 个人 1,013", 202600, 4231055),
            ("08-20", "租房提取", "第三季度，家庭年限额 18,000.00 已用 9,000.00", -450000, 3623255),
            ("06-30", "年度结息", "积数 14,707,898.05 × 1.5% ÷ 360", 61283, 3870655),
        ],
    }
