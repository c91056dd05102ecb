"""Employers that merge, split or close, as asked for. Nothing is saved here."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from common import identity
from deposits import rules
from deposits.files import cells, tables
from deposits.files.columns import FileRefused
from deposits.forms.lists import PAYROLL_ENDINGS
from deposits.forms.spot import SeenForm
from deposits.models import EmployerAccount, PersonalAccount
from deposits.states import OPEN_STATUSES


class MergerForm(SeenForm):
    """Into which employer everybody goes."""

    kind = "employer_merger"
    field_order = ["number", "reason", "seen"]

    number = forms.CharField(label=gettext_lazy("接收单位的单位账号"), max_length=20)
    reason = forms.CharField(
        label=gettext_lazy("说明"),
        help_text=gettext_lazy("批文号、协议日期等。"),
        min_length=2,
        max_length=200,
    )
    into: EmployerAccount | None = None

    def clean_number(self) -> str:
        """The number of an employer account that exists."""
        number = identity.normalise(self.cleaned_data["number"])
        self.into = EmployerAccount.objects.filter(number=number).first()
        if self.into is None:
            raise forms.ValidationError(_("没有这个单位账号。"), code="unknown")
        return number


class SplitForm(MergerForm):
    """Which people go to which new employer: their account numbers typed, or in a file."""

    kind = "employer_split"
    field_order = ["number", "numbers", "file", "reason", "seen"]

    numbers = forms.CharField(
        label=gettext_lazy("转出职工的个人账号"),
        help_text=gettext_lazy("一行一个；人多的上传名单文件。"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = fields.UploadField(
        label=gettext_lazy("名单文件"),
        help_text=gettext_lazy("Excel（.xlsx）、.csv 或 .txt，写有个人账号即可。"),
        endings=PAYROLL_ENDINGS,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """The accounts named, by id; a number that is nobody's open account is refused."""
        cleaned = super().clean() or {}
        numbers = set(re.findall(r"\d{12}", cleaned.get("numbers") or "", re.ASCII))
        if cleaned.get("file"):
            numbers |= self._in_file(cleaned["file"].read())
        rows = PersonalAccount.objects.filter(number__in=numbers, status__in=OPEN_STATUSES)
        found = dict(rows.values_list("number", "pk"))
        unknown = sorted(numbers - set(found))
        if unknown:
            facts = {"count": len(unknown), "first": unknown[0]}
            self.add_error("numbers", _("有 %(count)d 个账号不存在或已销户，例如 %(first)s。") % facts)
        elif not found and not self.errors.get("file"):
            self.add_error("numbers", _("请填写转出职工的个人账号，或上传名单。"))
        cleaned["people"] = sorted(found.values())
        return cleaned

    def _in_file(self, content: bytes) -> set[str]:
        """Everything in a file that is an account number."""
        try:
            grid = tables.read_table(content).grid
        except FileRefused as refusal:
            self.add_error("file", str(refusal))
            return set()
        texts = (cells.digits(cell) for row in grid for cell in row if cell != "")
        return {text for text in texts if rules.is_personal_account_number(text)}


class ClosingForm(forms.Form):
    """Why an employer's registration ends."""

    reason = forms.CharField(
        label=gettext_lazy("说明"),
        help_text=gettext_lazy("如“已办理工商注销，通知书文号……”。"),
        min_length=2,
        max_length=200,
    )
    is_bankrupt = forms.BooleanField(
        label=gettext_lazy("单位破产"),
        help_text=gettext_lazy("破产单位有欠缴的也可以注销，由管理人在说明里写明欠缴的处理。"),
        required=False,
    )


class WindowClosingForm(SeenForm, ClosingForm):
    """The same at a window, papers in hand."""

    kind = "employer_closing"
    field_order = ["reason", "is_bankrupt", "seen"]
