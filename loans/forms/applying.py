"""A loan applied for: the home, the family, how much and from where it is paid back. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import BankCard
from common import forms as fields
from common.money import yuan
from desk.models import DocumentRule
from loans.forms.calculators import METHODS
from loans.models import Project
from loans.queries.offering import Judged
from loans.rules.telling import Elsewhere, House, OldLoan
from loans.states.applying import Home, HouseKind

IDENTITY = "identity"
MARRIAGES = [
    ("未婚", gettext_lazy("未婚")),
    ("离异", gettext_lazy("离异")),
    ("丧偶", gettext_lazy("丧偶")),
    ("已婚", gettext_lazy("已婚")),
]


def _line(label: Any, *, most: int = 120, help_text: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required)


class EstimateForm(forms.Form):
    """What somebody thinks of buying: enough to say how much can be borrowed."""

    price = fields.YuanField(label=gettext_lazy("房屋总价（元）"), min_fen=1)
    home = forms.ChoiceField(label=gettext_lazy("家庭第几套住房"), choices=Home.choices)
    years = forms.IntegerField(label=gettext_lazy("想贷几年"), min_value=1, max_value=30, required=False)
    debt = fields.YuanField(label=gettext_lazy("每月其他还款（元）"), required=False)
    is_multi_child = forms.BooleanField(label=gettext_lazy("多子女家庭"), required=False)
    with_spouse = forms.BooleanField(label=gettext_lazy("和配偶一起贷，配偶同意查询其缴存信息"), required=False)

    def __init__(self, *args: Any, has_spouse: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_spouse:
            del self.fields["with_spouse"]

    @property
    def wish(self) -> dict[str, object]:
        """What the rules need of it. The form must be valid."""
        said = self.cleaned_data
        return {
            "home": said["home"],
            "house_kind": HouseKind.NEW,
            "price_fen": said["price"],
            "months": (said["years"] or 0) * 12,
            "other_debt_fen": said["debt"] or 0,
            "is_multi_child": said["is_multi_child"],
        }


class HouseForm(forms.Form):
    """The home that is bought or built."""

    house_kind = forms.ChoiceField(label=gettext_lazy("买的是什么房"), choices=HouseKind.choices)
    project = forms.ChoiceField(
        label=gettext_lazy("楼盘"),
        required=False,
        help_text=gettext_lazy("新建商品房必选。列表里没有的，还没有和中心签订合作协议。"),
    )
    contract_number = _line(gettext_lazy("网签合同编号"), most=60, help_text=gettext_lazy("建造、翻建、大修的不填。"))
    title_number = _line(gettext_lazy("不动产权证号"), most=60, help_text=gettext_lazy("二手房填售房人的产权证号。"))
    house_address = _line(gettext_lazy("房屋坐落"), required=True, most=160)
    area = _line(gettext_lazy("建筑面积（平方米）"), most=12)
    price = fields.YuanField(label=gettext_lazy("房屋总价（元）"), min_fen=1)
    paid = fields.YuanField(label=gettext_lazy("已付首付款（元）"))
    signed_on = fields.DayField(
        label=gettext_lazy("合同签订日期"), help_text=gettext_lazy("建造、翻建、大修填批准日期。")
    )
    seller = _line(gettext_lazy("售房人"), help_text=gettext_lazy("开发企业或原产权人，与合同一致。"))
    built_year = forms.IntegerField(
        label=gettext_lazy("建成年份"),
        min_value=1900,
        max_value=2100,
        required=False,
        help_text=gettext_lazy("二手房填。"),
    )
    appraisal = fields.YuanField(
        label=gettext_lazy("评估价（元）"),
        required=False,
        help_text=gettext_lazy("二手房填，按总价和评估价中较低的计算。"),
    )

    def __init__(self, *args: Any, projects: Sequence[Project] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("请选择")), *((str(each.pk), each.name) for each in projects)]
        self.fields["project"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the kind of house cannot do without."""
        cleaned = super().clean() or {}
        kind = cleaned.get("house_kind")
        if kind == HouseKind.NEW:
            self._must(cleaned, "project", _("请选择楼盘。"))
        if kind != HouseKind.BUILD:
            self._must(cleaned, "contract_number", _("请填写网签合同编号。"))
            self._must(cleaned, "seller", _("请填写售房人。"))
        if kind == HouseKind.SECOND_HAND:
            self._must(cleaned, "title_number", _("请填写不动产权证号。"))
            self._must(cleaned, "built_year", _("请填写建成年份。"))
            self._must(cleaned, "appraisal", _("请填写评估价。"))
        price, paid = cleaned.get("price"), cleaned.get("paid")
        if price is not None and paid is not None and paid > price:
            self.add_error("paid", _("首付款不能超过房屋总价。"))
        return cleaned

    def _must(self, cleaned: dict[str, Any], name: str, words: str) -> None:
        if not cleaned.get(name) and name not in self.errors:
            self.add_error(name, words)

    @property
    def told(self) -> House:
        """The home. The form must be valid."""
        said = self.cleaned_data
        is_old = said["house_kind"] == HouseKind.SECOND_HAND
        return House(
            contract_number=said["contract_number"],
            title_number=said["title_number"],
            address=said["house_address"],
            area=said["area"],
            price_fen=said["price"],
            appraisal_fen=said["appraisal"] if is_old else None,
            paid_fen=said["paid"],
            signed_on=said["signed_on"],
            seller=said["seller"],
            built_year=said["built_year"] if is_old else None,
        )


