"""Users behind the three doors, the staff with their roles, clerks, and what proves who somebody is."""

from __future__ import annotations

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin_access import may_in_admin
from accounts.models.people import Branch, Employer, Person
from accounts.permissions import ROLE_GRANTS, STAFF_ROLES, ClerkDuty, Permission, Role
from common.crypto import EncryptedField


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
        """The person's name."""
        return self.person.name

    def get_short_name(self) -> str:
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
        return may_in_admin(self, perm)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the admin shows the app to this user."""
        return self.is_staff

    def _load_roles(self) -> frozenset[str]:
        if self.door != Door.STAFF:
            return frozenset({self.door})
        today = timezone.localdate()
        held = self.role_grants.filter(revoked_at=None, since__lte=today).filter(Q(until=None) | Q(until__gte=today))
        return frozenset(held.values_list("role", flat=True))


_ADMIN_PERMISSIONS = frozenset(
    {Permission.BOOKS_VIEW, Permission.POLICY_EDIT, Permission.STAFF_MANAGE, Permission.TEMPLATE_EDIT}
)
"""Any of these opens the admin; what is seen and done there stands in `accounts.admin_access`."""


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
    duty = models.CharField(_("权限"), max_length=10, choices=ClerkDuty.choices, default=ClerkDuty.MANAGER)
    authorised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    authorised_at = models.DateTimeField(_("授权时间"))
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("终止时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("单位经办人")
        constraints = [
            models.UniqueConstraint(fields=["employer", "person"], name="clerk_once", condition=Q(ended_at=None)),
            models.CheckConstraint(name="clerk_duty_known", condition=Q(duty__in=ClerkDuty.values)),
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
