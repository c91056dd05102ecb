"""People, employers, branches, staff; users and their doors; trails of what was done and looked at."""

from __future__ import annotations

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import ROLE_GRANTS, STAFF_ROLES, Permission, Role
from common.crypto import EncryptedField
from common.models import APPEND_ONLY


class DocumentType(models.TextChoices):
    """Identity documents, codes of the national transfer platform."""

    CITIZEN = "01", _("身份证")
    OFFICER = "02", _("军官证")
    PASSPORT = "03", _("护照")
    RESIDENCE = "04", _("外国人永久居留身份证")
    OTHER = "99", _("其他")


class Branch(models.Model):
    """A branch of the centre (管理部): same rules, single set of books."""

    code = models.CharField(_("编号"), max_length=8, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    hours = models.CharField(_("办公时间"), max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("管理部")

    def __str__(self) -> str:
        return self.name


def _before() -> tuple[pghistory.RowEvent, ...]:
    """Track what a row was before each change: a new row writes none, so 50,000 people of one list cost no more."""
    return pghistory.UpdateEvent(row="OLD"), pghistory.DeleteEvent()


@pghistory.track(*_before(), exclude=["search_keys"])
class Person(models.Model):
    """One natural person, once, by identity document. Numbers are encrypted; `…_index` are their blind indexes."""

    name = models.CharField(_("姓名"), max_length=120)
    document_type = models.CharField(
        _("证件类型"), max_length=2, choices=DocumentType.choices, default=DocumentType.CITIZEN
    )
    document_number = EncryptedField(_("证件号码"), where="person.document_number")
    document_index = models.CharField(max_length=32, editable=False)
    phone = EncryptedField(_("手机号码"), where="person.phone", blank=True, default="")
    phone_index = models.CharField(max_length=32, blank=True, default="", editable=False)
    phone_verified_at = models.DateTimeField(_("手机验证时间"), null=True, blank=True)
    birth_on = models.DateField(_("出生日期"), null=True, blank=True)
    search_keys = ArrayField(models.CharField(max_length=120), default=list, editable=False)
    created_at = models.DateTimeField(_("建档时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("人员")
        constraints = [
            models.UniqueConstraint(fields=["document_type", "document_index"], name="one_person_a_document"),
            models.UniqueConstraint(
                fields=["phone_index"], name="verified_phone_unique", condition=Q(phone_verified_at__isnull=False)
            ),
            models.CheckConstraint(
                name="verified_phone_exists", condition=Q(phone_verified_at=None) | ~Q(phone_index="")
            ),
        ]
        indexes = [
            GinIndex(fields=["search_keys"], name="person_search_keys"),
            models.Index(OpClass("name", "text_pattern_ops"), name="person_name_prefix"),
            models.Index(fields=["phone_index"], name="person_phone"),
        ]

    def __str__(self) -> str:
        return self.name


class RelationKind(models.TextChoices):
    """How two persons are related."""

    SPOUSE = "SPOUSE", _("配偶")
    PARENT = "PARENT", _("父母")
    CHILD = "CHILD", _("子女")


@pghistory.track()
class Relation(models.Model):
    """`relative` is the `kind` of `person`, on the proof named, from one date to another."""

    person = models.ForeignKey(Person, verbose_name=_("本人"), on_delete=models.PROTECT, related_name="relations")
    relative = models.ForeignKey(Person, verbose_name=_("亲属"), on_delete=models.PROTECT, related_name="relations_to")
    kind = models.CharField(_("关系"), max_length=10, choices=RelationKind.choices)
    proof = models.CharField(_("证明材料"), max_length=120)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("亲属关系")
        constraints = [
            models.CheckConstraint(name="not_own_relative", condition=~Q(person=models.F("relative"))),
            models.UniqueConstraint(
                fields=["person"], name="one_spouse_at_a_time", condition=Q(kind="SPOUSE", until=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}–{self.relative}"


@pghistory.track()
class BankCard(models.Model):
    """A person's own bank card, same-name checked when bound."""

    person = models.ForeignKey(Person, verbose_name=_("持卡人"), on_delete=models.PROTECT, related_name="cards")
    number = EncryptedField(_("卡号"), where="bank_card.number")
    number_index = models.CharField(max_length=32, db_index=True, editable=False)
    bank_name = models.CharField(_("开户银行"), max_length=80, blank=True)
    bound_at = models.DateTimeField(_("绑定时间"))
    ended_at = models.DateTimeField(_("解绑时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("银行卡")
        constraints = [
            models.UniqueConstraint(fields=["person", "number_index"], name="card_once", condition=Q(ended_at=None))
        ]


@pghistory.track(*_before(), exclude=["search_keys"])
class Employer(models.Model):
    """A depositing employer, the legal entity (单位)."""

    name = models.CharField(_("单位名称"), max_length=120)
    name_key = models.CharField(max_length=120, db_index=True, editable=False)
    social_credit_code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    branch = models.ForeignKey(Branch, verbose_name=_("管理部"), on_delete=models.PROTECT)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    contact_phone = EncryptedField(_("经办人手机"), where="employer.contact_phone", blank=True, default="")
    search_keys = ArrayField(models.CharField(max_length=120), default=list, editable=False)
    created_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        indexes = [GinIndex(fields=["search_keys"], name="employer_search_keys")]

    def __str__(self) -> str:
        return self.name


class Door(models.TextChoices):
    """The three doors to log in. One person may have a user behind each."""

    STAFF = "STAFF", _("工作人员")
    DEPOSITOR = "DEPOSITOR", _("缴存人")
    CLERK = "CLERK", _("单位经办人")


class UserManager(BaseUserManager["User"]):
    """Natural look-up by username; users are made by operations."""


class User(AbstractBaseUser):
    """One door, with a person behind it. `username` is the door and a number: "staff:1001", "depositor:52"."""

    username = models.CharField(_("登录名"), max_length=60, unique=True)
    door = models.CharField(_("入口"), max_length=10, choices=Door.choices)
    person = models.ForeignKey(Person, verbose_name=_("本人"), on_delete=models.PROTECT, related_name="users")
    is_active = models.BooleanField(_("有效"), default=True)
    must_change_password = models.BooleanField(_("须修改密码"), default=False)
    created_at = models.DateTimeField(_("开通时间"))

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = _("用户")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "door"], name="one_user_a_door", condition=Q(door__in=["DEPOSITOR", "CLERK", "STAFF"])
            )
        ]

    def __str__(self) -> str:
        return self.person.name

    def get_full_name(self) -> str:
        """The person's name, as the admin greets."""
        return self.person.name

    @property
    def is_staff(self) -> bool:
        """Whether this user may see the admin at all."""
        return self.is_active and self.door == Door.STAFF and bool(self.permissions & _ADMIN_PERMISSIONS)

    @property
    def roles(self) -> frozenset[str]:
        """Roles held now; asked of the database once for each request's user object."""
        if "_roles" not in self.__dict__:
            self.__dict__["_roles"] = self._load_roles()
        return self.__dict__["_roles"]

    @property
    def permissions(self) -> frozenset[Permission]:
        """What those roles grant together."""
        return frozenset().union(*(ROLE_GRANTS[Role(role)] for role in self.roles))

    def may(self, permission: Permission) -> bool:
        """Whether one of the user's roles grants `permission`."""
        return self.is_active and permission in self.permissions

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django admin's question; answered per model by `accounts.admin_access`."""
        from accounts.admin_access import may_in_admin

        return may_in_admin(self, perm)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the admin shows the app to this user."""
        return self.is_staff

    def _load_roles(self) -> frozenset[str]:
        if self.door != Door.STAFF:
            return frozenset({self.door})
        from django.utils import timezone

        today = timezone.localdate()
        held = self.role_grants.filter(revoked_at=None, since__lte=today).filter(Q(until=None) | Q(until__gte=today))
        return frozenset(held.values_list("role", flat=True))


_ADMIN_PERMISSIONS = frozenset({Permission.POLICY_EDIT, Permission.STAFF_MANAGE, Permission.TEMPLATE_EDIT})


@pghistory.track()
class Staff(models.Model):
    """A member of staff: number, branch, grade, window and the largest amount they may decide alone."""

    user = models.OneToOneField(User, verbose_name=_("用户"), on_delete=models.PROTECT, related_name="staff")
    number = models.CharField(_("工号"), max_length=10, unique=True)
    branch = models.ForeignKey(Branch, verbose_name=_("管理部"), on_delete=models.PROTECT)
    window = models.CharField(_("窗口"), max_length=10, blank=True)
    grade = models.PositiveSmallIntegerField(_("职级"), default=1)
    limit_fen = models.BigIntegerField(_("单笔权限（分）"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("工作人员")

    def __str__(self) -> str:
        return f"{self.number} {self.user}"


@pghistory.track()
class RoleGrant(models.Model):
    """A role given to a member of staff, for ever or for a term; a deputy's names whom they stand in for."""

    user = models.ForeignKey(User, verbose_name=_("用户"), on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(_("角色"), max_length=20, choices=[(r.value, r.label) for r in STAFF_ROLES])
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)
    deputising_for = models.ForeignKey(
        User, verbose_name=_("代理谁"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_by = models.ForeignKey(
        User, verbose_name=_("授权人"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("事由"), max_length=120, blank=True)
    revoked_at = models.DateTimeField(_("收回时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("角色授权")
        constraints = [
            models.CheckConstraint(
                name="deputy_has_a_term",
                condition=Q(deputising_for=None) | Q(until__isnull=False),
                violation_error_message=_("代理须写明终止日期。"),
            ),
            models.CheckConstraint(
                name="nobody_grants_to_themselves",
                condition=Q(granted_by=None) | ~Q(granted_by=models.F("user")),
                violation_error_message=_("不能给自己授权。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.get_role_display()}"


@pghistory.track()
class EmployerClerk(models.Model):
    """A person who acts for an employer (经办人), from authorisation to removal."""

    employer = models.ForeignKey(Employer, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="clerks")
    person = models.ForeignKey(Person, verbose_name=_("经办人"), on_delete=models.PROTECT, related_name="clerk_of")
    mandate = models.CharField(_("授权材料"), max_length=120, blank=True)
    authorised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    authorised_at = models.DateTimeField(_("授权时间"))
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("终止时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("单位经办人")
        constraints = [
            models.UniqueConstraint(fields=["employer", "person"], name="clerk_once", condition=Q(ended_at=None))
        ]


class SecondFactor(models.Model):
    """The TOTP secret of a member of staff. `last_step` keeps a code from being used twice."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = EncryptedField(where="second_factor.secret")
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    recovery_hashes = ArrayField(models.CharField(max_length=128), default=list)


class OneTimeCode(models.Model):
    """A short code sent to a phone: stored hashed, five tries, ten minutes. Proved by typing it, used by one act."""

    phone_index = models.CharField(max_length=32)
    purpose = models.CharField(max_length=20)
    code_hash = models.CharField(max_length=128)
    address = models.GenericIPAddressField(null=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    proved_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone_index", "-sent_at"], name="codes_to_phone"),
            models.Index(fields=["address", "-sent_at"], name="codes_from_address"),
        ]


class LoginSession(models.Model):
    """A log-in, listed to its owner and revocable by them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.GenericIPAddressField(_("来自"), null=True)
    device = models.CharField(_("设备"), max_length=200, blank=True)
    at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近使用"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="sessions_of_user")]


class PrivacyNotice(models.Model):
    """One version of what we tell people about their data."""

    version = models.CharField(_("版本"), max_length=20, unique=True)
    text = models.TextField(_("正文"))
    published_on = models.DateField(_("发布日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("个人信息保护告知")

    def __str__(self) -> str:
        return self.version


class Consent(models.Model):
    """A person has read and agreed to one version of the notice."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    notice = models.ForeignKey(PrivacyNotice, on_delete=models.PROTECT)
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "notice"], name="one_consent_a_version")]
        triggers = [APPEND_ONLY]


class AuditEntry(models.Model):
    """One write by somebody: what, on which record, with which figures. Append-only."""

    at = models.DateTimeField(_("时间"))
    user = models.ForeignKey(User, verbose_name=_("操作人"), null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(_("动作"), max_length=60)
    target = models.CharField(_("对象"), max_length=80, blank=True)
    person = models.ForeignKey(
        Person, verbose_name=_("涉及人员"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    detail = models.JSONField(_("内容"), default=dict)
    address = models.GenericIPAddressField(_("来自"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("操作日志")
        triggers = [APPEND_ONLY]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["person", "-at"], name="audit_of_person"),
        ]


class LookKind(models.TextChoices):
    """What was looked at."""

    PAGE = "PAGE", _("查看资料")
    REVEAL = "REVEAL", _("查看完整号码")
    FILE = "FILE", _("导出文件")
    API = "API", _("接口查询")


class Look(models.Model):
    """Somebody looked at a person's data: who, as what, why. Shown to the person. Append-only."""

    at = models.DateTimeField(_("时间"))
    person = models.ForeignKey(Person, verbose_name=_("被查看人"), on_delete=models.PROTECT, related_name="looks")
    user = models.ForeignKey(User, verbose_name=_("查看人"), null=True, on_delete=models.PROTECT, related_name="+")
    viewer = models.CharField(_("身份"), max_length=120)
    kind = models.CharField(_("方式"), max_length=10, choices=LookKind.choices)
    what = models.CharField(_("内容"), max_length=120)
    case = models.CharField(_("办件号"), max_length=20, blank=True)
    address = models.GenericIPAddressField(_("来自"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("查看记录")
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["person", "-at"], name="looks_at_person")]
