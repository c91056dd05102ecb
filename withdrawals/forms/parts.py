"""What is told of house, lease, loan, cost or need: one part a `Need`, put together as a reason asks."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from withdrawals.rules import particulars as rules
from withdrawals.rules.particulars import Cost, Hardship, House, Lease, Loan
from withdrawals.states import Need

PURCHASE = "purchase"
"""The rule whose house is told in full: whose it is, what it cost, what was borrowed."""


def _line(label: Any, *, most: int = 120, help_text: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required)


class Part(forms.Form):
    """One part of the particulars. `gives` names the part, `told()` answers with it once the form is valid."""

    gives: ClassVar[str] = ""

    def told(self) -> Any:
        """The part, from what was cleaned."""
        raise NotImplementedError

    @classmethod
    def typed(cls, known: Any) -> dict[str, Any]:
        """First values from what was told before: nobody types the same address twice."""
        return {}

    def must(self, cleaned: dict[str, Any], name: str, words: str) -> None:
        """An answer that this situation cannot do without."""
        if not cleaned.get(name) and name not in self.errors:
            self.add_error(name, words)


class PurchaseForm(Part):
    """The house that was bought: one of two numbers, where it is, what it cost and how much of it was borrowed."""

    gives = "house"
    contract_number = _line(
        gettext_lazy("网签备案合同号"),
        most=60,
        help_text=gettext_lazy("新房、期房填合同号；已经办证的可以只填产权证号。"),
    )
    title_number = _line(gettext_lazy("不动产权证号"), most=60, help_text=gettext_lazy("二手房必填。"))
    house_address = _line(gettext_lazy("房屋坐落"), required=True)
    is_out_of_town = forms.BooleanField(label=gettext_lazy("房子不在本市"), required=False)
    house_city = _line(gettext_lazy("在哪个城市"), most=40)
    signed_on = fields.DayField(
        label=gettext_lazy("签约或办证日期"), help_text=gettext_lazy("新房填合同备案日期，二手房填产权证登记日期。")
    )
    area = _line(gettext_lazy("建筑面积（平方米）"), most=12)
    price = fields.YuanField(label=gettext_lazy("房屋总价（元）"), min_fen=1)
    borrowed = fields.YuanField(
        label=gettext_lazy("其中贷款（元）"), help_text=gettext_lazy("公积金贷款和商业贷款合计，没有贷款的填 0。")
    )
    seller = _line(gettext_lazy("售房单位"), most=80, help_text=gettext_lazy("付到售房款监管账户的填写，与合同一致。"))
    owners = _line(gettext_lazy("产权人（买受人）姓名"), required=True, help_text=gettext_lazy("几个人的用顿号隔开。"))
    is_share_purchase = forms.BooleanField(label=gettext_lazy("与他人按份共有"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the numbers is needed, the city where it is another one, and the loan is below the price."""
        cleaned = super().clean() or {}
        if not cleaned.get("title_number"):
            self.must(cleaned, "contract_number", _("合同号和产权证号请至少填一个。"))
        if cleaned.get("is_out_of_town"):
            self.must(cleaned, "house_city", _("请填写房子所在的城市。"))
        price, borrowed = cleaned.get("price"), cleaned.get("borrowed")
        if price is not None and borrowed is not None and borrowed > price:
            self.add_error("borrowed", _("贷款不能超过房屋总价。"))
        return cleaned

    def told(self) -> House:
        """The house with the money of one's own that is in it."""
        said = self.cleaned_data
        return House(
            title_number=said["title_number"],
            contract_number=said["contract_number"],
            address=said["house_address"],
            city=said["house_city"],
            is_out_of_town=said["is_out_of_town"],
            area=said["area"],
            price_fen=said["price"],
            own_money_fen=said["price"] - said["borrowed"],
            signed_on=said["signed_on"],
            seller=said["seller"],
            owners=_names(said["owners"]),
            is_share_purchase=said["is_share_purchase"],
        )

    @classmethod
    def typed(cls, known: House) -> dict[str, Any]:
        """The same house again: for the spouse, say."""
        return {
            "title_number": known.title_number,
            "contract_number": known.contract_number,
            "house_address": known.address,
            "is_out_of_town": known.is_out_of_town,
            "house_city": known.city,
            "signed_on": known.signed_on,
            "area": known.area,
            "price": known.price_fen,
            "borrowed": known.price_fen - known.own_money_fen,
            "seller": known.seller,
            "owners": "、".join(known.owners),
        }