class CombinedForm(HouseForm):
    """The same where a bank lends the rest."""

    bank = _line(
        gettext_lazy("商业贷款银行"), most=80, required=True, help_text=gettext_lazy("额度以外的部分向它申请。")
    )


class ConversionForm(forms.Form):
    """A home that a bank has lent for, and that loan."""

    title_number = _line(gettext_lazy("不动产权证号"), most=60, required=True)
    house_address = _line(gettext_lazy("房屋坐落"), required=True, most=160)
    price = fields.YuanField(label=gettext_lazy("房屋总价（元）"), min_fen=1)
    lender = _line(gettext_lazy("原贷款银行"), most=80, required=True)
    old_contract = _line(gettext_lazy("原借款合同编号"), most=60, required=True)
    old_left = fields.YuanField(label=gettext_lazy("商业贷款剩余本金（元）"), min_fen=1)
    old_since = fields.DayField(label=gettext_lazy("商业贷款发放日期"))

    @property
    def told(self) -> House:
        """The home. The form must be valid."""
        said = self.cleaned_data
        return House(
            title_number=said["title_number"],
            address=said["house_address"],
            price_fen=said["price"],
            signed_on=said["old_since"],
        )

    @property
    def old_loan(self) -> OldLoan:
        """The bank's loan. The form must be valid."""
        said = self.cleaned_data
        return OldLoan(said["lender"], said["old_contract"], said["old_left"], said["old_since"])


