"""Branches, the staff with their roles, and the privacy notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import access
from accounts import operations as accounts
from accounts.admin.refusing import RefusingAdmin
from accounts.models import Branch, Door, PrivacyNotice, RoleGrant, Staff, User
from common.forms import IdentityNumberField, MobileField, YuanField
from common.money import yuan


@admin.register(Branch)
class BranchAdmin(RefusingAdmin):
    """Where people can go."""

    list_display = ["code", "name", "address", "phone", "hours"]
    ordering = ["code"]


class StaffForm(forms.ModelForm):
    """The work place of somebody on the staff."""

    limit_fen = YuanField(label=gettext_lazy("单笔权限（元）"), initial=0)

    class Meta:
        model = Staff
        fields = ["branch", "window", "grade", "limit_fen"]


class HireForm(StaffForm):
    """Somebody new: who they are, too."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=120)
    document_number = IdentityNumberField()
    phone = MobileField(label=gettext_lazy("手机号"), required=False)

    class Meta(StaffForm.Meta):
        fields = ["number", *StaffForm.Meta.fields]


@admin.register(Staff)
class StaffAdmin(RefusingAdmin):
    """The staff: number, branch, window, grade, limit. A new one gets a first password to hand over."""

    list_display = ["number", "name", "branch", "window", "grade", "limit", "in_office", "roles"]
    list_select_related = ["user__person", "branch"]
    list_filter = ["branch", "user__is_active"]
    search_fields = ["number", "user__person__name"]
    ordering = ["number"]
    actions = ["issue_password", "dismiss"]

    @admin.display(description=gettext_lazy("姓名"), ordering="user__person__name")
    def name(self, row: Staff) -> str:
        """The person's name."""
        return row.user.person.name

    @admin.display(description=gettext_lazy("单笔权限（元）"), ordering="limit_fen")
    def limit(self, row: Staff) -> str:
        """The largest amount they decide alone."""
        return yuan(row.limit_fen)

    @admin.display(description=gettext_lazy("在岗"), boolean=True)
    def in_office(self, row: Staff) -> bool:
        """Whether their door is open."""
        return row.user.is_active

    @admin.display(description=gettext_lazy("角色"))
    def roles(self, row: Staff) -> str:
        """Roles not taken back; terms are on their own page."""
        held = [grant for grant in row.user.role_grants.all() if grant.revoked_at is None]
        return "、".join(str(grant.get_role_display()) for grant in held)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Staff]:
        """With the roles, in one query for the page."""
        return super().get_queryset(request).prefetch_related("user__role_grants")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Who they are is asked only when they are taken on."""
        return super().get_form(request, obj, change, **{**kwargs, "form": StaffForm if obj else HireForm})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """In the order they are asked."""
        identity = ["name", "document_number", "phone", "number"]
        return [*([] if obj else identity), *StaffForm.Meta.fields]

    def has_change_permission(self, request: HttpRequest, obj: Staff | None = None) -> bool:
        """Nobody changes their own grade and limit."""
        own = obj is not None and obj.user.person_id == request.user.person_id  # type: ignore[union-attr]
        return super().has_change_permission(request, obj) and not own

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Take them on by the operation, or change what their work place is."""
        at = timezone.now()
        if change:
            super().save_model(request, obj, form, change)
            accounts.record(
                user=request.user,  # type: ignore[arg-type]
                action="staff:change",
                target=obj,
                person=obj.user.person,
                at=at,
                detail={"fields": form.changed_data},
            )
            return
        answers = {name: form.cleaned_data[name] for name in self.get_fields(request) if name != "branch"}
        hired = accounts.hire_staff(branch_id=obj.branch_id, by=request.user, at=at, **answers)  # type: ignore[arg-type]
        obj.pk, obj.user = hired.pk, hired.user
        obj.first_password = self._first_password(request, obj)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Taken on: the first password, on this answer alone."""
        return self._handed_over(request, [(str(obj), obj.first_password)])

    @admin.action(description=gettext_lazy("发放首次登录的临时密码；重设密码须另一人确认"))
    def issue_password(self, request: HttpRequest, rows: QuerySet[Staff]) -> HttpResponse | None:
        """The first password anew, for who has not used it yet; anybody else's takes two people on a page of ours."""
        secrets: list[tuple[str, str]] = []

        def act(row: Staff) -> str:
            secrets.append((str(row), self._first_password(request, row)))
            return _("已为%(who)s生成新的临时密码。") % {"who": row}

        self.each(request, rows, act)
        return self._handed_over(request, secrets) if secrets else redirect("accounts:office_resets")

    @admin.action(description=gettext_lazy("离岗：停用登录并收回全部角色"))
    def dismiss(self, request: HttpRequest, rows: QuerySet[Staff]) -> None:
        """They leave the staff."""

        def act(row: Staff) -> str:
            accounts.dismiss_staff(user_id=row.user_id, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            return _("%(who)s已离岗。") % {"who": row}

        self.each(request, rows, act)

    def _first_password(self, request: HttpRequest, row: Staff) -> str:
        return accounts.issue_password(user_id=row.user_id, by=request.user, at=timezone.now())  # type: ignore[arg-type]

    def _handed_over(self, request: HttpRequest, secrets: list[tuple[str, str]]) -> HttpResponse:
        note, back = _("请当面转交本人，首次登录须修改。"), reverse("admin:accounts_staff_changelist")
        return access.shown_once(request, title=_("临时密码"), note=note, secrets=secrets, back=back)


class StaffUserField(forms.ModelChoiceField):
    """Somebody on the staff, by number and name."""

    def __init__(self, **options: Any) -> None:
        users = User.objects.filter(door=Door.STAFF, is_active=True).select_related("person", "staff")
        super().__init__(queryset=users.order_by("staff__number"), **options)

    def label_from_instance(self, obj: Any) -> str:
        """Number and name."""
        return f"{obj.staff.number} {obj.person.name}"


class RoleGrantForm(forms.ModelForm):
    """A role for somebody, for ever or for a term."""

    user = StaffUserField(label=gettext_lazy("授予"))
    deputising_for = StaffUserField(
        label=gettext_lazy("代理谁"), required=False, help_text=gettext_lazy("代理须写明终止日期。")
    )

    class Meta:
        model = RoleGrant
        fields = ["user", "role", "since", "until", "deputising_for", "reason"]


@admin.register(RoleGrant)
class RoleGrantAdmin(RefusingAdmin):
    """Roles given and taken back; a grant is never edited, so its history is plain."""

    form = RoleGrantForm
    list_display = ["user", "role", "since", "until", "deputising_for", "granted_by", "reason", "revoked_at"]
    list_select_related = ["user__person", "deputising_for__person", "granted_by__person"]
    list_filter = ["role", ("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["user__staff__number", "user__person__name"]
    ordering = ["-id"]
    actions = ["revoke"]

    def has_change_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        """The list and its actions, not the row."""
        return obj is None and super().has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        """Grant by the operation."""
        granted = accounts.grant_role(
            user_id=obj.user_id,
            role=obj.role,
            since=obj.since,
            until=obj.until,
            deputising_for_id=obj.deputising_for_id,
            reason=obj.reason,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        obj.pk = granted.pk

    @admin.action(description=gettext_lazy("立即收回"))
    def revoke(self, request: HttpRequest, rows: QuerySet[RoleGrant]) -> None:
        """Take the roles back at once."""

        def act(row: RoleGrant) -> str:
            accounts.revoke_role(grant_id=row.pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            return _("已收回：%(grant)s。") % {"grant": row}

        self.each(request, rows, act)


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(RefusingAdmin):
    """Versions of the notice: a new one is added, an old one stands as people agreed to it."""

    list_display = ["version", "published_on"]
    ordering = ["-published_on"]

    def has_change_permission(self, request: HttpRequest, obj: PrivacyNotice | None = None) -> bool:
        """None is changed."""
        return False