class HouseForm(Part):
    """A house one has: its title and where it is."""

    gives = "house"
    title_number = _line(gettext_lazy("不动产权证号"), most=60, required=True)
    house_address = _line(gettext_lazy("房屋坐落"), required=True)

    def told(self) -> House:
        """The house."""
        said = self.cleaned_data
        return House(title_number=said["title_number"], address=said["house_address"])

    @classmethod
    def typed(cls, known: House) -> dict[str, Any]:
        """The same house again."""
        return {"title_number": known.title_number, "house_address": known.address}


class LeaseForm(Part):
    """What is rented, on which terms, and by what family."""

    gives = "lease"
    lease_kind = forms.ChoiceField(
        label=gettext_lazy("租的是什么房"),
        choices=[
            (rules.NO_LEASE, gettext_lazy("租房，没有办理租赁备案")),
            (rules.REGISTERED, gettext_lazy("租房，已办理租赁备案")),
            (rules.PUBLIC, gettext_lazy("公共租赁住房")),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("没有备案也可以提取，按固定限额；有备案的按实际房租，限额更高。"),
    )
    lease_address = _line(gettext_lazy("租住地址"), required=True)
    lease_number = _line(gettext_lazy("备案或合同编号"), most=60, help_text=gettext_lazy("已备案和公租房填写。"))
    landlord = _line(gettext_lazy("出租单位"), most=80, help_text=gettext_lazy("付到租赁企业账户的填写，与合同一致。"))
    monthly_rent = fields.YuanField(
        label=gettext_lazy("月租金（元）"), required=False, help_text=gettext_lazy("已备案和公租房填写。")
    )
    lease_since = fields.DayField(label=gettext_lazy("租期从"), required=False)
    lease_until = fields.DayField(label=gettext_lazy("租期到"), required=False)
    marriage = forms.ChoiceField(
        label=gettext_lazy("婚姻状况"),
        choices=[
            ("", gettext_lazy("请选择")),
            ("未婚", gettext_lazy("未婚")),
            ("已婚", gettext_lazy("已婚")),
            ("离异", gettext_lazy("离异")),
            ("丧偶", gettext_lazy("丧偶")),
        ],
        help_text=gettext_lazy("限额按家庭计算，夫妻合并。"),
    )
    is_multi_child = forms.BooleanField(
        label=gettext_lazy("多子女家庭（两个及以上未成年子女）"), required=False, help_text=gettext_lazy("限额上浮。")
    )

    def clean(self) -> dict[str, Any]:
        """A registered lease and a public one are told with number, rent and term."""
        cleaned = super().clean() or {}
        if cleaned.get("lease_kind") in (rules.REGISTERED, rules.PUBLIC):
            self.must(cleaned, "lease_number", _("请填写备案或合同编号。"))
            self.must(cleaned, "monthly_rent", _("请填写月租金。"))
            self.must(cleaned, "lease_since", _("请填写租期。"))
            self.must(cleaned, "lease_until", _("请填写租期。"))
        since, until = cleaned.get("lease_since"), cleaned.get("lease_until")
        if since and until and until < since:
            self.add_error("lease_until", _("结束日期不能早于开始日期。"))
        return cleaned

    def told(self) -> Lease:
        """The lease; of one that is not registered only where it is."""
        said = self.cleaned_data
        if said["lease_kind"] == rules.NO_LEASE:
            return Lease(kind=rules.NO_LEASE, address=said["lease_address"], landlord=said["landlord"])
        return Lease(
            kind=said["lease_kind"],
            number=said["lease_number"],
            address=said["lease_address"],
            landlord=said["landlord"],
            monthly_rent_fen=said["monthly_rent"],
            since=said["lease_since"],
            until=said["lease_until"],
        )

    @classmethod
    def typed(cls, known: Lease) -> dict[str, Any]:
        """The same flat again."""
        return {
            "lease_kind": known.kind,
            "lease_address": known.address,
            "lease_number": known.number,
            "landlord": known.landlord,
            "monthly_rent": known.monthly_rent_fen or None,
            "lease_since": known.since,
            "lease_until": known.until,
        }


class LoanForm(Part):
    """A home loan, and what was paid for it; of the fund's own loans the books say what was."""

    gives = "loan"
    lender = _line(
        gettext_lazy("贷款银行"),
        most=80,
        required=True,
        help_text=gettext_lazy("公积金贷款填本中心名称，还款金额由系统核实。"),
    )
    loan_contract = _line(
        gettext_lazy("借款合同编号"), most=60, required=True, help_text=gettext_lazy("公积金贷款填贷款账号。")
    )
    borrowers = _line(
        gettext_lazy("借款人姓名"), required=True, help_text=gettext_lazy("有共同借款人的都写上，用顿号隔开。")
    )
    paid = fields.YuanField(
        label=gettext_lazy("近 12 个月已还本息（元）"),
        min_fen=1,
        help_text=gettext_lazy("以银行的还款明细为准，上次提取用过的不再计算。"),
    )
    last_paid_on = fields.DayField(label=gettext_lazy("最近一次还款日期"))
    payoff_on = fields.DayField(
        label=gettext_lazy("结清日期"),
        required=False,
        help_text=gettext_lazy("还清的填写；结清后 12 个月内还可以提取一次。"),
    )

    def told(self) -> Loan:
        """The loan."""
        said = self.cleaned_data
        return Loan(
            lender=said["lender"],
            contract_number=said["loan_contract"],
            borrowers=_names(said["borrowers"]),
            paid_fen=said["paid"],
            last_paid_on=said["last_paid_on"],
            payoff_on=said["payoff_on"],
        )

    @classmethod
    def of_books(cls, known: Loan) -> dict[str, Any]:
        """First values for one of our own loans: everything is known."""
        return {**cls.typed(known), "paid": known.paid_fen or None, "last_paid_on": known.last_paid_on}

    @classmethod
    def typed(cls, known: Loan) -> dict[str, Any]:
        """The same loan again; what was paid is asked anew."""
        return {
            "lender": known.lender,
            "loan_contract": known.contract_number,
            "borrowers": "、".join(known.borrowers),
        }


class CostForm(Part):
    """A cost with its paper."""

    gives = "cost"
    what = _line(
        gettext_lazy("费用项目"), most=80, required=True, help_text=gettext_lazy("如“2026 年度物业费”“厨卫装修”。")
    )
    charged_by = _line(gettext_lazy("收款单位"), most=80, required=True)
    invoice_number = _line(gettext_lazy("发票或票据号码"), most=40, required=True)
    total = fields.YuanField(label=gettext_lazy("票据金额（元）"), min_fen=1)
    issued_on = fields.DayField(label=gettext_lazy("开票日期"))

    def told(self) -> Cost:
        """The cost."""
        said = self.cleaned_data
        return Cost(
            invoice_number=said["invoice_number"],
            total_fen=said["total"],
            subsidy_fen=said.get("subsidy") or 0,
            issued_on=said["issued_on"],
            payee=said["charged_by"],
            what=said["what"],
        )


class IllnessForm(CostForm):
    """What one paid oneself for a serious illness."""

    field_order = ["what", "charged_by", "invoice_number", "total", "issued_on"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["what"].label = _("患者和病种")
        self.fields["what"].help_text = _("如“本人，恶性肿瘤”。")
        self.fields["charged_by"].label = _("医院")
        self.fields["total"].label = _("个人自付部分（元）")
        self.fields["total"].help_text = _("医保结算以后自己承担的部分。")


class ProjectForm(CostForm):
    """One's own share of a lift or of an old estate's renovation."""

    subsidy = fields.YuanField(
        label=gettext_lazy("财政补贴（元）"), required=False, help_text=gettext_lazy("分摊到本户的补贴，没有的不填。")
    )
    field_order = ["what", "charged_by", "invoice_number", "total", "subsidy", "issued_on"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["what"].label = _("改造项目名称")
        self.fields["what"].help_text = _("与立项批复或分摊协议一致。")
        self.fields["total"].label = _("本户分摊金额（元）")


class HardshipForm(Part):
    """The family's need, as civil affairs certify it."""

    gives = "hardship"
    certificate = _line(gettext_lazy("低保证或救助证明编号"), most=60, required=True)
    monthly_need = fields.YuanField(label=gettext_lazy("家庭每月基本生活支出（元）"), min_fen=1)

    def told(self) -> Hardship:
        """The need."""
        return Hardship(
            certificate=self.cleaned_data["certificate"], monthly_need_fen=self.cleaned_data["monthly_need"]
        )


def _names(text: str) -> tuple[str, ...]:
    """Names that people put between commas of any kind."""
    for mark in ("，", ",", "；", ";", " ", "\u3000"):
        text = text.replace(mark, "、")
    return tuple(each for each in text.split("、") if each)


def parts_for(needs: list[str], rule: str) -> list[type[Part]]:
    """The parts that a reason asks for, in the order of its needs."""
    costs: dict[str, type[Part]] = {"illness": IllnessForm, "lift": ProjectForm}
    own: dict[str, type[Part]] = {
        Need.HOUSE: PurchaseForm if rule == PURCHASE else HouseForm,
        Need.LEASE: LeaseForm,
        Need.LOAN: LoanForm,
        Need.COST: costs.get(rule, CostForm),
        Need.PROJECT: ProjectForm,
        Need.HARDSHIP: HardshipForm,
    }
    return [own[need] for need in needs if need in own]