class FamilyForm(forms.Form):
    """Who borrows along, what the family has and owes, and that registers may be asked."""

    with_spouse = forms.BooleanField(
        label=gettext_lazy("配偶共同借款"),
        required=False,
        help_text=gettext_lazy("双方都缴存的，额度按双职工计算；配偶也要在合同上签字。"),
    )
    marriage = forms.ChoiceField(label=gettext_lazy("婚姻状况"), choices=MARRIAGES)
    homes = forms.IntegerField(
        label=gettext_lazy("本人名下住房套数"),
        min_value=0,
        max_value=9,
        help_text=gettext_lazy("不算这次买的；夫妻共有的只填在本人名下。"),
    )
    homes_spouse = forms.IntegerField(label=gettext_lazy("配偶名下住房套数"), min_value=0, max_value=9, required=False)
    debt = fields.YuanField(label=gettext_lazy("家庭每月其他还款（元）"), required=False)
    is_multi_child = forms.BooleanField(label=gettext_lazy("多子女家庭（两个及以上未成年子女）"), required=False)
    is_talent = forms.BooleanField(label=gettext_lazy("经认定的人才"), required=False)
    consent = forms.BooleanField(
        label=gettext_lazy("同意中心查询本人的征信，以及家庭的婚姻、住房和购房合同信息"),
        help_text=gettext_lazy("有共同借款人的，网上申请时其征信要等本人同意后再查询。"),
        error_messages={"required": gettext_lazy("不同意查询就无法核查，贷款办不下去。")},
    )

    def __init__(self, *args: Any, spouse: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if spouse:
            del self.fields["marriage"]
            self.fields["with_spouse"].label = _("配偶 %(name)s 共同借款") % {"name": spouse}
        else:
            del self.fields["with_spouse"], self.fields["homes_spouse"]


class ElsewhereForm(FamilyForm):
    """The same for somebody who contributes at another centre, by its certificate."""

    centre = _line(gettext_lazy("缴存地公积金中心"), most=80, required=True)
    certificate = _line(gettext_lazy("缴存使用证明编号"), most=60, required=True)
    paid_months = forms.IntegerField(label=gettext_lazy("连续缴存月数"), min_value=0, max_value=600)
    base = fields.YuanField(label=gettext_lazy("缴存基数（元）"), min_fen=1)
    balance = fields.YuanField(label=gettext_lazy("账户余额（元）"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["centre", "certificate", "paid_months", "base", "balance"])

    @property
    def elsewhere(self) -> Elsewhere:
        """The certificate. The form must be valid."""
        said = self.cleaned_data
        return Elsewhere(said["centre"], said["certificate"], said["paid_months"], said["base"], said["balance"])


class MoneyForm(forms.Form):
    """How much for how long, how it is paid back, and to whom it goes where no project says so."""

    amount = fields.YuanField(label=gettext_lazy("申请金额（元）"), min_fen=1)
    years = forms.IntegerField(label=gettext_lazy("贷款年限"), min_value=1, max_value=30)
    method = forms.ChoiceField(label=gettext_lazy("还款方式"), choices=METHODS)
    card = forms.ChoiceField(
        label=gettext_lazy("按月还款的银行卡"),
        error_messages={"required": gettext_lazy("请选择本人银行卡，还没有的先去绑定。")},
    )
    payee_name = _line(gettext_lazy("收款户名"))
    payee_account = _line(
        gettext_lazy("收款账号"),
        most=40,
        help_text=gettext_lazy("售房人的资金监管账户，或原贷款银行的还款账户；自建住房填本人已绑定的银行卡。"),
    )
    payee_bank_no = _line(gettext_lazy("收款行号"), most=14)

    def __init__(
        self,
        *args: Any,
        judged: Judged | None = None,
        cards: Sequence[BankCard] = (),
        has_project: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.judged, self.cards = judged, cards
        self.fields["card"].choices = [(str(each.pk), card_words(each)) for each in cards]  # type: ignore[attr-defined]
        if has_project:
            for name in ("payee_name", "payee_account", "payee_bank_no"):
                del self.fields[name]
        elif "payee_name" in self.fields:
            self.fields["payee_name"].required = self.fields["payee_account"].required = True
        if judged is not None and not judged.why_not:
            self.fields["amount"].initial = judged.offer.fen
            self.fields["years"].initial = judged.offer.most_months // 12
            self.fields["amount"].help_text = _("最多 %(most)s 元。") % {"most": yuan(judged.offer.fen)}
            self.fields["years"].help_text = judged.offer.because[-1]

    def clean_years(self) -> int:
        """No longer than may be."""
        years: int = self.cleaned_data["years"]
        if self.judged is not None and years * 12 > self.judged.offer.most_months:
            raise ValidationError(self.judged.offer.because[-1])
        return years


class WindowForm(forms.Form):
    """What the window adds: whose originals were seen."""

    seen = forms.MultipleChoiceField(
        label=gettext_lazy("已核验原件"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("看过原件的才勾；没勾的由数据共享核实，或以后补交。"),
        error_messages={"required": gettext_lazy("请先核验本人身份证原件。")},
    )

    def __init__(self, *args: Any, papers: Sequence[DocumentRule] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seen"].choices = [(each.code, paper_words(each)) for each in papers]  # type: ignore[attr-defined]

    def clean_seen(self) -> list[str]:
        """The identity document is looked at, whatever the registers say."""
        seen: list[str] = self.cleaned_data["seen"]
        if IDENTITY not in seen:
            raise ValidationError(_("请先核验本人身份证原件。"))
        return seen


def card_words(card: BankCard) -> str:
    """A card as a choice: bank and last digits."""
    values = {"bank": card.bank_name, "tail": card.number[-4:]}
    return _("%(bank)s 尾号 %(tail)s") % values if card.bank_name else _("尾号 %(tail)s") % values


def paper_words(paper: DocumentRule) -> str:
    """A paper as a choice: what it is, when it is asked for, and whether a register can give it."""
    label = paper.label
    if paper.when_label and paper.needed_when != "window":
        label = _("%(paper)s（%(when)s）") % {"paper": label, "when": paper.when_label}
    return _("%(paper)s，可由数据共享核实") % {"paper": label} if paper.register else label
