"""An objection to a balance, and the answer to it. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from deposits.forms.spot import SeenForm
from deposits.operations import Objected
from deposits.states import Finding
from ledger.models import Journal
from ledger.states import Reason


class WhatForm(forms.Form):
    """What is objected to: one entry, a period, or the balance."""

    about = forms.ChoiceField(
        label=gettext_lazy("对什么有异议"),
        choices=[
            ("ENTRY", gettext_lazy("某一笔明细")),
            ("PERIOD", gettext_lazy("一段时间的缴存")),
            ("BALANCE", gettext_lazy("账户余额")),
        ],
        widget=forms.RadioSelect,
    )
    entry = forms.ChoiceField(
        label=gettext_lazy("哪一笔"), required=False, help_text=gettext_lazy("选“某一笔明细”时填。")
    )
    since = fields.DayField(
        label=gettext_lazy("从哪天"), required=False, help_text=gettext_lazy("选“一段时间的缴存”时填。")
    )
    until = fields.DayField(label=gettext_lazy("到哪天"), required=False)

    def __init__(self, *args: Any, entries: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["entry"].choices = [("", _("请选择")), *entries]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was chosen is named, and nothing else is kept."""
        cleaned = super().clean() or {}
        about, since, until = cleaned.get("about"), cleaned.get("since"), cleaned.get("until")
        if about == "ENTRY" and not cleaned.get("entry") and "entry" not in self.errors:
            self.add_error("entry", _("请选择哪一笔。"))
        if about == "PERIOD":
            for name in ("since", "until"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("请填写日期。"))
            if since and until and since > until:
                self.add_error("until", _("结束日期不能早于开始日期。"))
        kept = {"ENTRY": {"entry"}, "PERIOD": {"since", "until"}}.get(str(about), set())
        dropped = {"entry", "since", "until"} - kept
        return {name: None if name in dropped else value for name, value in cleaned.items()}


class WhyForm(forms.Form):
    """What is wrong, in the owner's words, and what they have to show."""

    words = forms.CharField(
        label=gettext_lazy("哪里不对"),
        help_text=gettext_lazy("如“十月工资 9,000 元，基数只按 8,000 元缴”。"),
        min_length=4,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence = forms.CharField(
        label=gettext_lazy("手里有什么材料"),
        help_text=gettext_lazy("如工资条、银行流水，提交后可以上传照片。没有的不填。"),
        max_length=200,
        required=False,
    )


class ObjectForm(WhatForm, WhyForm, SeenForm):
    """All of it on one page, at a window."""

    kind = "balance_objection"
    field_order = ["about", "entry", "since", "until", "words", "evidence", "seen"]


def objected(answers: dict[str, Any]) -> Objected:
    """The answers of the forms above as the operation takes them."""
    return Objected(
        words=answers["words"],
        entry_id=int(answers["entry"]) if answers.get("entry") else None,
        since=answers.get("since"),
        until=answers.get("until"),
        evidence=answers.get("evidence", ""),
    )


class _JournalField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """Day, reason and number: as the account's entries name it."""
        return _("%(day)s %(reason)s，流水号 %(pk)s") % {
            "day": obj.on,
            "reason": Reason(obj.reason).label,
            "pk": obj.pk,
        }


class AnswerForm(forms.Form):
    """What re-adding showed."""

    finding = forms.ChoiceField(label=gettext_lazy("结论"), choices=Finding.choices, widget=forms.RadioSelect)
    journal = _JournalField(
        label=gettext_lazy("更正的分录"),
        help_text=gettext_lazy("选“确有差错，已经更正”时填：异议提出之后记在该账户上的冲账或补记。"),
        queryset=Journal.objects.none(),
        required=False,
        empty_label=gettext_lazy("没有更正"),
    )
    answer = forms.CharField(
        label=gettext_lazy("答复"),
        help_text=gettext_lazy("写给本人看：核对了什么、结果怎样、为什么。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, journals: QuerySet[Journal], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["journal"].queryset = journals  # type: ignore[attr-defined]
