"""Words of the audit trail: what was done, on what, with which figures. Without words here a code shows as it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "card:bind": _("绑定银行卡"),
    "card:unbind": _("解绑银行卡"),
    "clerk:authorise": _("授权经办人"),
    "clerk:end": _("终止经办人授权"),
    "data:export": _("下载本人资料"),
    "door:open": _("开通登录"),
    "employer:register": _("登记单位"),
    "password:change": _("修改密码"),
    "password:issue": _("发放临时密码"),
    "password:reset": _("重设密码"),
    "person:correct": _("更正个人资料"),
    "person:create": _("人员建档"),
    "phone:change": _("更换手机号"),
    "phone:confirm": _("柜台核实手机号"),
    "recovery:make": _("生成恢复码"),
    "relation:add": _("登记亲属关系"),
    "relation:end": _("终止亲属关系"),
    "reset:ask": _("申请重设密码"),
    "reset:withdraw": _("撤回密码重设申请"),
    "role:grant": _("授予角色"),
    "role:revoke": _("收回角色"),
    "roster:download": _("下载含完整证件号码的清册"),
    "staff:change": _("修改工作人员信息"),
    "staff:dismiss": _("工作人员离岗"),
    "staff:hire": _("登记工作人员"),
}
TARGETS = {
    "bankcard": _("银行卡"),
    "employer": _("单位"),
    "employeraccount": _("单位账户"),
    "payrollupload": _("清册上传"),
    "person": _("人员"),
    "relation": _("亲属关系"),
    "rolegrant": _("角色授权"),
    "staff": _("工作人员"),
    "user": _("用户"),
}
FIGURES = {
    "asked_by": _("申请人"),
    "code": _("统一社会信用代码"),
    "fields": _("更正项"),
    "kind": _("关系"),
    "mandate": _("授权材料"),
    "name": _("名称"),
    "number": _("工号"),
    "reason": _("依据"),
    "role": _("角色"),
    "tail": _("尾号"),
    "until": _("终止日期"),
}
FIELDS = {
    "branch": _("管理部"),
    "document": _("证件"),
    "grade": _("职级"),
    "limit_fen": _("单笔权限"),
    "name": _("姓名"),
    "phone": _("手机号"),
    "window": _("窗口"),
}
"""Names of fields, as an entry's `fields` lists them."""
