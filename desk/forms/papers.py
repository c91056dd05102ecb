"""What people hand in, and what is written of papers, registers, notices and promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import DayField
from desk import registers
from desk.models import Case, Requirement
from desk.operations import Missing
from desk.states.cases import CheckedBy, RequirementStatus
from desk.states.papers import PaperSource

ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"
"""Named one by one: an iPhone then hands over a JPEG where it would send HEIC for "any picture"."""
MOST_AT_ONCE = 20


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several → a list. What they are is judged by their content, later."""

    def __init__(self, *, camera: bool = False, **options: Any) -> None:
        attrs = {"accept": ACCEPT, "multiple": True} | ({"capture": "environment"} if camera else {})
        super().__init__(widget=_SeveralFiles(attrs=attrs), **options)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files that were chosen."""
        chosen = data if isinstance(data, list) else [data] if data else []
        if self.required and not chosen:
            raise forms.ValidationError(_("请选择文件。"), code="required")
        if len(chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(_("一次最多上传 %(most)d 个文件。") % {"most": MOST_AT_ONCE}, code="many")
        return chosen


class UploadForm(forms.Form):
    """Files for one required paper, from an album or a disk, or taken right now."""

    album = FilesField(label=gettext_lazy("照片或 PDF"), required=False)
    photo = FilesField(label=gettext_lazy("现在拍照"), required=False, camera=True)

    def clean(self) -> dict[str, Any]:
        """At least one file by either way."""
        answers: dict[str, Any] = super().clean() or {}
        if not self.errors and not (answers.get("album") or answers.get("photo")):
            raise forms.ValidationError(_("请先选择文件或拍照。"), code="required")
        return answers

    @property
    def chosen(self) -> list[tuple[UploadedFile, str]]:
        """Each file with how it was made."""
        chosen = [(each, PaperSource.FILE.value) for each in self.cleaned_data["album"]]
        return chosen + [(each, PaperSource.PHOTO.value) for each in self.cleaned_data["photo"]]


class CounterUploadForm(forms.Form):
    """Files that the window took: scanner, camera, or a file somebody brought."""

    scans = FilesField(
        label=gettext_lazy("照片、扫描件或 PDF"), help_text=gettext_lazy("可一次选多个，每个不超过 10 MB。")
    )
    source = forms.ChoiceField(
        label=gettext_lazy("来源"),
        choices=[each for each in PaperSource.choices if each[0] != PaperSource.PHOTO],
        initial=PaperSource.CAMERA,
        widget=forms.RadioSelect,
    )

    @property
    def chosen(self) -> list[tuple[UploadedFile, str]]:
        """Each file with how it was made."""
        return [(each, self.cleaned_data["source"]) for each in self.cleaned_data["scans"]]


class RejectForm(forms.Form):
    """Why a paper is not good enough."""

    reason = forms.CharField(
        label=gettext_lazy("哪里不合格"),
        help_text=gettext_lazy("申请人会看到，请写清楚怎样才合格。"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ClaimsForm(forms.Form):
    """What the paper says, typed for the comparison with a register; all of it may be left empty."""

    def __init__(self, data: Any = None, *, register: str) -> None:
        super().__init__(data)
        self.kind = registers.TYPES[register][0]
        for each in fields(self.kind):
            if each.name not in ("name", "number"):
                self.fields[each.name] = forms.CharField(label=each.metadata["label"], max_length=120, required=False)

    def question(self, *, name: str, number: str) -> registers.Question:
        """The question about a person."""
        claims = {name: value.strip() for name, value in self.cleaned_data.items()}
        return self.kind(name=name, number=number, **claims)


class SettleRegisterForm(forms.Form):
    """Whether the paper holds against the register, and why."""

    holds = forms.ChoiceField(
        label=gettext_lazy("以哪个为准"),
        choices=[
            ("paper", gettext_lazy("材料属实，按已核验原件处理")),
            ("register", gettext_lazy("以登记库为准，材料不合格")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class NoticeForm(forms.Form):
    """The papers of a case that are missing or unfit, each with why; two lines for what the kind does not list."""

    FREE = 2

    def __init__(self, data: Any = None, *, case: Case, rows: Sequence[Requirement]) -> None:
        super().__init__(data)
        self.rows = [row for row in rows if not row.is_tolerated]
        for row in self.rows:
            missing = row.status in (RequirementStatus.MISSING, RequirementStatus.REJECTED)
            self.fields[f"on-{row.code}"] = forms.BooleanField(label=row.label, required=False, initial=missing)
            words = row.note or (_("未提供") if missing else "")
            self.fields[f"why-{row.code}"] = forms.CharField(
                label=_("“%(paper)s”缺什么或哪里不合格") % {"paper": row.label},
                max_length=200,
                required=False,
                initial=words,
            )
        for place in range(1, self.FREE + 1):
            self.fields[f"label-{place}"] = forms.CharField(label=_("其他材料"), max_length=80, required=False)
            self.fields[f"reason-{place}"] = forms.CharField(label=_("为什么需要"), max_length=200, required=False)
            self.fields[f"where-{place}"] = forms.CharField(label=_("从哪里取得"), max_length=120, required=False)
        if case.notices:
            self.fields["reason_again"] = forms.CharField(
                label=_("为什么没有一次说全"),
                help_text=_("这件已经告知过一次，再次告知计为我们的差错。"),
                max_length=200,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def pairs(self) -> list[tuple[Any, Any, Requirement]]:
        """The listed papers: the tick, its words, the paper."""
        return [(self[f"on-{row.code}"], self[f"why-{row.code}"], row) for row in self.rows]

    def free(self) -> list[tuple[Any, Any, Any]]:
        """The lines for other papers."""
        return [(self[f"label-{n}"], self[f"reason-{n}"], self[f"where-{n}"]) for n in range(1, self.FREE + 1)]

    def clean(self) -> dict[str, Any]:
        """Each line that is meant says why."""
        answers: dict[str, Any] = super().clean() or {}
        for row in self.rows:
            if answers.get(f"on-{row.code}") and not answers.get(f"why-{row.code}"):
                self.add_error(f"why-{row.code}", _("请写明缺什么、哪里不合格。"))
        for place in range(1, self.FREE + 1):
            if answers.get(f"label-{place}") and not answers.get(f"reason-{place}"):
                self.add_error(f"reason-{place}", _("请写明为什么需要。"))
        return answers

    @property
    def missing(self) -> list[Missing]:
        """The lines as the operation takes them."""
        said = self.cleaned_data
        listed = [Missing(code=row.code, why=said[f"why-{row.code}"]) for row in self.rows if said[f"on-{row.code}"]]
        free = [
            Missing(label=said[f"label-{n}"], why=said[f"reason-{n}"], where_from=said[f"where-{n}"])
            for n in range(1, self.FREE + 1)
            if said[f"label-{n}"]
        ]
        return listed + free


class PromiseForm(forms.Form):
    """Which secondary papers come later, until when, and the applicant's name under the promise."""

    codes = forms.MultipleChoiceField(label=gettext_lazy("容缺的材料"), widget=forms.CheckboxSelectMultiple)
    due_on = DayField(label=gettext_lazy("补交期限"))
    signed_name = forms.CharField(
        label=gettext_lazy("承诺人签名"),
        help_text=gettext_lazy("请申请人或代办人看过承诺书后，本人输入姓名。"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    agreed = forms.BooleanField(label=gettext_lazy("承诺人已看过承诺内容，知道逾期不补将不予办理、两年内不能再容缺"))

    def __init__(self, data: Any = None, *, rows: Sequence[Requirement], latest: Any) -> None:
        super().__init__(data, initial={"due_on": latest, "codes": [row.code for row in rows]})
        self.fields["codes"].choices = [(row.code, row.label) for row in rows]  # type: ignore[attr-defined]
        self.fields["due_on"].help_text = _("最晚 %(latest)s。") % {"latest": latest.isoformat()}


class SpanForm(forms.Form):
    """A stretch of days, both included."""

    since = DayField(label=gettext_lazy("从"))
    until = DayField(label=gettext_lazy("到"))

    def clean(self) -> dict[str, Any]:
        """The first day does not lie after the last."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("since") and answers.get("until") and answers["since"] > answers["until"]:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        return answers

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first midnight to the one after the last day."""
        days = (self.cleaned_data["since"], self.cleaned_data["until"] + timedelta(days=1))
        since, until = (timezone.make_aware(datetime.combine(day, time())) for day in days)
        return since, until


TICKS = (CheckedBy.SEEN, CheckedBy.COPIED)
"""How the window ticks a paper by itself; registers and earlier cases have their own ways."""
