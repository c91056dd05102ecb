"""What each rule is called and says: a sentence that a clerk can read to the applicant, and the lines of its evidence.

The sentence names nobody else and gives no number of theirs; the evidence is for those who look into the matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import money

Values = Mapping[str, Any]

LABELS: dict[str, Any] = {
    "F00": gettext_lazy("此前提交的内容曾被暂停办理"),
    "F01": gettext_lazy("材料编号已被他人或其他房屋使用"),
    "F02": gettext_lazy("合同或产权信息与登记不符"),
    "F03": gettext_lazy("同一房屋短期内多次转移"),
    "F04": gettext_lazy("提取后短期内转卖房屋"),
    "F05": gettext_lazy("无亲属关系的多人以同一房屋提取"),
    "F06": gettext_lazy("同一房屋提取总额超过自付房款"),
    "F07": gettext_lazy("与无亲属关系的人按份共有购房"),
    "F08": gettext_lazy("在非户籍地、非缴存地购房"),
    "F09": gettext_lazy("房价明显偏低"),
    "F10": gettext_lazy("婚姻变更频繁且每次购房"),
    "F11": gettext_lazy("多名缴存人使用同一收款账户"),
    "F12": gettext_lazy("多名缴存人使用同一手机号码"),
    "F13": gettext_lazy("同一代办人、设备或网络地址申请过多"),
    "F14": gettext_lazy("新近在小微或代理单位开户缴存"),
    "F15": gettext_lazy("缴存基数突然上调"),
    "F16": gettext_lazy("短期内两次购房提取"),
    "F17": gettext_lazy("退休或丧失劳动能力材料与数据不符"),
    "F18": gettext_lazy("亲属间快速和解后法院扣划"),
    "F19": gettext_lazy("一人有多个未销账户"),
    "F20": gettext_lazy("经办人员与申请人有利害关系"),
    "L01": gettext_lazy("失信人员名单"),
    "L02": gettext_lazy("关注房屋名单"),
    "L03": gettext_lazy("关注手机名单"),
    "L04": gettext_lazy("关注银行账户名单"),
    "L05": gettext_lazy("关注代办人名单"),
    "B01": gettext_lazy("限制提取和贷款期内"),
}

PAPERS: dict[str, Any] = {
    "contract": gettext_lazy("购房合同"),
    "invoice": gettext_lazy("发票"),
    "title": gettext_lazy("不动产权证"),
    "lease": gettext_lazy("租赁合同"),
    "loan": gettext_lazy("借款合同"),
}

WORK_ENDS: dict[str, Any] = {
    "early": gettext_lazy("按材料上的日期，还没有到可以办理的年龄"),
    "insured": gettext_lazy("材料上的日期与社会保险登记的日期不一致"),
    "register": gettext_lazy("材料与登记机关的记录不一致"),
    "paid": gettext_lazy("材料上的日期以后，单位仍在为您缴存"),
}

HANDLING: dict[str, Any] = {
    "self": gettext_lazy("经办人员不能办理本人的业务"),
    "relative": gettext_lazy("经办人员是您的亲属"),
    "phone": gettext_lazy("您登记的手机号码与经办人员相同"),
    "card": gettext_lazy("收款账户与经办人员的账户相同"),
    "agent": gettext_lazy("代办人就是经办人员"),
    "staff": gettext_lazy("中心工作人员的业务不能自助办理，请由其他同事在窗口办理"),
}


def label(code: str) -> str:
    """The rule's name."""
    return str(LABELS[code])


def say(code: str, values: Values) -> str:
    """The sentence of a hit, in the language of the page."""
    return _SENTENCES[code](values)


def _f01(values: Values) -> str:
    facts = {"paper": str(PAPERS.get(values["paper"], _("材料")))}
    if values["other"] == "house":
        return _("您提交的%(paper)s编号，曾用于另一套房屋的业务。请带原件到窗口，我们一起核对。") % facts
    return _("您提交的%(paper)s编号，已在其他人的业务中使用过。请带原件到窗口，我们一起核对。") % facts


def _f02(values: Values) -> str:
    return _("您提交的材料与登记信息不一致：%(differences)s。请核对后更正，或带原件到窗口说明。") % {
        "differences": _("；").join(each.rstrip("。") for each in values["differences"])
    }


def _f03(values: Values) -> str:
    return _("这套房屋最近 %(months)s 个月内已转移产权 %(count)s 次，需要工作人员核实交易情况。") % values


def _f04(values: Values) -> str:
    return _("这套房屋在提取后第 %(days)s 天（%(on)s）又转给了他人，需要核实购房是否真实。") % values


def _f05(values: Values) -> str:
    return _("还有与您没有夫妻、父母子女关系的人以这套房屋申请过提取，需要先核实购房是否真实。") % values


def _f06(values: Values) -> str:
    return _("以这套房屋提取的总额（含本次）为 %(sum)s 元，超过自付房款 %(limit)s 元，超出部分不能提取。") % {
        "sum": money.yuan(values["sum_fen"]),
        "limit": money.yuan(values["limit_fen"]),
    }


