"""Branches, staff, their roles, and the privacy notice. Persons, employers and trails have pages of their own.

What has a verb goes through its operation; nothing is ever deleted; nobody touches their own rights.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import operations as accounts
from accounts.models import Branch, Door, Partner, PartnerToken, PrivacyNotice, RoleGrant, Staff, User
from accounts.permissions import Scope
from common import identity
from common.errors import BusinessError
from common.forms import IdentityNumberField, MobileField, YuanField
from common.money import yuan


class RefusingAdmin(admin.ModelAdmin):
    """Shows a refusal as a message over the form it came from; deletes nothing."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The form; a refused act has written nothing."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except BusinessError as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())

    def each(self, request: HttpRequest, rows: QuerySet[Any], act: Callable[[Any], str]) -> None:
        """Do `act` to every chosen row, each for itself, and say what came of it."""
        for row in rows:
            try:
                with transaction.atomic():
                    messages.success(request, act(row))
            except BusinessError as refusal:
                messages.error(request, f"{row}：{refusal}")


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
    """The staff: number, branch, window, grade, limit. A new one gets a password to hand over."""

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

    def save_model(self, request: HttpRequest, obj: Staff, form: Any, change: bool) -> None:
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
        self._hand_over(request, obj)

    @admin.action(description=gettext_lazy("发放临时密码（同时重设第二步验证）"))
    def issue_password(self, request: HttpRequest, rows: QuerySet[Staff]) -> None:
        """A password to hand over, for who forgot theirs or lost the phone."""
        self.each(request, rows, lambda row: self._password_words(request, row))

    @admin.action(description=gettext_lazy("离岗：停用登录并收回全部角色"))
    def dismiss(self, request: HttpRequest, rows: QuerySet[Staff]) -> None:
        """They leave the staff."""

        def act(row: Staff) -> str:
            accounts.dismiss_staff(user_id=row.user_id, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            return _("%(who)s已离岗。") % {"who": row}

        self.each(request, rows, act)

    def _hand_over(self, request: HttpRequest, row: Staff) -> None:
        messages.warning(request, self._password_words(request, row))

    def _password_words(self, request: HttpRequest, row: Staff) -> str:
        password = accounts.issue_password(user_id=row.user_id, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        words = _("%(who)s的临时密码是 %(password)s，只显示这一次，请当面转交；首次登录须修改。")
        return words % {"who": row, "password": password}


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


# --- partners


class EmployerCodeField(forms.ModelChoiceField):
    """An employer by its unified social credit code."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "to_field_name": "social_credit_code"})
        self.help_text = _("单位自己的系统填写统一社会信用代码；填写后只能查看和申报这个单位。")
        self.error_messages["invalid_choice"] = _("没有登记过这个统一社会信用代码。")

    def to_python(self, value: Any) -> Any:
        """The employer. Raises ValidationError."""
        return super().to_python(identity.normalise(value) if isinstance(value, str) else value)


class PartnerForm(forms.ModelForm):
    """A partner; the employer whose own system it is, by its code as it stands on paper."""

    class Meta:
        model = Partner
        fields = ["code", "name", "contact", "employer", "is_active"]


@admin.register(Partner)
class PartnerAdmin(RefusingAdmin):
    """Systems of others that call the API. What one may do is in its tokens."""

    form = PartnerForm
    fields = ["code", "name", "contact", "employer", "is_active"]
    list_display = ["code", "name", "contact", "employer", "is_active"]
    list_select_related = ["employer"]
    ordering = ["code"]

    def get_fields(self, request: HttpRequest, obj: Partner | None = None) -> Any:
        """A new one is active."""
        return self.fields if obj else self.fields[:-1]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest | None, **options: Any) -> Any:
        """The code is typed, not chosen from thousands."""
        return db_field.formfield(form_class=EmployerCodeField, widget=forms.TextInput, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: Partner | None = None) -> Any:
        """Whose system it is stays: tokens rest on it."""
        return ["code", "employer"] if obj else []

    def save_model(self, request: HttpRequest, obj: Partner, form: Any, change: bool) -> None:
        """Taken in or changed by the operations."""
        at, by = timezone.now(), request.user
        if change:
            if form.changed_data:
                accounts.change_partner(partner=obj, fields=form.changed_data, by=by, at=at)  # type: ignore[arg-type]
            return
        made = accounts.register_partner(
            code=obj.code,
            name=obj.name,
            contact=obj.contact,
            employer_id=obj.employer_id,
            by=by,  # type: ignore[arg-type]
            at=at,
        )
        obj.pk = made.pk


class TokenForm(forms.ModelForm):
    """What a new token may do, until when, and from where."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("权限范围"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    valid_days = forms.IntegerField(label=gettext_lazy("有效天数"), min_value=1, max_value=366, initial=180)
    addresses = forms.CharField(
        label=gettext_lazy("允许的来源地址"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一个地址或网段，例如 10.1.0.0/16；不填则不限。"),
    )

    class Meta:
        model = PartnerToken
        fields = ["partner"]

    def clean_addresses(self) -> list[str]:
        """One a line."""
        return self.cleaned_data["addresses"].split()

    def _post_clean(self) -> None:
        """The operation makes the row: nothing of it is filled in from the form."""


@admin.register(PartnerToken)
class PartnerTokenAdmin(RefusingAdmin):
    """Keys to the API, issued and revoked; a key is shown once and never changed."""

    form = TokenForm
    list_display = ["prefix", "partner", "may", "addresses", "issued_at", "expires_at", "last_used_at", "revoked_at"]
    list_select_related = ["partner"]
    list_filter = ["partner", ("revoked_at", admin.EmptyFieldListFilter)]
    ordering = ["-id"]
    actions = ["revoke"]
    fields = ["partner", "scopes", "valid_days", "addresses"]

    @admin.display(description=gettext_lazy("权限范围"))
    def may(self, obj: PartnerToken) -> str:
        """Its scopes in words."""
        return "、".join(str(Scope(scope).label) for scope in obj.scopes)

    def has_change_permission(self, request: HttpRequest, obj: PartnerToken | None = None) -> bool:
        """The list and its actions, not the row."""
        return obj is None and super().has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: PartnerToken, form: Any, change: bool) -> None:
        """Issue by the operation, and show the secrets once."""
        answers, at = form.cleaned_data, timezone.now()
        issued = accounts.issue_token(
            partner_id=answers["partner"].pk,
            scopes=answers["scopes"],
            expires_at=at + timedelta(days=answers["valid_days"]),
            addresses=answers["addresses"],
            by=request.user,  # type: ignore[arg-type]
            at=at,
        )
        obj.pk, obj.prefix = issued.token.pk, issued.token.prefix
        words = _("接口令牌：%(secret)s。只显示这一次，请当面或加密转交。") % {"secret": issued.secret}
        if issued.signing_secret:
            words += _("推送签名密钥：%(secret)s。") % {"secret": issued.signing_secret}
        messages.warning(request, words)

    @admin.action(description=gettext_lazy("立即停用"))
    def revoke(self, request: HttpRequest, rows: QuerySet[PartnerToken]) -> None:
        """Take the keys back at once."""

        def act(row: PartnerToken) -> str:
            accounts.revoke_token(token_id=row.pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            return _("已停用令牌 %(token)s。") % {"token": row}

        self.each(request, rows, act)
