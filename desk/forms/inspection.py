"""What is typed about 5S checks, findings, bulletins, the manual and courtesy drills."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Branch, User
from common.forms import DayField, UploadField
from common.listing import FilterForm
from desk.forms.hall import CaseField, ColleagueField, area
from desk.models import CourtesyItem, Programme
from desk.operations.photos import MAX_BYTES, NewPhoto
from desk.queries import hall
from desk.states.inspection import CourtesyGroup, FindingStatus, Level, Mark, Rhythm

PHOTO_ENDINGS = [".jpg", ".jpeg", ".png", ".webp"]


class PhotoForm(forms.Form):
    """A photo and what it shows; neither is needed, but a photo is never without its words."""

    photo = UploadField(
        label=gettext_lazy("照片"),
        endings=PHOTO_ENDINGS,
        max_bytes=MAX_BYTES,
        required=False,
        help_text=gettext_lazy("JPG、PNG 或 WebP，不超过 8 MB。"),
    )
    alt = forms.CharField(
        label=gettext_lazy("照片说明"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("一句话说明拍的是什么，给看不见照片的人听。"),
    )

    def clean(self) -> dict[str, Any]:
        """A photo comes with its words."""
        cleaned = super().clean() or {}
        if cleaned.get("photo") and not cleaned.get("alt", "").strip():
            self.add_error("alt", _("请用一句话说明照片拍的是什么。"))
        return cleaned

    @property
    def photos(self) -> list[NewPhoto]:
        """What was taken, as the operation takes it."""
        photo = self.cleaned_data.get("photo")
        return [NewPhoto(photo.read(), self.cleaned_data["alt"])] if photo else []


class CheckForm(PhotoForm):
    """One walk through a list."""

    on = DayField(label=gettext_lazy("检查日期"))
    level = forms.ChoiceField(label=gettext_lazy("层级"), choices=Level.choices)
    rhythm = forms.ChoiceField(label=gettext_lazy("频次"), choices=Rhythm.choices)
    note = forms.CharField(label=gettext_lazy("总的说明"), max_length=200, required=False)
    field_order = ["on", "level", "rhythm"]

    def __init__(self, *args: Any, programme: Programme, levels: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = list(programme.items.all())
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
        for item in self.items:
            self.fields[f"m{item.pk}"] = forms.ChoiceField(
                label=item.text, choices=Mark.choices, widget=forms.RadioSelect
            )
            self.fields[f"n{item.pk}"] = forms.CharField(
                label=_("说明：%(point)s") % {"point": item.text}, max_length=120, required=False
            )

    @property
    def points(self) -> list[tuple[Any, Any, Any]]:
        """Each point with its two fields."""
        return [(each, self[f"m{each.pk}"], self[f"n{each.pk}"]) for each in self.items]

    @property
    def marks(self) -> dict[int, tuple[str, str]]:
        """What was chosen, as the operation takes it."""
        data = self.cleaned_data
        return {each.pk: (data[f"m{each.pk}"], data[f"n{each.pk}"]) for each in self.items}


class FindingForm(PhotoForm):
    """What is not right, whose it is and by when."""

    programme = forms.ModelChoiceField(
        label=gettext_lazy("区域"), queryset=Programme.objects.filter(is_active=True).order_by("order", "id")
    )
    level = forms.ChoiceField(label=gettext_lazy("层级"), choices=Level.choices)
    text = area(gettext_lazy("问题"), most=1000)
    head = ColleagueField(label=gettext_lazy("责任科长"))
    due_on = DayField(label=gettext_lazy("整改期限"))
    case = CaseField(label=gettext_lazy("涉及的办件"), help_text=gettext_lazy("填上后可以从第一个经手人倒查责任。"))
    field_order = ["programme", "level", "text", "head", "due_on", "case"]

    def __init__(self, *args: Any, user: User, branch_id: int, levels: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["head"].queryset = hall.colleagues(branch_id)  # type: ignore[attr-defined]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
        self.fields["case"].user = user  # type: ignore[attr-defined]


class RectifyForm(PhotoForm):
    """How something was put right."""

    text = area(gettext_lazy("怎么整改的"), most=1000)
    field_order = ["text"]


class FindingFilter(FilterForm):
    """Narrows findings."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("层级"), required=False)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("管理部"), required=False, queryset=Branch.objects.order_by("code", "id")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *FindingStatus.choices]  # type: ignore[attr-defined]
        self.fields["level"].choices = [("", _("全部")), *Level.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Findings of that status, level and hall."""
        for name in ("status", "level", "branch"):
            if value := self.cleaned_data[name]:
                rows = rows.filter(**{name: value})
        return rows


class CheckFilter(FilterForm):
    """Narrows checks."""

    level = forms.ChoiceField(label=gettext_lazy("层级"), required=False)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("管理部"), required=False, queryset=Branch.objects.order_by("code", "id")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["level"].choices = [("", _("全部")), *Level.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Checks of that level and hall."""
        for name in ("level", "branch"):
            if value := self.cleaned_data[name]:
                rows = rows.filter(**{name: value})
        return rows


class QuarterForm(forms.Form):
    """A quarter to draw up a bulletin for."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=2020, max_value=2999)
    quarter = forms.ChoiceField(label=gettext_lazy("季度"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quarter"].choices = [  # type: ignore[attr-defined]
            (str(each), _("第 %(quarter)d 季度") % {"quarter": each}) for each in range(1, 5)
        ]


# --- the manual and the drills


class SectionForm(forms.Form):
    """The words of a section of the manual."""

    text = area(
        gettext_lazy("正文"),
        rows=16,
        most=20_000,
        help_text=gettext_lazy("空一行另起一段；“## ”开头是小标题，“- ”开头是条目，“1. ”开头是步骤。"),
    )
    note = forms.CharField(label=gettext_lazy("改了什么"), max_length=200)


class CourtesyForm(forms.Form):
    """A colleague's drill, scored item by item."""

    participant = ColleagueField(label=gettext_lazy("演练人"))
    on = DayField(label=gettext_lazy("演练日期"))
    scene = forms.CharField(label=gettext_lazy("演练场景"), max_length=80, required=False)
    note = forms.CharField(label=gettext_lazy("点评"), max_length=200, required=False)

    def __init__(self, *args: Any, colleagues: QuerySet[User], items: list[CourtesyItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["participant"].queryset = colleagues  # type: ignore[attr-defined]
        self.items = items
        marks = [(str(mark), str(mark)) for mark in range(5, 0, -1)]
        for item in items:
            self.fields[f"s{item.pk}"] = forms.ChoiceField(
                label=item.name, help_text=item.standard, choices=marks, widget=forms.RadioSelect
            )

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The two sevens with their fields."""
        return [
            (str(group.label), [self[f"s{each.pk}"] for each in self.items if each.group == group])
            for group in CourtesyGroup
        ]

    @property
    def scores(self) -> dict[int, int]:
        """What was given, as the operation takes it."""
        return {each.pk: int(self.cleaned_data[f"s{each.pk}"]) for each in self.items}