def _f07(values: Values) -> str:
    return _("这套房屋是按份共有，共有人与您没有登记的夫妻、父母子女关系，需要先核实购房是否真实。") % values


def _f08(values: Values) -> str:
    city = values["city"] or _("外地")
    return _("房屋在%(city)s，不是您和配偶的户籍地，也不是缴存地，需要工作人员核实购房情况。") % {"city": city}


def _f09(values: Values) -> str:
    if values["by"] == "total":
        return _("成交总价 %(price)s 元，低于 %(least)s 元，需要工作人员核实成交价格。") % {
            "price": money.yuan(values["price_fen"]),
            "least": money.yuan(values["least_fen"]),
        }
    return _("成交单价不到所在区域均价的 %(percent)s%%，需要工作人员核实成交价格。") % values


def _f10(values: Values) -> str:
    return _("最近 %(months)s 个月内有 %(count)s 次婚姻变更，每次都有购房提取，需要工作人员核实。") % values


def _f11(values: Values) -> str:
    if values.get("heirs"):
        said = _(
            "有 %(count)s 位继承人填写了同一个收款账户。每位继承人的款项只能转入本人的账户，请核对账号，或到窗口说明。"
        )
        return said % values
    return _("您填写的收款账户，已有其他缴存人用来收款。提取只能转入您本人的账户，请核对账号，或到窗口说明。") % values


def _f12(values: Values) -> str:
    return _("您登记的手机号码，最近 %(months)s 个月内有 %(count)s 位缴存人使用，需要核实是不是您本人的号码。") % values


def _f13(values: Values) -> str:
    if values["by"] == "agent":
        return _("这位代办人最近 %(days)s 天内代办了 %(count)s 件申请，需要核实是否由您本人委托。") % values
    if values["by"] == "device":
        return _("这台设备最近 %(days)s 天内提交了 %(count)s 件申请，需要核实是否由您本人办理。") % values
    return _("这个网络地址最近 %(days)s 天内提交了 %(count)s 件申请，需要核实是否由您本人办理。") % values


def _f14(values: Values) -> str:
    return _("您在现单位开户缴存还不满 %(months)s 个月，需要工作人员核实劳动关系。") % values


def _f15(values: Values) -> str:
    facts = {**values, "month": f"{values['month'][:4]}-{values['month'][4:]}"}
    return _("您的缴存基数在 %(month)s 上调到前 12 个月平均数的 %(percent)s%%，需要工作人员核实工资情况。") % facts


def _f16(values: Values) -> str:
    return _("您最近 %(months)s 个月内已有购房提取（%(on)s），再次购房提取需要工作人员核实。") % values


def _f17(values: Values) -> str:
    return _("%(what)s，请核对材料，或到窗口说明。") % {"what": str(WORK_ENDS[values["what"]])}


def _f18(values: Values) -> str:
    return _("案件立案后 %(days)s 天即由亲属双方和解，扣划前需要与法院核实。") % values


def _f19(values: Values) -> str:
    return _("您的证件名下有 %(count)s 个未销的个人账户，需要先合并账户再办理。") % values


def _f20(values: Values) -> str:
    return _("%(what)s，这笔业务需要由其他人员核实后办理。") % {"what": str(HANDLING[values["what"]])}


def _listed(values: Values) -> str:
    return _("您提交的信息在重点核实范围内，需要工作人员核实后办理。") % values


def _dishonest(values: Values) -> str:
    return _("您在失信人员名单上（来源：%(source)s），需要工作人员核实后办理。") % values


def _banned(values: Values) -> str:
    return _("按照 %(on)s 的决定，您到 %(until)s 为止不能提取和贷款（《住房公积金管理条例》第四十一条）。") % values


def _stopped(values: Values) -> str:
    return _("您这笔业务此前提交的内容曾被暂停办理，修改后需要工作人员核实。") % values


_SENTENCES: dict[str, Callable[[Values], str]] = {
    **{"F00": _stopped, "F01": _f01, "F02": _f02, "F03": _f03, "F04": _f04, "F05": _f05, "F06": _f06, "F07": _f07},
    **{"F08": _f08, "F09": _f09, "F10": _f10, "F11": _f11, "F12": _f12, "F13": _f13, "F14": _f14, "F15": _f15},
    **{"F16": _f16, "F17": _f17, "F18": _f18, "F19": _f19, "F20": _f20},
    **{"L01": _dishonest, "L02": _listed, "L03": _listed, "L04": _listed, "L05": _listed, "B01": _banned},
}


# --- evidence


def evidence(kind: str, values: Values) -> str:
    """One line of what a finding rests on."""
    if kind == "case":
        facts = {**values, "amount": money.yuan(values["fen"])}
        return _("%(on)s 受理的业务 %(case)s，金额 %(amount)s 元") % facts
    if kind == "transfer":
        return _("%(on)s 产权转移给 %(to)s") % values
    if kind == "list":
        return _("%(label)s，来源：%(source)s，原因：%(reason)s") % values
    return str(values["text"])
