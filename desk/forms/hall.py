"""What is typed about duty and escalated matters, and the fields that all pages of the hall share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Branch, User
from common.listing import FilterForm
from desk.models import Case, DutyShift
from desk.queries import cases, hall
from desk.queries.hall import DutyDay
from desk.states.hall import EscalationStatus, Part


class ColleagueField(forms.ModelChoiceField):
    """Somebody on the staff, by number and name."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("queryset", hall.staff())
        options.setdefault("empty_label", gettext_lazy("请选择"))
        super().__init__(**options)

    def label_from_instance(self, obj: Any) -> str:
        """Number and name."""
        return f"{obj.staff.number} {obj.person.name}"


class CaseField(forms.CharField):
    """A case by its number, where the user may see it."""

    user: User

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("办件编号"))
        options.setdefault("required", False)
        options.setdefault("max_length", 20)
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}), **options)

    def clean(self, value: Any) -> Case | None:
        """The case, or None where nothing was typed."""
        number = super().clean(value).strip().upper()
        if not number:
            return None
        found = cases.cases_visible_to(self.user).filter(number=number).first()
        if found is None:
            raise ValidationError(_("没有这个编号的办件，请核对。"), code="case")
        return found


def area(label: Any, *, rows: int = 3, most: int = 2000, **options: Any) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class WordsForm(forms.Form):
    """One text, such as a reason or a result."""

    text = area("", rows=4)

    def __init__(self, *args: Any, label: str, help_text: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label, self.fields["text"].help_text = label, help_text


class BranchForm(forms.Form):
    """Which hall, and a day in it."""

    branch = forms.ModelChoiceField(label=gettext_lazy("管理部"), queryset=Branch.objects.order_by("code", "id"))


class RosterForm(forms.Form):
    """A week's shifts: who is on duty each morning and afternoon. What has passed only stands there."""

    def __init__(self, *args: Any, week: list[DutyDay], colleagues: list[User], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.week, self.today = week, today
        choices = [("", "——"), *((str(each.pk), str(each)) for each in colleagues)]
        for day in week:
            for part in Part:
                if day.day >= today:
                    shift = day.shifts[part]
                    self.fields[_name(day.day, part)] = forms.ChoiceField(
                        label=f"{day.day:%m-%d} {WEEKDAYS_ABBR[day.day.weekday()]} {part.label}",
                        choices=choices,
                        required=False,
                        initial=str(shift.user_id) if shift else "",
                    )

    @property
    def rows(self) -> list[tuple[DutyDay, list[tuple[Any, Any]]]]:
        """Each day with its two cells: the field, or who it was."""
        return [(day, [(self._field(day.day, part), day.shifts[part]) for part in Part.values]) for day in self.week]

    def _field(self, day: date, part: str) -> Any:
        return self[_name(day, part)] if _name(day, part) in self.fields else None

    @property
    def shifts(self) -> list[tuple[date, str, int | None]]:
        """What was chosen, as the operation takes it."""
        return [
            (day.day, part, int(self.cleaned_data[_name(day.day, part)] or 0) or None)
            for day in self.week
            for part in Part.values
            if _name(day.day, part) in self.cleaned_data
        ]


def _name(day: date, part: str) -> str:
    return f"d{day:%Y%m%d}{part}"


class SwapForm(forms.Form):
    """Who is asked to take a shift, against which of theirs."""

    offer = forms.ChoiceField(label=gettext_lazy("换给谁"))
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200, min_length=2)

    def __init__(self, *args: Any, others: list[DutyShift], colleagues: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        swaps = [(f"swap:{each.pk}", f"{each.user} · {each.day:%m-%d} {each.get_part_display()}") for each in others]
        takes = [(f"take:{each.pk}", str(each)) for each in colleagues]
        self.owners = {f"swap:{each.pk}": each.user_id for each in others}
        self.fields["offer"].choices = [  # type: ignore[attr-defined]
            (_("互换"), swaps),
            (_("请人代班"), takes),
        ]

    def clean(self) -> dict[str, Any]:
        """The colleague and, in an exchange, their shift."""
        cleaned = super().clean() or {}
        kind, _colon, number = cleaned.get("offer", "").partition(":")
        if kind:
            cleaned["taker_id"] = self.owners.get(cleaned["offer"], int(number))
            cleaned["against_id"] = int(number) if kind == "swap" else None
        return cleaned


class EscalateForm(forms.Form):
    """What nobody could settle."""

    question = area(
        gettext_lazy("什么办不了"), help_text=gettext_lazy("卡在哪里、试过什么、群众是否在等。不要写证件号码。")
    )
    case = CaseField(help_text=gettext_lazy("和某个办件有关就填上。"))
    reference = forms.CharField(
        label=gettext_lazy("排队号或咨询编号"), required=False, max_length=40, widget=forms.TextInput
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["case"].user = user  # type: ignore[attr-defined]


class PassOnForm(forms.Form):
    """To whom a matter goes on, and why."""

    to = ColleagueField(label=gettext_lazy("转给谁"))
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200, min_length=2)


class EscalationFilter(FilterForm):
    """Narrows escalated matters."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("管理部"), required=False, queryset=Branch.objects.order_by("code", "id")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *EscalationStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Matters of that status and hall."""
        if status := self.cleaned_data["status"]:
            rows = rows.filter(status=status)
        if branch := self.cleaned_data["branch"]:
            rows = rows.filter(branch=branch)
        return rows
