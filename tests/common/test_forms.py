"""Form fields: what people type, cleaned to the project's types or refused in a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from common import forms as fields

TODAY = date(2026, 10, 10)


def refusal(field: forms.Field, typed: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    return str(caught.value.messages[0])


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1,234.56", 123456),
        ("￥１２．５", 1250),
        ("0", 0),
        (" 42310.55 ", 4231055),
        ("9000.00", 900000),
    ],
)
def test_yuan_become_fen(typed: str, fen: int) -> None:
    assert fields.YuanField(max_fen=10_000_000).clean(typed) == fen


@pytest.mark.parametrize("typed", ["1.234", "abc", "1e400", "NaN", "=1+1", "1 元"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    assert "两位小数" in refusal(fields.YuanField(), typed)


def test_yuan_limits_include_their_ends() -> None:
    field = fields.YuanField(min_fen=100, max_fen=900000)
    assert field.clean("1") == 100
    assert field.clean("9,000") == 900000
    assert refusal(field, "0.99") == "金额不能少于 1.00 元。"
    assert refusal(field, "9000.01") == "金额不能超过 9,000.00 元。"


def test_negative_yuan_need_permission() -> None:
    assert "不能少于" in refusal(fields.YuanField(), "-1")
    assert fields.YuanField(min_fen=None).clean("-1") == -100


def test_an_empty_optional_amount_is_none_and_zero_is_zero() -> None:
    field = fields.YuanField(required=False)
    assert field.clean("") is None
    assert field.clean("  ") is None
    assert field.clean("0") == 0
    assert field.has_changed(None, "0")
    assert not field.has_changed(None, "")


def test_initial_fen_are_shown_as_yuan_and_typing_is_kept() -> None:
    class Form(forms.Form):
        amount = fields.YuanField()

    assert 'value="4,500.00"' in str(Form(initial={"amount": 450000})["amount"])
    assert 'value="4500.001"' in str(Form({"amount": "4500.001"})["amount"])
    assert not Form({"amount": "4,500"}, initial={"amount": 450000}).has_changed()
    assert Form({"amount": "x"}, initial={"amount": 450000}).has_changed()


@pytest.mark.parametrize(
    "typed", ["2026-10", "202610", "2026年10月", "２０２６－１０", "2026/10", "2026.10", "2026-10 "]
)
def test_months_become_six_digits(typed: str) -> None:
    assert fields.MonthField().clean(typed) == "202610"


def test_a_single_digit_month_is_filled_up() -> None:
    assert fields.MonthField().clean("2026-7") == "202607"


@pytest.mark.parametrize("typed", ["2026-13", "2026-00", "26-10", "2026", "十月"])
def test_what_is_no_month_is_refused(typed: str) -> None:
    assert refusal(fields.MonthField(), typed) == "请填写年月，如 2026-10。"


def test_a_month_is_shown_with_its_hyphen() -> None:
    assert fields.MonthField().prepare_value("202610") == "2026-10"
    assert fields.MonthField().prepare_value("2026-13") == "2026-13"


@pytest.mark.parametrize("typed", ["2026-10-09", "20261009", "2026/10/9", "2026年10月9日", "２０２６１００９"])
def test_days_are_read_as_people_write_them(typed: str) -> None:
    assert fields.DayField().clean(typed) == date(2026, 10, 9)


def test_what_is_no_day_is_refused() -> None:
    assert refusal(fields.DayField(), "2026-02-30") == "请填写日期，如 2026-10-10。"


def test_rates_are_exact_and_their_limits_allowed() -> None:
    field = fields.PercentField(least=Decimal(5), most=Decimal(12))
    assert field.clean("12%") == Decimal(12)
    assert field.clean("５．５") == Decimal("5.5")
    assert refusal(field, "12.01") == "应在 5% 至 12% 之间。"
    assert "2 位小数" in refusal(field, "5.125")
    assert "2 位小数" in refusal(field, "Infinity")
    assert fields.PercentField(least=Decimal(0), most=Decimal(9), required=False).clean("") is None


def test_identity_numbers_are_normalised_and_checked() -> None:
    field = fields.IdentityNumberField(today=lambda: TODAY)
    assert field.clean(" 11010519491231002x ") == "11010519491231002X"
    assert refusal(field, "110105194912310021") == "身份证号码最后一位校验不对。"
    assert field.label == "身份证号码"


def test_other_numbers_are_normalised_and_checked() -> None:
    assert fields.MobileField().clean("+86 138-0013-8000") == "13800138000"
    assert "11 位" in refusal(fields.MobileField(), "12800138000")
    assert fields.BankCardField().clean("6222 0000 0000 0000 123") == "6222000000000000123"
    assert fields.SocialCreditCodeField().clean("91350100m000100y43") == "91350100M000100Y43"
    assert "最后一位" in refusal(fields.SocialCreditCodeField(), "91350100M000100Y44")


def test_an_empty_number_is_empty_text() -> None:
    assert fields.MobileField(required=False).clean("") == ""


def test_uploads_are_judged_by_ending_and_size() -> None:
    field = fields.UploadField(endings=[".xlsx", ".csv"], max_bytes=1024 * 1024)
    assert field.clean(SimpleUploadedFile("清册.XLSX", b"1")).name == "清册.XLSX"
    assert refusal(field, SimpleUploadedFile("清册.exe", b"1")) == "请上传 .xlsx、.csv 文件。"
    assert refusal(field, SimpleUploadedFile("a.csv", b"1" * (1024 * 1024 + 1))) == "文件不能超过 1 MB，请拆成几份。"
    assert refusal(field, SimpleUploadedFile("a.csv", b"")) == "这个文件是空的，请重新选择。"
    assert 'accept=".xlsx,.csv"' in str(field.widget.render("file", None))


class Sample(forms.Form):
    name = forms.CharField(label="姓名", help_text="与证件一致。")
    kind = forms.ChoiceField(label="类型", choices=[("a", "甲")])
    way = forms.ChoiceField(label="方式", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="同意")
    note = forms.CharField(label="说明", required=False, widget=forms.TextInput(attrs={"class": "num"}))
    secret = forms.CharField(widget=forms.HiddenInput)


def test_a_form_draws_its_fields_with_label_help_and_class() -> None:
    html = str(Sample())
    assert '<label for="id_name">姓名' in html
    assert 'id="id_name_helptext"' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'class="form-select"' in html
    assert 'class="num form-control"' in html
    assert "（选填）" in html
    assert "请先更正" not in html


def test_a_wrong_form_names_each_error_beside_its_field_and_on_top() -> None:
    form = Sample({"secret": ""})
    form.add_error(None, "今天不能办理。")
    html = str(form)
    assert "今天不能办理。" in html
    assert '<a href="#id_name">姓名</a>' in html
    assert '<a href="#id_way_0">方式</a>' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert html.count('type="hidden"') == 1


def test_what_is_missing_is_said_in_our_own_words() -> None:
    form = Sample({})
    assert form.errors["name"] == ["请填写或选择这一项。"]
    assert form.errors["agree"] == ["请勾选后再继续。"]
    assert refusal(fields.UploadField(endings=[".csv"]), None) == "请选择文件。"
    assert refusal(fields.YuanField(), "") == "请填写或选择这一项。"
