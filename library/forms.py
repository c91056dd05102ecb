"""What librarians and readers type, cleaned. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import DayField, IdentityNumberField, MobileField, UploadField, YuanField
from common.listing import FilterForm
from library.models import Donation
from library.rules import clc, isbn
from library.states import LENT_KINDS, CopyStatus, ImportKind, ItemKind, ReaderKind, Source

ANY = [("", gettext_lazy("不限"))]
LENT = [(kind.value, kind.label) for kind in LENT_KINDS]
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
MOST_BYTES = 60 * 1024 * 1024


class IsbnField(forms.CharField):
    """An ISBN, typed or scanned, as thirteen digits; nothing is nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> str:
        """Thirteen digits. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return isbn.normalise(text)
        except isbn.InvalidIsbn as problem:
            raise ValidationError(str(problem)) from None


class SearchForm(forms.Form):
    """The public search."""

    q = forms.CharField(
        label=gettext_lazy("书名、作者、拼音首字母、ISBN 或分类号"), max_length=100, required=False, strip=True
    )
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=[*ANY, *ItemKind.choices], required=False)
    free = forms.BooleanField(label=gettext_lazy("只看现在在架的"), required=False)


class TitleForm(forms.Form):
    """A title's description."""

    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=ItemKind.choices, initial=ItemKind.BOOK)
    isbn = IsbnField(label="ISBN", required=False)
    title = forms.CharField(label=gettext_lazy("题名"), max_length=300)
    subtitle = forms.CharField(label=gettext_lazy("副题名"), max_length=300, required=False)
    volume = forms.CharField(label=gettext_lazy("卷册"), max_length=40, required=False)
    authors = forms.CharField(
        label=gettext_lazy("责任者"), max_length=300, required=False, help_text=gettext_lazy("几位之间用分号隔开。")
    )
    publisher = forms.CharField(label=gettext_lazy("出版者"), max_length=120, required=False)
    year = forms.IntegerField(label=gettext_lazy("出版年"), min_value=1000, max_value=2999, required=False)
    clc = forms.CharField(label=gettext_lazy("中图分类号"), max_length=40, required=False)
    subjects = forms.CharField(label=gettext_lazy("主题词"), max_length=300, required=False)
    price_fen = YuanField(label=gettext_lazy("定价（元）"), required=False)
    link = forms.URLField(
        label=gettext_lazy("阅读链接"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("只有电子书填写。"),
    )
    format = forms.CharField(label=gettext_lazy("格式"), max_length=20, required=False)
    summary = forms.CharField(
        label=gettext_lazy("内容提要"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_clc(self) -> str:
        """A class number of the CLC."""
        number = clc.clean(self.cleaned_data["clc"])
        if number and not clc.is_number(number):
            raise ValidationError(_("请填写中图分类号，如 I247.5。"))
        return number

    def clean(self) -> dict[str, Any]:
        """An e-book has a link, nothing else has one."""
        answers: dict[str, Any] = super().clean() or {}
        is_ebook, link = answers.get("kind") == ItemKind.EBOOK, answers.get("link")
        if is_ebook and not link and "link" not in self.errors:
            self.add_error("link", _("电子书要填写阅读链接。"))
        if not is_ebook and link:
            self.add_error("link", _("只有电子书填写阅读链接。"))
        return answers


class CopyForm(forms.Form):
    """A copy that comes, or where it stands."""

    barcode = forms.CharField(
        label=gettext_lazy("条码"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("不填则由系统编号，可打印条码标签。"),
    )
    call_number = forms.CharField(label=gettext_lazy("索书号"), max_length=60, required=False)
    shelf = forms.CharField(label=gettext_lazy("书架"), max_length=40, required=False)
    item_kind = forms.ChoiceField(label=gettext_lazy("借阅类型"), choices=LENT)
    source = forms.ChoiceField(label=gettext_lazy("来源"), choices=Source.choices)
    donation = forms.ModelChoiceField(
        label=gettext_lazy("捐赠"), queryset=Donation.objects.none(), required=False, empty_label="—"
    )
    price_fen = YuanField(label=gettext_lazy("价格（元）"), required=False)
    note = forms.CharField(label=gettext_lazy("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        recent = Donation.objects.order_by("-on", "-id").values("pk")[:100]
        field: Any = self.fields["donation"]
        field.queryset = Donation.objects.filter(pk__in=recent).select_related("donor").order_by("-on", "-id")
        field.label_from_instance = lambda gift: f"{gift.number} {gift.donor.name}"

    def clean(self) -> dict[str, Any]:
        """A gift names its giver, and only a gift does."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("donation") and answers.get("source") != Source.DONATED:
            self.add_error("source", _("选了捐赠，来源应为“捐赠”。"))
        return answers


class PlaceForm(forms.Form):
    """Where a copy stands and how it is lent."""

    call_number = forms.CharField(label=gettext_lazy("索书号"), max_length=60, required=False)
    shelf = forms.CharField(label=gettext_lazy("书架"), max_length=40, required=False)
    item_kind = forms.ChoiceField(label=gettext_lazy("借阅类型"), choices=LENT)
    note = forms.CharField(label=gettext_lazy("备注"), max_length=200, required=False)


class ActForm(forms.Form):
    """A note on what happened to a copy, and the amount where something is owed."""

    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)
    fen = YuanField(label=gettext_lazy("赔偿金额（元，不填按登记的价格）"), required=False)


class EnrolForm(forms.Form):
    """A card for somebody on file (identity number) or for a citizen (name and phone)."""

    document = IdentityNumberField(
        label=gettext_lazy("身份证号码"), required=False, help_text=gettext_lazy("职工和缴存人只填这一项。")
    )
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60, required=False)
    phone = MobileField(label=gettext_lazy("手机号码"), required=False)
    until = DayField(label=gettext_lazy("有效期至"), required=False)
    card = forms.CharField(
        label=gettext_lazy("证号"), max_length=40, required=False, help_text=gettext_lazy("不填则由系统编号。")
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        answers: dict[str, Any] = super().clean() or {}
        if not answers.get("document") and not (answers.get("name") and answers.get("phone")) and not self.errors:
            raise ValidationError(_("填写身份证号码；不在册的市民填写姓名和手机号码。"))
        return answers


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


class UploadForm(forms.Form):
    """A file of titles."""

    kind = forms.ChoiceField(label=gettext_lazy("内容"), choices=ImportKind.choices, initial=ImportKind.MARC)
    file = UploadField(
        label=gettext_lazy("文件"),
        endings=[".mrc", ".iso", ".marc", ".dat", ".csv"],
        max_bytes=MOST_BYTES,
        help_text=gettext_lazy(
            "MARC（CNMARC 或 MARC21，UTF-8 或 GB18030），或电子书目录 CSV（首行：书名、作者、链接、格式等）。"
        ),
    )


class RuleForm(forms.Form):
    """A cell of the matrix from a day on."""

    reader_kind = forms.ChoiceField(label=gettext_lazy("读者类型"), choices=ReaderKind.choices)
    item_kind = forms.ChoiceField(label=gettext_lazy("借阅类型"), choices=LENT)
    valid_from = DayField(label=gettext_lazy("生效日期"))
    most_loans = forms.IntegerField(label=gettext_lazy("可借册数"), min_value=0, max_value=200)
    days = forms.IntegerField(label=gettext_lazy("借期（天）"), min_value=0, max_value=730)
    renewals = forms.IntegerField(label=gettext_lazy("可续借次数"), min_value=0, max_value=20)
    renew_days = forms.IntegerField(label=gettext_lazy("每次续借（天）"), min_value=0, max_value=365)
    most_holds = forms.IntegerField(label=gettext_lazy("可预约种数"), min_value=0, max_value=50)
    grace_days = forms.IntegerField(label=gettext_lazy("宽限（天）"), min_value=0, max_value=60)

    def clean(self) -> dict[str, Any]:
        """What is lent is lent for at least a day; what is renewed, too."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("most_loans") and not answers.get("days"):
            self.add_error("days", _("可外借的，借期至少一天。"))
        if answers.get("renewals") and not answers.get("renew_days"):
            self.add_error("renew_days", _("可续借的，每次至少一天。"))
        return answers


class GiftForm(forms.Form):
    """A gift of books."""

    donor = forms.CharField(label=gettext_lazy("捐赠人"), max_length=120)
    is_organisation = forms.BooleanField(label=gettext_lazy("是单位"), required=False)
    contact = forms.CharField(label=gettext_lazy("联系方式"), max_length=60, required=False)
    on = DayField(label=gettext_lazy("捐赠日期"))
    volumes = forms.IntegerField(label=gettext_lazy("册数"), min_value=1, max_value=100_000)
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


class ShowForm(forms.Form):
    """A title on display."""

    barcode = forms.CharField(label=gettext_lazy("条码或 ISBN"), max_length=40)
    note = forms.CharField(label=gettext_lazy("推荐语"), max_length=120, required=False)


class WishForm(forms.Form):
    """What a reader asks the library to buy."""

    title = forms.CharField(label=gettext_lazy("书名"), max_length=200)
    author = forms.CharField(label=gettext_lazy("作者"), max_length=120, required=False)
    isbn = IsbnField(label="ISBN", required=False)
    why = forms.CharField(label=gettext_lazy("推荐理由"), max_length=200, required=False)


class ShelfForm(forms.Form):
    """A shelf to look at."""

    shelf = forms.CharField(label=gettext_lazy("书架"), max_length=40)


class SubscribeForm(forms.Form):
    """A periodical to come."""

    name = forms.CharField(label=gettext_lazy("刊名"), max_length=200)
    publisher = forms.CharField(label=gettext_lazy("出版者"), max_length=120, required=False)
    issues_a_year = forms.IntegerField(label=gettext_lazy("每年期数"), min_value=1, max_value=366, initial=12)
    year = forms.IntegerField(label=gettext_lazy("订阅年"), min_value=1990, max_value=2999)
    shelf = forms.CharField(label=gettext_lazy("书架"), max_length=40, required=False)


class ActivityForm(forms.Form):
    """A reading, lecture or exhibition."""

    name = forms.CharField(label=gettext_lazy("活动"), max_length=120)
    intro = forms.CharField(
        label=gettext_lazy("介绍"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    venue = forms.CharField(label=gettext_lazy("地点"), max_length=120)
    starts_at = forms.DateTimeField(label=gettext_lazy("开始时间"), widget=MOMENT)
    ends_at = forms.DateTimeField(label=gettext_lazy("结束时间"), widget=MOMENT)
    seats = forms.IntegerField(label=gettext_lazy("名额"), min_value=1, max_value=5000)

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        answers: dict[str, Any] = super().clean() or {}
        starts, ends = answers.get("starts_at"), answers.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("结束时间应晚于开始时间。"))
        return answers


class CopyFilter(FilterForm):
    """Copies by barcode, shelf and status."""

    barcode = forms.CharField(label=gettext_lazy("条码"), max_length=40, required=False)
    shelf = forms.CharField(label=gettext_lazy("书架"), max_length=40, required=False)
    status = forms.ChoiceField(label=gettext_lazy("状态"), choices=[*ANY, *CopyStatus.choices], required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The copies that fit."""
        asked = self.cleaned_data
        if asked["barcode"]:
            rows = rows.filter(barcode=asked["barcode"].strip().upper())
        if asked["shelf"]:
            rows = rows.filter(shelf=asked["shelf"].strip())
        return rows.filter(status=asked["status"]) if asked["status"] else rows
